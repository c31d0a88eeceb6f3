#!/usr/bin/env bash
# Builds the examples, and tests them in Chromium against the debug build of the server.
set -euo pipefail
cd "$(dirname "$0")/.."

[ -n "${EVENT_MESH_PROGRAM:-}" ] || scripts/build-debug.sh
cd examples
export NEXT_TELEMETRY_DISABLED=1
../scripts/with-node.sh npm run --silent build
../scripts/with-node.sh npm test
