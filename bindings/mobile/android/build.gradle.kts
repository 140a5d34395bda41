// The Android library. Run by build-aar.sh, which makes what is below target/mobile/android first.
plugins {
    id("com.android.library") version "8.13.0"
    kotlin("android") version "2.4.20"
}

val made = file("../../../target/mobile/android")

android {
    namespace = "org.medseal"
    compileSdk = 35
    defaultConfig {
        minSdk = 26
        consumerProguardFiles("consumer-rules.pro")
    }
    sourceSets["main"].apply {
        kotlin.srcDirs("../kotlin/src/main/kotlin", made.resolve("kotlin"))
        jniLibs.srcDirs(made.resolve("jniLibs"))
    }
}

kotlin {
    jvmToolchain(17)
}

dependencies {
    api("org.jetbrains.kotlinx:kotlinx-coroutines-android:1.11.0")
    implementation("net.java.dev.jna:jna:5.19.1@aar")
    implementation("androidx.annotation:annotation:1.9.1")
}
