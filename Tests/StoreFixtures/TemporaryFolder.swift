import Foundation

/// A folder that goes away with its object.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("xcom-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Lets the folder go with the process instead.
    package func keepToTheEnd() {
        _ = Self.removal
        Self.lock.withLock { Self.kept.append(self) }
    }

    private static let lock = NSLock()
    // SAFETY: touched with the lock held only.
    nonisolated(unsafe) private static var kept: [TemporaryFolder] = []
    private static let removal: Void = { atexit { TemporaryFolder.lock.withLock { TemporaryFolder.kept = [] } } }()
}
