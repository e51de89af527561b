import Foundation
import Testing

@Suite struct PackageTests {
    /// As it lies in what is built, from where Xcode takes it into an app. SwiftPM runs these tests in the folder of their package.
    @Test func thePrivacyManifestIsBuiltIn() throws {
        let file = ".build/debug/WorkOSMFA_WorkOSMFA.\(bundleExtension)/PrivacyInfo.xcprivacy"
        let data = try Data(contentsOf: URL(fileURLWithPath: file))
        let manifest = try #require(PropertyListSerialization.propertyList(from: data, format: nil) as? [String: Any])
        #expect(manifest["NSPrivacyTracking"] as? Bool == false)
        #expect((manifest["NSPrivacyTrackingDomains"] as? [String])?.isEmpty == true)
        let collected = try #require(manifest["NSPrivacyCollectedDataTypes"] as? [[String: Any]])
        #expect(
            collected.map { $0["NSPrivacyCollectedDataType"] as? String } == [
                "NSPrivacyCollectedDataTypePhoneNumber", "NSPrivacyCollectedDataTypeUserID",
            ])
        let reached = try #require(manifest["NSPrivacyAccessedAPITypes"] as? [[String: Any]])
        #expect(reached.first?["NSPrivacyAccessedAPITypeReasons"] as? [String] == ["C617.1"])
    }

    private var bundleExtension: String {
        #if canImport(Darwin)
            "bundle"
        #else
            "resources"
        #endif
    }
}
