internal import SQLite
internal import XCom

/// What a commit survives, as SQLite itself says how the file is written.
struct Durability: CustomStringConvertible {
    /// `wal`; `memory` for a store in memory.
    var journalMode: String
    /// `PRAGMA synchronous`: 1 is NORMAL, 2 is FULL.
    var synchronous: Int

    var description: String {
        let names = ["OFF", "NORMAL", "FULL", "EXTRA"]
        let name = names.indices.contains(synchronous) ? names[synchronous] : String(synchronous)
        let promise =
            synchronous >= 2
            ? "a loss of power loses no push that was acknowledged"
            : "a loss of power may lose the newest pushes, and leaves an earlier state as a whole; XCOM_SYNCHRONOUS=full loses none"
        return "journal_mode=\(journalMode), synchronous=\(name): \(promise)"
    }
}

extension SQLiteStore {
    package func durability() throws -> String {
        try access("check") { "\(try $0.durability)" }
    }
}

extension StoreConnection {
    var durability: Durability {
        get throws {
            Durability(
                journalMode: try first("PRAGMA journal_mode", []) { try $0.text(0) } ?? "",
                synchronous: try first("PRAGMA synchronous", []) { try $0.int(0) } ?? 0)
        }
    }

    /// Checks that SQLite writes the file as what a store promises needs it.
    ///
    /// - Throws: `StoreError` `unavailable`.
    func checkDurability(survivesPowerLoss: Bool) throws {
        var durability = try durability
        let isInMemory = place == ":memory:"
        if durability.journalMode != "wal", !isInMemory {
            // Another program may have changed it. Only one connection at a time can; SQLite does not wait for it by itself.
            try database.retry { _ = try first("PRAGMA journal_mode = WAL", []) { try $0.text(0) } }
            durability = try self.durability
        }
        guard durability.journalMode == (isInMemory ? "memory" : "wal"),
            durability.synchronous == (survivesPowerLoss ? 2 : 1)
        else {
            throw StoreError(
                .unavailable, operation: "open",
                message: "the store \(place) cannot be written safely: its file system or its SQLite gives it "
                    + "journal_mode=\(durability.journalMode), synchronous=\(durability.synchronous); name a store on a "
                    + "local disk")
        }
    }
}
