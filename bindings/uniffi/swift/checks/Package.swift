// swift-tools-version: 6.0

import PackageDescription

// What checks the package, apart from it, so that users get none of this. `cargo xtask test swift` puts both side by side.
let package = Package(
    name: "Checks",
    platforms: [.macOS(.v13)],
    dependencies: [.package(path: "../WorkOSMFA")],
    targets: [
        .testTarget(
            name: "WorkOSMFATests",
            dependencies: [
                .product(name: "WorkOSMFA", package: "WorkOSMFA"),
                .product(name: "WorkOSMFATesting", package: "WorkOSMFA"),
            ], path: "Tests"),
        .executableTarget(
            name: "ConformanceRunner", dependencies: [.product(name: "WorkOSMFA", package: "WorkOSMFA")],
            path: "Conformance"),
        .executableTarget(
            name: "Bench", dependencies: [.product(name: "WorkOSMFA", package: "WorkOSMFA")], path: "Bench"),
        // The program in the package's README.
        .executableTarget(
            name: "Readme", dependencies: [.product(name: "WorkOSMFA", package: "WorkOSMFA")], path: "Readme"),
    ],
    swiftLanguageModes: [.v6]
)
