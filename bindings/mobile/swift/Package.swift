// swift-tools-version: 5.9
// Both targets are filled by ../ios/build-xcframework.sh: the library below Frameworks/, the
// generated Swift beside what is written by hand in Sources/Medseal.
import PackageDescription

let package = Package(
    name: "Medseal",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [
        .library(name: "Medseal", targets: ["Medseal"])
    ],
    targets: [
        .binaryTarget(name: "MedsealFFI", path: "Frameworks/MedsealFFI.xcframework"),
        .target(name: "Medseal", dependencies: ["MedsealFFI"], path: "Sources/Medseal"),
        .testTarget(name: "MedsealTests", dependencies: ["Medseal"], path: "Tests/MedsealTests"),
    ]
)
