internal import CPython
internal import CPythonShims
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
            return try Owned(checking: PyLong_FromLong(number))
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
                try atGate(py) { try SQLConnections.connection(number).store.endTransaction(keep: keep) }
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
            atGate(py) { SQLConnections.close(number) }
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
            let text = try refusals(py) {
                try host.use(py) { try ($0.store as? any SQLStore)?.offloadedText(reference) ?? [] }
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
        let answer = try atGate(py) { try SQLConnections.run(statement, values, on: number) }
        if let answer { return answer }
        let patience = try atGate(py) { try SQLConnections.patience(of: number) }
        guard clock.now - start < .seconds(patience) else {
            throw SQLFailure(
                .operational,
                "another thread of this process has had a transaction open for more than \(patience) seconds")
        }
        py.withoutGIL { _ = usleep(500) }
    }
}

private func atGate<R, E: Error>(_ py: borrowing Python, _ body: () throws(E) -> R) throws(E) -> R {
    try py.withoutGIL { () throws(E) in
        StoreGate.enter()
        defer { StoreGate.leave() }
        return try body()
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
        let type = try attribute(name, of: try module("sqlite3").borrowed)
        return raise(type.pointer, failure.message)
    }

    /// The values of a tuple.
    fileprivate func sqlValues(_ arguments: Borrowed) throws(Raised) -> [SQLValue] {
        guard xcom_is_tuple(arguments.pointer) != 0 else {
            throw raise(xcom_exc_type_error(), "a tuple expected, not \(typeName(of: arguments))")
        }
        var values: [SQLValue] = []
        for index in 0..<xcom_tuple_size(arguments.pointer) {
            guard let item = xcom_tuple_item(arguments.pointer, index) else { throw Raised() }
            values.append(try sqlValue(Borrowed(item)))
        }
        return values
    }

    private func sqlValue(_ object: Borrowed) throws(Raised) -> SQLValue {
        if object.pointer == xcom_none() { return .null }
        if xcom_is_long(object.pointer) != 0 { return .int(try integer(object)) }
        if xcom_is_float(object.pointer) != 0 { return .real(PyFloat_AsDouble(object.pointer)) }
        if xcom_is_unicode(object.pointer) != 0 { return .text(Array(try text(object).utf8)) }
        if xcom_is_bytes(object.pointer) != 0 { return .blob(try bytes(of: object)) }
        throw raise(
            xcom_exc_type_error(), "SQL takes None, int, float, str and bytes, not \(typeName(of: object))")
    }

    fileprivate func tuple(_ answer: SQLAnswer) throws(Raised) -> Owned {
        let columns = try list(answer.columns) { name throws(Raised) in try string(name) }
        let rows = try list(answer.rows) { row throws(Raised) in
            let tuple = try Owned(checking: PyTuple_New(row.count))
            for (index, value) in row.enumerated() {
                PyTuple_SetItem(tuple.pointer, index, try object(value).take())
            }
            return tuple
        }
        let tuple = try Owned(checking: PyTuple_New(4))
        // It takes the references over.
        PyTuple_SetItem(tuple.pointer, 0, columns.take())
        PyTuple_SetItem(tuple.pointer, 1, rows.take())
        PyTuple_SetItem(tuple.pointer, 2, try Owned(checking: PyLong_FromLong(answer.changes)).take())
        PyTuple_SetItem(tuple.pointer, 3, try Owned(checking: PyLong_FromLong(answer.lastRowID)).take())
        return tuple
    }

    private func list<Item>(
        _ items: [Item], _ object: (Item) throws(Raised) -> Owned
    ) throws(Raised) -> Owned {
        let list = try Owned(checking: PyList_New(items.count))
        for (index, item) in items.enumerated() {
            xcom_list_init(list.pointer, index, try object(item).take())
        }
        return list
    }

    private func object(_ value: SQLValue) throws(Raised) -> Owned {
        switch value {
        case .null: return none
        case .int(let number): return try Owned(checking: PyLong_FromLong(number))
        case .real(let number): return try Owned(checking: PyFloat_FromDouble(number))
        case .blob(let bytes): return try self.bytes(bytes)
        case .text(let bytes):
            // Any program can write into the file: what is not UTF-8 comes as bytes.
            guard let text = String(validating: bytes, as: UTF8.self) else { return try self.bytes(bytes) }
            return try string(text)
        }
    }
}
