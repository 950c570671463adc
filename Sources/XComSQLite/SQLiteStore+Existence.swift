internal import FoundationEssentials

extension SQLiteStore {
    /// Whether there is a file at such a URL.
    ///
    /// - Throws: ``StoreError`` where it is no URL of a store.
    public static func exists(url: String) throws -> Bool {
        switch try StoreLocation(url: url) {
        case .memory: true
        case .file(let path): FileManager.default.fileExists(atPath: path)
        }
    }
}
