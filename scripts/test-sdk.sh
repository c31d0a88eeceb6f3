#!/usr/bin/env bash
# Tests the TypeScript client against the debug build of the server, on SQLite and on PostgreSQL:
# scripts/test-sdk.sh [FILE…], of the folder sdk/typescript.
set -euo pipefail
cd "$(dirname "$0")/.."

[ -n "${EVENT_MESH_PROGRAM:-}" ] || scripts/build-debug.sh
cd sdk/typescript
../../scripts/with-node.sh npm run --silent prepack
../../scripts/with-node.sh npm test -- "$@"
