#!/usr/bin/env bash
# Runs the tests of the web pages in Chromium, and of clients that others wrote, against servers on
# databases in memory: all of them, or those in the files that are named, within web. Where the databases' data
# differ, tests run on a throw-away PostgreSQL, too.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/build-debug.sh
output=$(mktemp)
target/debug/event-mesh serve --port 0 --database-url sqlite::memory: >"$output" &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null || true; rm -f "$output"' EXIT

for _ in $(seq 100); do
    url=$(sed -n 's|.* at \(http://.*\)/graphql$|\1|p' "$output")
    [ -z "$url" ] || break
    sleep 0.1
done
[ -n "$url" ] || { echo "test-web: the server did not start" >&2; exit 1; }

target/debug/event-mesh demo --url "$url" >/dev/null
cd web
if [ $# -gt 0 ]; then
    tests=(node --test --test-concurrency=3 "$@")
else
    tests=(npm test)
fi
EVENT_MESH_URL=$url ../scripts/with-postgres.sh ../scripts/with-node.sh "${tests[@]}"
