#!/usr/bin/env bash
# Packs the npm packages: pack-npm.sh FOLDER PROGRAM PLATFORM…, the program that was built for a platform, as
# in pack-npm.sh target/npm target/release/event-mesh linux-x64. Platforms are called as in
# npm/event-mesh/package.json; the package that picks one of them is packed, too.
set -euo pipefail
cd "$(dirname "$0")/.."

[ $# -ge 1 ] || { echo "usage: pack-npm.sh FOLDER [PROGRAM PLATFORM]…" >&2; exit 2; }
folder=$(realpath -m "$1")
shift
mkdir -p "$folder"
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
grep -qF "\"version\": \"$version\"" npm/event-mesh/package.json \
    || { echo "pack-npm: npm/event-mesh/package.json is not of version $version" >&2; exit 1; }

staged=$(mktemp -d)
trap 'rm -rf "$staged"' EXIT
pack() { # pack FOLDER
    cp LICENSE "$1"
    (cd "$1" && npm pack --silent --pack-destination "$folder")
}

while [ $# -ge 2 ]; do
    program=$1 platform=$2
    shift 2
    package=$staged/$platform
    mkdir -p "$package"
    install -m 755 "$program" "$package/event-mesh"
    IFS=- read -r os cpu libc <<<"$platform"
    libc_field=
    [ "$os" != linux ] || libc_field="\"libc\": [\"${libc:-glibc}\"],"
    cat >"$package/package.json" <<JSON
{
  "name": "@event-mesh/$platform",
  "version": "$version",
  "description": "The program of the package event-mesh for $platform.",
  "license": "MIT OR Apache-2.0",
  "os": ["$os"],
  "cpu": ["$cpu"],
  $libc_field
  "files": ["event-mesh"]
}
JSON
    pack "$package"
done

cp -r npm/event-mesh "$staged/event-mesh"
pack "$staged/event-mesh"
