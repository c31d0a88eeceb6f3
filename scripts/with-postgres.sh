#!/usr/bin/env bash
# Runs a command beside a throw-away PostgreSQL cluster, whose address it finds in
# EVENT_MESH_TEST_POSTGRES, and how to restart it in EVENT_MESH_TEST_POSTGRES_RESTART. PostgreSQL's
# programs are in its PATH. The cluster goes away at the end, so it doesn't flush, unless
# EVENT_MESH_TEST_POSTGRES_OPTIONS gives other options than "-c fsync=off -c full_page_writes=off". It is a
# standby where EVENT_MESH_TEST_POSTGRES_STANDBY_OF is the address of a cluster, or with
# EVENT_MESH_TEST_POSTGRES_COPIED a copy of it as it is now; "recovery" recovers that to another timeline.
set -euo pipefail

if ! command -v pg_config >/dev/null && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    echo "with-postgres: PostgreSQL is missing; see scripts/install-packages.sh" >&2
    exit 1
fi
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(pg_config --bindir)

# PostgreSQL refuses to run as root.
as_postgres=()
if [ "$(id -u)" = 0 ]; then
    as_postgres=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi

# A cluster that doesn't flush is kept in memory where there is room: tests make hundreds of databases.
memory=/dev/shm
if [ -n "${EVENT_MESH_TEST_POSTGRES_OPTIONS:-}" ] || [ ! -w $memory ] \
    || [ "$(df --output=avail $memory | tail -n 1)" -lt $((6 * 1024 * 1024)) ]; then
    memory=/tmp
fi
folder=$(mktemp -d $memory/event-mesh-postgres.XXXXXX)
[ "$(id -u)" != 0 ] || chown postgres: "$folder"
port=$(python3 - <<'PY' 2>/dev/null || shuf -i 20000-29999 -n 1
import socket
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    print(free.getsockname()[1])
PY
)

stop() {
    "${as_postgres[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT

# A locale that orders text otherwise than bytes do, where the server knows one: nothing may depend
# on the database's own order.
locale=(--locale=C.UTF-8)
if "$bin/initdb" --help | grep -q -- --icu-locale; then
    locale+=(--locale-provider=icu --icu-locale=en-US)
fi

options=${EVENT_MESH_TEST_POSTGRES_OPTIONS:--c fsync=off -c full_page_writes=off}
cd "$folder"
if [ -n "${EVENT_MESH_TEST_POSTGRES_STANDBY_OF:-}" ]; then
    "${as_postgres[@]}" "$bin/pg_basebackup" -d "$EVENT_MESH_TEST_POSTGRES_STANDBY_OF" -D "$folder/data" \
        --checkpoint=fast --no-sync
    case ${EVENT_MESH_TEST_POSTGRES_COPIED-standby} in
        standby)
            echo "primary_conninfo = '$EVENT_MESH_TEST_POSTGRES_STANDBY_OF'" >>"$folder/data/postgresql.auto.conf"
            touch "$folder/data/standby.signal" ;;
        recovery)
            echo "restore_command = 'false'" >>"$folder/data/postgresql.auto.conf"
            touch "$folder/data/recovery.signal" ;;
    esac
else
    "${as_postgres[@]}" "$bin/initdb" -D "$folder/data" -U postgres --auth=trust --encoding=UTF8 \
        "${locale[@]}" --no-sync >/dev/null
fi
"${as_postgres[@]}" "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w start -o "\
    -c port=$port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder \
    -c max_connections=300 -c max_prepared_transactions=2 -c jit=off $options" >/dev/null || { cat "$folder/log" >&2; exit 1; }
cd "$OLDPWD"

restart=("${as_postgres[@]}" "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -s restart)
PATH="$PATH:$bin" EVENT_MESH_TEST_POSTGRES="postgres://postgres@127.0.0.1:$port" \
    EVENT_MESH_TEST_POSTGRES_RESTART="cd $folder && ${restart[*]}" "$@"
