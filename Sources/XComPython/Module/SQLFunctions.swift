internal import Glibc
internal import XCom
internal import XComStores

let sqlFunctions: [ModuleFunction] = [
    ModuleFunction(
        "sql_version", "/", "The version of the SQLite library that the store is made with."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            _ = try Arguments("sql_version", arguments, count, expected: 0, py)
            return try py.string(StoreOpener.libraries.first?.version ?? "")
        }
    },
    ModuleFunction(
        "sql_open", "/", "Open a connection for SQL to the store of this process; its number."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            _ = try Arguments("sql_open", arguments, count, expected: 0, py)
            let host = try SupervisorHost.installed(py)
            let number = try refusals(py) { try host.use(py) { try SQLConnections.open($0.store) } }
            return try py.int(number)
        }
    },
    ModuleFunction(
        "sql", "connection, statement, arguments, /",
        "Run one statement: (names of columns, rows, number of changed rows or -1, id of the last row inserted)."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("sql", arguments, count, expected: 3, py)
            let number = try py.integer(arguments[0])
            let statement = try py.text(arguments[1])
            let values = try py.sqlValues(arguments[2])
            return try py.tuple(try refusals(py) { try answer(to: statement, values, on: number, py) })
        }
    },
    ModuleFunction(
        "sql_end", "connection, keep, /", "End the transaction, if there is one: commit, or roll back."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("sql_end", arguments, count, expected: 2, py)
            let number = try py.integer(arguments[0])
            let keep = try py.isTrue(arguments[1])
            try refusals(py) {
                try py.atStoreGate { try SQLConnections.connection(number).store.endTransaction(keep: keep) }
            }
            return py.none
        }
    },
    ModuleFunction(
        "sql_close", "connection, /", "Close a connection; what it has not committed is lost."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("sql_close", arguments, count, expected: 1, py)
            let number = try py.integer(arguments[0])
            py.atStoreGate { SQLConnections.close(number) }
            return py.none
        }
    },
    ModuleFunction(
        "sql_offloaded", "reference, /", "The text that an offloaded value in xcom.value stands for."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("sql_offloaded", arguments, count, expected: 1, py)
            let reference = try py.bytes(of: arguments[0])
            let host = try SupervisorHost.installed(py)
            // The row that names it may be part of a transaction, and reading it does not end that.
            let text = try refusals(py) {
                try py.atStoreGate {
                    let store = SQLConnections.changing ?? host.store as? any SQLStore
                    return try store?.offloadedText(reference) ?? []
                }
            }
            return try py.bytes(text)
        }
    },
]

/// What a statement gives. While another thread has a transaction open, it waits outside of the gate, by which that thread
/// has to come to end it.
private func answer(
    to statement: String, _ values: [SQLValue], on number: Int, _ py: borrowing Python
) throws -> SQLAnswer {
    let clock = ContinuousClock()
    let start = clock.now
    while true {
        let answer = try py.atStoreGate { try SQLConnections.run(statement, values, on: number) }
        if let answer { return answer }
        let busyTimeout = try py.atStoreGate { try SQLConnections.busyTimeout(of: number) }
        guard clock.now - start < .seconds(busyTimeout) else {
            throw SQLFailure(
                .operational,
                "another thread of this process has had a transaction open for more than \(busyTimeout) seconds")
        }
        py.withoutGIL { _ = usleep(500) }
    }
}

/// Raises what Python's DB-API has for a refusal: its classes are those of the module `sqlite3`.
private func refusals<R>(_ py: borrowing Python, _ body: () throws -> R) throws(Raised) -> R {
    do {
        return try body()
    } catch let failure as SQLFailure {
        throw try py.raise(failure)
    } catch {
        throw try py.raise(SQLFailure(.operational, "\(error)"))
    }
}

extension Python {
    fileprivate func raise(_ failure: SQLFailure) throws(Raised) -> Raised {
        let name =
            switch failure.kind {
            case .integrity: "IntegrityError"
            case .programming: "ProgrammingError"
            case .data: "DataError"
            case .operational, .mayNotBegin: "OperationalError"
            }
        let sqlite3 = try module("sqlite3")
        let type = try attribute(name, of: sqlite3.borrowed)
        return raise(ExceptionType(pointer: type.pointer), failure.message)
    }

    /// The values of a tuple.
    fileprivate func sqlValues(_ arguments: Borrowed) throws(Raised) -> [SQLValue] {
        guard let tuple = PyTuple(arguments) else {
            throw raise(.typeError, "a tuple expected, not \(arguments.type.name)")
        }
        var values: [SQLValue] = []
        for index in 0..<tuple.count { values.append(try sqlValue(tuple[index])) }
        return values
    }

    private func sqlValue(_ object: Borrowed) throws(Raised) -> SQLValue {
        if object.isNone { return .null }
        if PyInt.isInstance(object) { return .int(try integer(object)) }
        if let number = PyFloat(object) { return .real(number.value) }
        if PyStr.isInstance(object) { return .text(Array(try utf8(of: object))) }
        if let bytes = PyBytes(object) { return .blob(Array(bytes.buffer)) }
        throw raise(.typeError, "SQL takes None, int, float, str and bytes, not \(object.type.name)")
    }

    fileprivate func tuple(_ answer: SQLAnswer) throws(Raised) -> Owned {
        let columns = try list(answer.columns)
        let rows = try list(answer.rows) { row throws(Raised) in
            let values = try tuple(count: row.count)
            for (index, value) in row.enumerated() {
                PyTuple(unchecked: values.borrowed).initialize(index, to: try object(value))
            }
            return values
        }
        let result = try tuple(count: 4)
        let places = PyTuple(unchecked: result.borrowed)
        places.initialize(0, to: columns)
        places.initialize(1, to: rows)
        places.initialize(2, to: try int(answer.changes))
        places.initialize(3, to: try int(answer.lastRowID))
        return result
    }

    private func object(_ value: SQLValue) throws(Raised) -> Owned {
        switch value {
        case .null: return none
        case .int(let number): return try int(number)
        case .real(let number): return try float(number)
        case .blob(let bytes): return try self.bytes(bytes)
        case .text(let bytes):
            // Any program can write into the file: what is not UTF-8 comes as bytes.
            guard let text = String(validating: bytes, as: UTF8.self) else { return try self.bytes(bytes) }
            return try string(text)
        }
    }
}
