#!/usr/bin/env bash
# Runs a command with a Node.js that builds the web pages: the machine's where it is new enough, else one
# that is taken from npm's registry, once, into target/node. Debian 12 offers Node.js 18.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
node_version=22.23.5
npm_version=10.9.4

is_new_enough() { # what Vite asks for
    local version major minor
    version=$("$1" --version 2>/dev/null) || return 1
    IFS=. read -r major minor _ <<<"${version#v}"
    ((major > 22 || major == 22 && minor >= 12 || major == 20 && minor >= 19))
}

take_from_registry() {
    local system architecture
    system=$(uname -s | tr '[:upper:]' '[:lower:]')
    case $(uname -m) in
        x86_64) architecture=x64 ;;
        aarch64 | arm64) architecture=arm64 ;;
        *) echo "with-node: please install Node.js 22 or newer" >&2; exit 1 ;;
    esac
    local package=node-$system-$architecture new
    mkdir -p "$root/target"
    new=$(mktemp -d "$root/target/node.XXXXXX")
    trap 'rm -rf "$new"' EXIT
    echo "with-node: taking Node.js $node_version from the registry into target/node" >&2
    npm install --prefix "$new" --silent --ignore-scripts --no-audit --no-fund --no-save \
        "$package@$node_version" "npm@$npm_version"
    mkdir "$new/bin"
    ln -s "../node_modules/$package/bin/node" "$new/bin/node"
    ln -s ../node_modules/npm/bin/npm-cli.js "$new/bin/npm"
    rm -rf "$root/target/node"
    mv "$new" "$root/target/node"
    trap - EXIT
}

if ! is_new_enough node; then
    is_new_enough "$root/target/node/bin/node" || take_from_registry
    export PATH="$root/target/node/bin:$PATH"
fi
exec "$@"
