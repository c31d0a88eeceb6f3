#!/usr/bin/env bash
# Fuzzes every target under fuzz/fuzz_targets: fuzz.sh SECONDS, in all.
# Fails when a target does; the input that made it fail is then under fuzz/artifacts. What a run has
# learned stays in fuzz/target/corpus; the seeds in fuzz/corpus are only read.
set -euo pipefail
cd "$(dirname "$0")/.."

version=0.13.2
seconds=$1
targets=(fuzz/fuzz_targets/*.rs)
each=$(((seconds + ${#targets[@]} - 1) / ${#targets[@]}))

cargo fuzz --version 2>/dev/null | grep -qF " $version" \
    || cargo install --locked --version "$version" cargo-fuzz

# Sanitizers need a nightly compiler, and find nothing where there is no unsafe code.
flags=(--dev --sanitizer none --features libfuzzer --target-dir fuzz/target)
cargo fuzz build "${flags[@]}"
for target in "${targets[@]}"; do
    name=$(basename "$target" .rs)
    learned=fuzz/target/corpus/$name
    mkdir -p "$learned"
    log=fuzz/target/$name.log
    echo "fuzz: $name for $each seconds"
    if ! cargo fuzz run "${flags[@]}" "$name" "$learned" "fuzz/corpus/$name" -- \
        -max_total_time="$each" -max_len=8192 -timeout=10 -rss_limit_mb=1024 >"$log" 2>&1; then
        grep -aE -A 3 'panicked at|ERROR: libFuzzer' "$log" >&2 || true
        tail -n 20 "$log" >&2
        exit 1
    fi
    tail -n 1 "$log"
done
