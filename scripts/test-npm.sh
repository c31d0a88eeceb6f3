#!/usr/bin/env bash
# Runs the tests of the npm packages, with the debug build of the program.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/build-debug.sh
packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
# Without what debuggers need, it is packed in a second.
strip -o "$packages/event-mesh" target/debug/event-mesh
platform=$(node -p 'process.platform + "-" + process.arch')
scripts/pack-npm.sh "$packages" "$packages/event-mesh" "$platform" >/dev/null
EVENT_MESH_NPM_PACKAGES=$packages node --test npm/tests/*.test.mjs
