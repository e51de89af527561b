#!/usr/bin/env bash
# Installs the tarballs of a folder into an empty one, and runs the README's programs there.
set -euo pipefail

tarballs=$(cd "$1" && pwd)
package=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
empty=$(mktemp -d)
trap 'rm -rf "$empty"' EXIT
cd "$empty"

echo '{ "private": true }' > package.json
# Offline: the other platforms' packages are not there, and nothing else is needed.
npm install --offline --no-audit --no-fund "$tarballs"/*.tgz
node "$package/test/extract-readme.mjs" "$package/README.md"
node readme.mjs
node readme.cjs
