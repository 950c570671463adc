internal import XCom

/// Where a store is, by SQLAlchemy's rules for URLs of SQLite: `sqlite:///relative.db`, `sqlite:////absolute.db`, and
/// `sqlite://` or `sqlite:///:memory:` for one in memory.
enum StoreLocation: Equatable {
    case memory
    case file(String)

    init(url: String) throws {
        func failure(_ message: String) -> StoreError {
            StoreError(.unavailable, operation: "open", message: message)
        }
        guard let end = url.firstIndex(of: ":") else {
            throw failure("\(url) is not a URL of a store; write sqlite:///PATH (four slashes for an absolute path)")
        }
        let scheme = url[..<end].split(separator: "+").first.map(String.init) ?? ""
        guard scheme == "sqlite" else {
            throw failure("no store is known for \(url[..<end]) URLs; write sqlite:///PATH")
        }
        let rest = url[url.index(after: end)...]
        guard rest.hasPrefix("//") else {
            throw failure("\(url) is not a URL of a store; write sqlite:///PATH (four slashes for an absolute path)")
        }
        let path = rest.dropFirst(2)
        guard !path.contains("?") else {
            throw failure("\(url) has options behind a question mark; none are known: leave them out")
        }
        if path.isEmpty || path == "/" || path == "/:memory:" {
            self = .memory
        } else if path.hasPrefix("/") {
            self = .file(String(path.dropFirst()))
        } else {
            throw failure("\(url) names a host; write sqlite:///PATH (four slashes for an absolute path)")
        }
    }

    /// What errors call it.
    var place: String {
        switch self {
        case .memory: ":memory:"
        case .file(let path): path
        }
    }
}
