internal import CSQLite
internal import SQLite
package import XCom
internal import XComBlobs

extension SQLiteStore: SQLStore {
    package func sqlConnection() throws -> any SQLStore & Store {
        guard place != ":memory:" else {
            throw StoreError(
                .other, operation: "open",
                message: "a store in memory has one connection only, and SQL in tasks needs a second one; name a store "
                    + "in a file, like --store sqlite:///xcom.db")
        }
        return try SQLiteStore(path: place, options: options)
    }

    package func run(sql: String, _ arguments: [SQLValue], mayBegin: Bool) throws -> SQLAnswer {
        try limits.check(arguments)
        return try access("run SQL") { connection in
            try connection.sqlFailures {
                let database = connection.database
                let statement = try database.prepare(sql)
                guard statement.argumentCount == arguments.count else {
                    throw SQLFailure(
                        .programming,
                        "the statement takes \(statement.argumentCount) arguments, and was given \(arguments.count)")
                }
                if database.isInTransaction { return try database.answer(statement, arguments) }
                if statement.isReadOnly { return try database.retry { try database.answer(statement, arguments) } }
                guard mayBegin else { throw SQLFailure(.mayNotBegin, "the store is being written to") }
                // It takes the writers' lock at once: see `Database.transaction`.
                try database.retry { try database.run(script: "BEGIN IMMEDIATE") }
                return try database.answer(statement, arguments)
            }
        }
    }

    package var isInTransaction: Bool {
        (try? access("look at") { $0.database.isInTransaction }) ?? false
    }

    package var busyTimeout: Double { options.busyTimeout }

    package func endTransaction(keep: Bool) throws {
        try access(keep ? "commit" : "roll back") { connection in
            guard connection.database.isInTransaction else { return }
            try connection.sqlFailures {
                try connection.database.run(script: keep ? "COMMIT" : "ROLLBACK")
            }
            if keep { connection.noteDroppedBlobs() }
        }
    }

    package func offloadedText(_ reference: [UInt8]) throws -> [UInt8] {
        try access("get XCom") { connection in
            let value = try connection.first("SELECT ?", [.blob(reference)]) { try connection.xcomValue($0, 0) }
            return Array(value?.utf8 ?? [])
        }
    }
}

extension StoreConnection {
    /// Lets an error of SQLite be what Python's DB-API has for it.
    fileprivate func sqlFailures<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as SQLiteError {
            switch error.primaryCode {
            case SQLITE_CONSTRAINT, SQLITE_MISMATCH: throw SQLFailure(.integrity, error.message)
            case SQLITE_TOOBIG: throw SQLFailure(.data, error.message)
            case SQLITE_ERROR: throw SQLFailure(.operational, error.message)
            // No statement, or one on a connection that is closed.
            case SQLITE_MISUSE: throw SQLFailure(.programming, error.message)
            default: throw error
            }
        }
    }
}

extension Database {
    fileprivate func answer(_ statement: Statement, _ arguments: [SQLValue]) throws -> SQLAnswer {
        var execution = Execution(statement)
        for argument in arguments { try execution.bind(Argument(argument)) }
        let columns = statement.columnNames
        var rows: [[SQLValue]] = []
        while try execution.step() {
            rows.append(columns.indices.map { SQLValue(execution.argument(Int32($0))) })
        }
        let changes = statement.isReadOnly ? -1 : lastChanges
        return SQLAnswer(columns: columns, rows: rows, changes: changes, lastRowID: Int(lastInsertedRowID))
    }
}

extension SizeLimits {
    /// Refuses an argument above the hard limit.
    fileprivate func check(_ arguments: [SQLValue]) throws {
        guard let hard else { return }
        for case .text(let bytes) in arguments where bytes.count > hard.bytes {
            throw SQLFailure(
                .data,
                "a value of a statement has \(ByteSize(bytes.count)), and the limit is \(hard) (XCOM_HARD_LIMIT)")
        }
    }
}

extension Argument {
    fileprivate init(_ value: SQLValue) {
        switch value {
        case .null: self = .null
        case .int(let number): self = .int(number)
        case .real(let number): self = .real(number)
        case .text(let bytes): self = .utf8(bytes)
        case .blob(let bytes): self = .blob(bytes)
        }
    }
}

extension SQLValue {
    fileprivate init(_ value: Argument) {
        switch value {
        case .null: self = .null
        case .int(let number): self = .int(number)
        case .real(let number): self = .real(number)
        case .text(let text): self = .text(Array(text.utf8))
        case .utf8(let bytes): self = .text(bytes)
        case .blob(let bytes): self = .blob(bytes)
        }
    }
}
