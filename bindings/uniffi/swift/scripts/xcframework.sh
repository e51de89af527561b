#!/usr/bin/env bash
# Builds WorkOSMFAFFI.xcframework from bindings/uniffi, for the package that `cargo xtask dist swift` makes. Needs a Mac with Xcode.
#
#     bindings/uniffi/swift/scripts/xcframework.sh OUTPUT_FOLDER
set -euo pipefail

output=${1:?"usage: xcframework.sh OUTPUT_FOLDER"}
swift=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root=$(cd "$swift/../../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# In a folder of the module's name: Xcode copies the headers of all frameworks of an app into one folder, and two module.modulemap would
# collide there.
headers=$work/headers
mkdir -p "$headers"
cp -R "$swift/Sources/WorkOSMFAFFI/include" "$headers/WorkOSMFAFFI"

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

# What was built is looked at, not only the script that built it: each slice has its modulemap where no other one lies, and exports the core.
for slice in "$output"/WorkOSMFAFFI.xcframework/*/; do
  test -f "$slice/Headers/WorkOSMFAFFI/module.modulemap"
  test ! -e "$slice/Headers/module.modulemap"
  nm -gU "$slice/libworkos_mfa_uniffi.a" 2>/dev/null | grep -q uniffi_workos_mfa_uniffi_fn_constructor_swiftclient_new
done
plutil -lint "$swift/Sources/WorkOSMFA/PrivacyInfo.xcprivacy"
