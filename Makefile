# `make run` starts the server, `make test` runs every test. Both install what they need.

SHELL := /usr/bin/env bash
CARGO_DENY_VERSION := 0.20.2
CARGO_DENY := target/cargo-deny-$(CARGO_DENY_VERSION)/bin/cargo-deny
# Tests wait more than they compute.
export RUST_TEST_THREADS := 12
# Of `make bench`: which one, how many events there are, and what else its `main.rs` understands.
BENCH := floor
EVENTS := 100000
OPTIONS :=

.PHONY: run test area endurance check bench web pictures sdk examples schema format

## Serve on embedded SQLite, or on DATABASE_URL.
run: web
	cargo run --release --locked

## Every test, on SQLite and on a throw-away PostgreSQL.
test: web sdk examples
	scripts/install-packages.sh postgresql chromium mkdocs
	scripts/with-postgres.sh cargo test --workspace --locked
	scripts/test-web.sh
	scripts/test-sdk.sh
	scripts/test-examples.sh
	scripts/test-npm.sh

## The tests of one area: make area NAME=graph
area:
	scripts/install-packages.sh postgresql
	scripts/with-postgres.sh cargo test --locked --test areas -- $(NAME)::

## Tests that try hard, with other random histories each time, and libFuzzer for 10 minutes.
endurance: web sdk
	scripts/install-packages.sh postgresql
	EVENT_MESH_TEST_ENDURANCE=1 scripts/with-postgres.sh cargo test --locked --test areas
	EVENT_MESH_TEST_ENDURANCE=1 scripts/test-sdk.sh
	scripts/fuzz.sh 600

## Formatting, lints, documentation, licences and sources of dependencies.
check: web sdk examples $(CARGO_DENY)
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	# Without a word on examples, of which there are none, dependencies would lack what tests ask of them, and be
	# checked a second time.
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --lib --examples --no-deps --document-private-items --locked
	cargo fetch --locked
	$(CARGO_DENY) --offline check bans licenses sources
	cd web && ../scripts/with-node.sh npm run check
	cd sdk/typescript && ../../scripts/with-node.sh npm run check
	cd examples && ../scripts/with-node.sh npm run check

## The server beside pgbench and a bare endpoint on a PostgreSQL that flushes, with so many events.
bench:
	scripts/install-packages.sh postgresql
	EVENT_MESH_TEST_POSTGRES_OPTIONS="-c shared_buffers=1GB -c max_wal_size=4GB" \
		scripts/with-postgres.sh cargo bench --locked --bench $(BENCH) -- --events $(EVENTS) $(OPTIONS)

# A debug build: it takes a third of the time to build, and runs once.
$(CARGO_DENY):
	CARGO_PROFILE_DEV_DEBUG=0 cargo install --quiet --locked --debug --version $(CARGO_DENY_VERSION) --root $(dir $(@D)) cargo-deny

## The pages that are part of the binary.
web: web/dist/debugger.html

web/dist/debugger.html: $(shell find web/src web/build -type f) web/vite.config.mjs web/package.json web/package-lock.json
	scripts/install-packages.sh node
	cd web && ../scripts/with-node.sh npm ci --no-audit --no-fund
	cd web && ../scripts/with-node.sh npm run build
	# Cargo doesn't notice files where there were none.
	touch $@ src/http/assets.rs

## Take the README's pictures anew.
pictures: web
	scripts/install-packages.sh postgresql chromium
	EVENT_MESH_TEST_PICTURES=../docs/pictures scripts/test-web.sh tests/debugger/pictures.test.mjs

## What the TypeScript client is built and tested with.
sdk: sdk/typescript/node_modules/.package-lock.json

sdk/typescript/node_modules/.package-lock.json: sdk/typescript/package-lock.json
	scripts/install-packages.sh node
	cd sdk/typescript && ../../scripts/with-node.sh npm ci --no-audit --no-fund
	touch $@

## What the examples are built with, and the client that one of them uses.
examples: sdk examples/node_modules/.package-lock.json
	cd sdk/typescript && ../../scripts/with-node.sh npm run --silent build

examples/node_modules/.package-lock.json: examples/package-lock.json
	scripts/install-packages.sh node
	cd examples && ../scripts/with-node.sh npm ci --no-audit --no-fund --loglevel=error
	touch $@

## Write schema.graphql anew, and what the pages and the examples know of it.
schema: web examples
	cargo run --quiet --locked -- schema > schema.graphql.new
	mv schema.graphql.new schema.graphql
	cd web && ../scripts/with-node.sh npm run codegen
	cd examples && ../scripts/with-node.sh npm run codegen

format:
	cargo fmt --all
	cd web && ../scripts/with-node.sh npm run format
	cd sdk/typescript && ../../scripts/with-node.sh npm run format
	cd examples && ../scripts/with-node.sh npm run format
