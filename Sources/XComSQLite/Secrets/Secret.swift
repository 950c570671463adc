internal import SQLite
internal import XCom
internal import XComStoreOptions

/// A text as a column holds it: in clear, or encrypted.
struct Secret {
    var stored: String
    var isEncrypted = false

    /// An empty text of a connection is not encrypted, whatever is said of it.
    mutating func mark(isEncrypted: Bool) {
        self.isEncrypted = isEncrypted && !stored.isEmpty
    }

    /// Where it is, for the error where it cannot be decrypted.
    struct Place {
        var table: String
        var row: String
        var column: String

        func error(_ problem: String, advice: String) -> RowError {
            RowError(table: table, row: row, column: column, problem: problem, advice: advice)
        }
    }

    /// The text in clear.
    ///
    /// - Throws: ``RowError``.
    func text(_ keys: FernetKeys?, at place: Place) throws -> String {
        guard isEncrypted else { return stored }
        guard let keys else {
            throw place.error(
                "is encrypted", advice: "set core.fernet_key (AIRFLOW__CORE__FERNET_KEY) to the key of it")
        }
        guard let text = keys.decrypted(stored) else {
            throw place.error(
                "cannot be decrypted with core.fernet_key",
                advice: "add the key that it was encrypted with, behind a comma, or store the value again")
        }
        return text
    }
}

extension StoreConnection {
    /// How a secret text is stored: encrypted where there is a key.
    func sealed(_ text: String) throws -> Secret {
        guard let keys = fernetKeys else { return Secret(stored: text) }
        return Secret(stored: try keys.encrypted(text), isEncrypted: true)
    }

    /// As ``sealed(_:)``; nothing and an empty text stay as they are, as in Airflow.
    func sealed(ifAny text: String?) throws -> Secret? {
        try text.map { $0.isEmpty ? Secret(stored: $0) : try sealed($0) }
    }
}
