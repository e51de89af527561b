#!/usr/bin/env bash
# Fails unless all versions are the same, and the tag is theirs: check-version.sh EVENT TAG. Started by hand there is no tag.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)

npm=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$root/bindings/node/package.json")
cargo=$(sed -n '/^\[workspace\.package\]$/,/^\[/s/^version = "\(.*\)"$/\1/p' "$root/Cargo.toml")
if [ -z "$npm" ] || [ "$npm" != "$cargo" ]; then
  echo "bindings/node/package.json has version '$npm', Cargo.toml has '$cargo'" >&2
  exit 1
fi
if [ "$1" = release ] && [ "$2" != "v$npm" ]; then
  echo "the tag is '$2', and the version '$npm': it should be 'v$npm'" >&2
  exit 1
fi
