import Foundation

/// What real Airflow did: the goldens of the conformance suite.
enum Golden {
    static func bytes(_ name: String) throws -> [UInt8] {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return Array(try Data(contentsOf: tests.appendingPathComponent("Conformance/golden/\(name).json")))
    }
}
