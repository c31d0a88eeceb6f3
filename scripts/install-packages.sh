#!/usr/bin/env bash
# Installs Debian's packages for the tools that are named and missing: a compiler always,
# node, postgresql with PgBouncer, a Chromium without windows, MkDocs where asked for. Does nothing when all are there.
set -euo pipefail

missing=()
need() { # need PACKAGE COMMAND…: PACKAGE when a COMMAND is missing
    local package=$1 command
    shift
    for command in "$@"; do
        if ! command -v "$command" >/dev/null; then
            missing+=("$package")
            return
        fi
    done
}

need build-essential cc
for tool in "$@"; do
    case $tool in
        node) need nodejs node; need npm npm ;;
        # A page costs it a third of what it costs the one with windows, which CHROMIUM_PATH may name.
        chromium) [ -n "${CHROMIUM_PATH:-}" ] || need chromium-headless-shell chromium-headless-shell ;;
        mkdocs) need mkdocs mkdocs ;;
        postgresql)
            ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null \
                || missing+=(postgresql)
            [ -x /usr/sbin/pgbouncer ] || missing+=(pgbouncer) ;;
        *) echo "install-packages: unknown tool $tool" >&2; exit 2 ;;
    esac
done
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "install-packages: please install ${missing[*]}" >&2
    exit 1
fi
as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo)
"${as_root[@]}" apt-get update -qq
# Tests start a cluster and a pooler of their own: Debian's packages need not start any for the machine.
if [[ " ${missing[*]} " == *" postgresql "* ]]; then
    "${as_root[@]}" mkdir -p /etc/postgresql-common/createcluster.d
    echo "create_main_cluster = false" \
        | "${as_root[@]}" tee /etc/postgresql-common/createcluster.d/event-mesh.conf >/dev/null
fi
if [[ " ${missing[*]} " == *" pgbouncer "* ]] && [ -d /etc/systemd/system ]; then
    "${as_root[@]}" ln -sf /dev/null /etc/systemd/system/pgbouncer.service
fi
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    "${missing[@]}"
