internal import SQLite
internal import XCom

/// A text as a column holds it: in clear, or encrypted.
struct Secret {
    var stored: String
    var isEncrypted: Bool
    /// Where it is, for the error where it cannot be decrypted.
    var table: String
    var row: String
    var column: String

    /// The text in clear.
    ///
    /// - Throws: ``RowError``.
    func text(_ keys: FernetKeys?) throws -> String {
        guard isEncrypted else { return stored }
        guard let keys else {
            throw failure("is encrypted", advice: "set core.fernet_key (AIRFLOW__CORE__FERNET_KEY) to the key of it")
        }
        guard let text = keys.decrypted(stored) else {
            throw failure(
                "cannot be decrypted with core.fernet_key",
                advice: "add the key that it was encrypted with, behind a comma, or store the value again")
        }
        return text
    }

    func failure(_ problem: String, advice: String = "store it again") -> RowError {
        RowError(table: table, row: row, column: column, problem: problem, advice: advice)
    }
}

extension StoreConnection {
    /// How a secret text is stored: encrypted where there is a key.
    func sealed(_ text: String) throws -> (text: String, isEncrypted: Bool) {
        guard let keys = fernetKeys else { return (text, false) }
        return (try keys.encrypted(text), true)
    }

    /// As ``sealed(_:)``; nothing and an empty text stay as they are, as in Airflow.
    func sealed(ifAny text: String?) throws -> (text: String?, isEncrypted: Bool) {
        guard let text, !text.isEmpty else { return (text, false) }
        return try sealed(text)
    }
}
