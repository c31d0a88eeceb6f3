# `make run` starts the server, `make test` runs every test. Both install what they need.

SHELL := /usr/bin/env bash
CARGO_DENY_VERSION := 0.20.2
# Of `make bench`: how many events there are, and what else `benches/floor/main.rs` understands.
EVENTS := 100000
OPTIONS :=

.PHONY: run test check fuzz bench web schema format

## Serve on embedded SQLite, or on DATABASE_URL.
run: web
	cargo run --release --locked

## Every test, on SQLite and on a throw-away PostgreSQL.
test: web
	scripts/install-packages.sh postgresql chromium
	scripts/with-postgres.sh cargo test --workspace --locked
	scripts/with-postgres.sh cargo test --locked --features without-predicate --test isolation
	scripts/test-web.sh

## Formatting, lints, documentation, licences and sources of dependencies.
check: web
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items --locked
	cargo deny --version 2>/dev/null | grep -qF "$(CARGO_DENY_VERSION)" || \
		cargo install --locked --version $(CARGO_DENY_VERSION) cargo-deny
	cargo fetch --locked
	cargo deny --offline check bans licenses sources
	cargo fmt --check --manifest-path fuzz/Cargo.toml
	cd web && npm run check

## Random input for what reads clients' text, for 60 seconds in all.
fuzz:
	scripts/install-packages.sh
	scripts/fuzz.sh

## The server beside pgbench and a bare endpoint on a PostgreSQL that flushes, with so many events.
bench:
	scripts/install-packages.sh postgresql
	EVENT_MESH_TEST_POSTGRES_OPTIONS="-c shared_buffers=1GB -c max_wal_size=4GB" \
		scripts/with-postgres.sh cargo bench --locked --bench floor -- --events $(EVENTS) $(OPTIONS)

## The pages that are part of the binary.
web: web/dist/graphiql.html

web/dist/graphiql.html: $(shell find web/src web/bundler -type f) web/build.mjs web/package.json web/package-lock.json
	scripts/install-packages.sh node
	cd web && npm ci --no-audit --no-fund && npm run build
	touch $@

## Write schema.graphql anew.
schema:
	cargo run --quiet --locked -- schema > schema.graphql.new
	mv schema.graphql.new schema.graphql

format:
	cargo fmt --all
	cd web && npm run format
