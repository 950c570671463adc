public import XCom
internal import XComSQLite
public import XComStoreOptions

/// Opens a store by its URL: the one place that knows which stores there are.
///
/// It is a value, and goes to other processes as one: each opens the store for itself.
public struct StoreOpener: Hashable, Sendable, Codable {
    /// `sqlite:///PATH`.
    public var url: String
    /// How it is opened.
    public var options: StoreOptions

    public init(url: String, options: StoreOptions = StoreOptions()) {
        self.url = url
        self.options = options
    }

    /// A store of whoever opens it, which is gone when it is let go.
    public static let inMemory = StoreOpener(url: "sqlite:///:memory:")

    /// Opens the store, and makes it where there is none.
    ///
    /// - Throws: ``StoreError``.
    public func open() throws -> any Store {
        try SQLiteStore(url: url, options: options)
    }

    /// Whether there is a store at the URL.
    ///
    /// - Throws: ``StoreError`` where it is not a URL of a store.
    public func exists() throws -> Bool {
        try SQLiteStore.exists(url: url)
    }

    /// Whether the store is gone when it is let go.
    ///
    /// - Throws: ``StoreError`` where the URL is not one of a store.
    public var isInMemory: Bool {
        get throws { try SQLiteStore.isInMemory(url: url) }
    }

    /// What the stores are built on, each by its name and version.
    public static var libraries: [(name: String, version: String)] {
        [("sqlite", SQLiteStore.libraryVersion)]
    }
}
