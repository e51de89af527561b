#!/usr/bin/env bash
# Builds WorkOSMFAFFI.xcframework from bindings/uniffi, for the package that `cargo xtask dist swift` makes. Needs a Mac with Xcode.
#
#     bindings/uniffi/swift/scripts/xcframework.sh OUTPUT_FOLDER
set -euo pipefail

output=${1:?"usage: xcframework.sh OUTPUT_FOLDER"}
swift=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root=$(cd "$swift/../../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
headers=$swift/Sources/WorkOSMFAFFI/include
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A slice of the framework: its name and the Rust targets whose libraries become one.
slices=(
  "macos aarch64-apple-darwin x86_64-apple-darwin"
  "ios aarch64-apple-ios"
  "ios-simulator aarch64-apple-ios-sim x86_64-apple-ios"
)

arguments=()
for slice in "${slices[@]}"; do
  read -r name targets <<<"$slice"
  libraries=()
  for triple in $targets; do
    rustup target add "$triple"
    # Size is what counts on a phone, as for the shared libraries.
    cargo build --manifest-path "$root/Cargo.toml" --package workos-mfa-uniffi --release --target "$triple" \
      --config "$root/bindings/uniffi/dist.toml"
    libraries+=("$target/$triple/release/libworkos_mfa_uniffi.a")
  done
  mkdir -p "$work/$name"
  lipo -create "${libraries[@]}" -output "$work/$name/libworkos_mfa_uniffi.a"
  arguments+=(-library "$work/$name/libworkos_mfa_uniffi.a" -headers "$headers")
done

rm -rf "$output/WorkOSMFAFFI.xcframework"
xcodebuild -create-xcframework "${arguments[@]}" -output "$output/WorkOSMFAFFI.xcframework"
