internal import ArgumentParser
internal import FoundationEssentials
internal import XCom
internal import XComRunner
internal import XComStoreOptions
internal import XComStores

/// Which store is meant.
struct StoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The store, sqlite:///PATH (four slashes for an absolute path). (default: xcom.db in XCOM_HOME)",
            valueName: "url"))
    var store: String?

    /// The folder of the default store and the logs.
    static var home: String {
        let environment = ProcessInfo.processInfo.environment
        if let home = environment["XCOM_HOME"], !home.isEmpty {
            return expandingTilde(home)
        }
        return expandingTilde("~/.xcom")
    }

    /// A path with the home folder of its user in place of `~` or `~NAME`, and without slashes at its end.
    private static func expandingTilde(_ path: String) -> String {
        var path = path[...]
        while path.count > 1, path.last == "/" { path.removeLast() }
        guard path.first == "~" else { return String(path) }
        let name = path.dropFirst().prefix { $0 != "/" }
        let files = FileManager.default
        // Of the user's own account: shells go by HOME.
        let own = ProcessInfo.processInfo.environment["HOME"] ?? files.homeDirectoryForCurrentUser.path
        guard let home = name.isEmpty ? own : files.homeDirectory(forUser: String(name))?.path else {
            return String(path)
        }
        return home + path.dropFirst(1 + name.count)
    }

    func url() throws -> String {
        try store ?? Self.defaultURL()
    }

    /// The URL of the default store, whose folder is made where it is not there.
    static func defaultURL() throws -> String {
        do {
            try PrivateFolder.make(home)
        } catch {
            throw Failure(message: "the folder \(home) cannot be made; set XCOM_HOME to one that can, or name a store")
        }
        return defaultPlace
    }

    /// The URL of the default store, whether it is there or not.
    static var defaultPlace: String { "sqlite:///\(home)/xcom.db" }

    /// The store that answers what DAG files ask while they are loaded: an empty one where there can be none.
    func openerForLoading() throws -> StoreOpener {
        if let store { try Self.requireThere(store) }
        let url = store == nil ? try? url() : store
        return StoreOpener(url: url ?? StoreOpener.inMemory.url, options: try .inEnvironment())
    }

    /// - Parameter offload: Where large values go; `nil` for what the environment says.
    func opener(offload: String? = nil) throws -> StoreOpener {
        StoreOpener(url: try url(), options: try .inEnvironment(offload: offload))
    }

    func open() throws -> any Store {
        try opener().open()
    }

    /// Opens the store for a command that writes nothing: also the metadata database of a real Airflow, in place, and a file
    /// that may not be written to.
    func openForReading() throws -> any Store {
        try requireThere()
        return try Self.open(opener(), orToReadWhere: [.airflow, .readOnly])
    }

    /// The pools of the store that answers what DAG files ask while they are loaded; none where there can be no store.
    func pools() throws -> [PoolRecord] {
        let opener = try openerForLoading()
        guard try !opener.isInMemory, try opener.exists() else { return [] }
        return try Self.open(opener, orToReadWhere: [.airflow, .readOnly]).pools()
    }

    /// Opens the store, also one that may not be written to.
    func openForChecking() throws -> any Store {
        try Self.open(opener(), orToReadWhere: [.readOnly])
    }

    /// Opens a store, or where that fails with one of these codes, opens it for reading.
    static func open(_ opener: StoreOpener, orToReadWhere codes: [StoreError.Code]) throws -> any Store {
        var opener = opener
        do {
            return try opener.open()
        } catch let error as StoreError where codes.contains(error.code) {
            opener.options.readOnly = true
            return try opener.open()
        }
    }

    /// A store that is named is meant to be there; the default one may have nothing yet.
    func requireThere() throws {
        if let store { try Self.requireThere(store) }
    }

    private static func requireThere(_ store: String) throws {
        guard try StoreOpener(url: store).exists() else {
            throw Failure(
                message: "there is no store at \(store); `xcom run --store` makes one", code: Failure.usage)
        }
    }
}
