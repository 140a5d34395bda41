#!/usr/bin/env bash
# Builds the Android archive: the library for four machines, the Kotlin for it, and Gradle's AAR.
# Needs the Android SDK (ANDROID_HOME), the NDK (ANDROID_NDK_HOME), Gradle 8 and:
#
#   rustup target add aarch64-linux-android armv7-linux-androideabi x86_64-linux-android i686-linux-android
#
# Nobody's CI runs this: see docs/kotlin.md.
set -euo pipefail
cd "$(dirname "$0")/../../.."
: "${ANDROID_HOME:?the directory of the Android SDK}"
: "${ANDROID_NDK_HOME:?the directory of the Android NDK}"

api=26
host=$(uname -s | tr '[:upper:]' '[:lower:]')-x86_64
tools=$ANDROID_NDK_HOME/toolchains/llvm/prebuilt/$host/bin
work=target/mobile/android
rm -rf "$work"

# build TARGET ABI COMPILER: one machine's library, where Gradle looks for it
build() {
    local target=$1 abi=$2 compiler=$tools/$3$api-clang variable
    variable=$(echo "$target" | tr 'a-z-' 'A-Z_')
    env "CARGO_TARGET_${variable}_LINKER=$compiler" \
        "CC_${target//-/_}=$compiler" "AR_${target//-/_}=$tools/llvm-ar" \
        RUSTFLAGS="-C link-arg=-Wl,-z,max-page-size=16384" \
        cargo build --locked --release --package medseal-mobile --target "$target"
    mkdir -p "$work/jniLibs/$abi"
    "$tools/llvm-strip" -o "$work/jniLibs/$abi/libmedseal_mobile.so" \
        "target/$target/release/libmedseal_mobile.so"
}
build aarch64-linux-android arm64-v8a aarch64-linux-android
build armv7-linux-androideabi armeabi-v7a armv7a-linux-androideabi
build x86_64-linux-android x86_64 x86_64-linux-android
build i686-linux-android x86 i686-linux-android

# The Kotlin that goes with it: objects are cleaned up in Android's own way.
cargo build --locked --package medseal-mobile-bindgen
target/debug/medseal-mobile-bindgen kotlin \
    target/aarch64-linux-android/release/libmedseal_mobile.so \
    bindings/mobile/uniffi.android.toml "$work/kotlin"

gradle --project-dir bindings/mobile/android assembleRelease
find bindings/mobile/android/build/outputs/aar -name '*.aar'
