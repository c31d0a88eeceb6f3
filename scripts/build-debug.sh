#!/usr/bin/env bash
# Builds the debug build of the program, as `cargo test` does. Without a test beside it, dependencies would lack
# what tests ask of them, and most would be compiled a second time: `allocations` is the smallest.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --quiet --locked --bin event-mesh --test allocations
