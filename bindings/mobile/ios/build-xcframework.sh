#!/usr/bin/env bash
# Fills bindings/mobile/swift: the library as an XCFramework, and the generated Swift beside what is
# written by hand. Needs macOS with Xcode, and:
#
#   rustup target add aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios aarch64-apple-darwin
#
# Nobody's CI runs this: see docs/swift.md.
set -euo pipefail
cd "$(dirname "$0")/../../.."

targets=(aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios aarch64-apple-darwin)
package=bindings/mobile/swift
work=target/mobile/ios
rm -rf "$work" "$package/Frameworks"
mkdir -p "$work/headers" "$work/simulator" "$package/Frameworks"

# The static library: the crate itself asks for a dynamic one only.
for target in "${targets[@]}"; do
    cargo rustc --locked --release --package medseal-mobile --lib \
        --crate-type staticlib --target "$target"
done

# What the library says about itself, read from a dynamic one with its symbols.
cargo build --locked --package medseal-mobile --package medseal-mobile-bindgen
target/debug/medseal-mobile-bindgen swift target/debug/libmedseal_mobile.dylib \
    bindings/mobile/uniffi.toml "$work/generated"
cp "$work/generated/Medseal.swift" "$package/Sources/Medseal/"
cp "$work/generated/MedsealFFI.h" "$work/headers/"
cp "$work/generated/MedsealFFI.modulemap" "$work/headers/module.modulemap"

# One library for both kinds of simulator.
lipo -create -output "$work/simulator/libmedseal_mobile.a" \
    target/aarch64-apple-ios-sim/release/libmedseal_mobile.a \
    target/x86_64-apple-ios/release/libmedseal_mobile.a

xcodebuild -create-xcframework \
    -library target/aarch64-apple-ios/release/libmedseal_mobile.a -headers "$work/headers" \
    -library "$work/simulator/libmedseal_mobile.a" -headers "$work/headers" \
    -library target/aarch64-apple-darwin/release/libmedseal_mobile.a -headers "$work/headers" \
    -output "$package/Frameworks/MedsealFFI.xcframework"

echo "$package is ready: swift build --package-path $package"
