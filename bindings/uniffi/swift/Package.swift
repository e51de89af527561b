// swift-tools-version: 6.0

import PackageDescription

/// On Apple's systems the core comes as a framework, which `scripts/xcframework.sh` builds; elsewhere as a static library in `native`.
#if os(macOS)
    let core: [Target] = [
        .binaryTarget(name: "WorkOSMFAFFI", path: "WorkOSMFAFFI.xcframework")
    ]
#else
    let core: [Target] = [
        .target(
            name: "WorkOSMFAFFI",
            linkerSettings: [
                .unsafeFlags(["-L\(Context.packageDirectory)/native"]),
                .linkedLibrary("workos_mfa_uniffi"),
                .linkedLibrary("gcc_s"),
                .linkedLibrary("m"),
            ])
    ]
#endif

let package = Package(
    name: "WorkOSMFA",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [
        .library(name: "WorkOSMFA", targets: ["WorkOSMFA"]),
        // The emulator, for tests of your code.
        .library(name: "WorkOSMFATesting", targets: ["WorkOSMFATesting"]),
    ],
    targets: core + [
        .target(
            name: "WorkOSMFA", dependencies: ["WorkOSMFAFFI"], resources: [.copy("PrivacyInfo.xcprivacy")]),
        .target(name: "WorkOSMFATesting", dependencies: ["WorkOSMFA"]),
    ],
    swiftLanguageModes: [.v6]
)
