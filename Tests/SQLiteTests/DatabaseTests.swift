import CSQLite
import SQLite
import Testing

@Suite("A database")
struct DatabaseTests {
    private func make() throws -> Database {
        let database = try Database(
            path: ":memory:", mode: .readWrite, waiter: BusyWaiter(timeout: 1), namingColumns: ["name"])
        try database.run(script: "CREATE TABLE t (name TEXT UNIQUE, number, parent TEXT REFERENCES t (name))")
        return database
    }

    private func insert(_ name: String, _ number: Argument = .null, into database: Database) throws {
        try database.execution("INSERT INTO t (name, number) VALUES (?, ?)", [.text(name), number]).run()
    }

    private func count(_ database: Database) throws -> Int {
        let execution = try database.execution("SELECT count(*) FROM t")
        return try execution.step() ? execution.count(0) : 0
    }

    private func failure(_ body: () throws -> Void) -> SQLiteError? {
        #expect(throws: SQLiteError.self, performing: body)
    }

    @Test("what is bound comes back as it was")
    func arguments() throws {
        let database = try make()
        try insert("", .utf8(Array("grün\0🐟".utf8)), into: database)
        try insert("a", .blob([]), into: database)
        try insert("b", .real(-0.0), into: database)
        try insert("c", .int(.min), into: database)
        let execution = try database.execution("SELECT number, name FROM t ORDER BY name")
        #expect(try execution.step())
        #expect(try execution.text(0) == "grün\0🐟")
        #expect(try execution.text(1) == "")
        #expect(try execution.step())
        let (isBlob, blob) = (execution.isBlob(0), execution.blob(0))
        #expect(isBlob && blob == [])
        #expect(try execution.step())
        let double = execution.double(0)
        #expect(double.sign == .minus)
        #expect(try execution.step())
        // Out of range for `int`, but nothing is lost on the way to another statement.
        guard case .int(.min) = execution.argument(0) else {
            Issue.record("another number")
            return
        }
        #expect(try !execution.step())
    }

    @Test("a column that cannot be read is an error that names the row")
    func columns() throws {
        let database = try make()
        try insert("secret", .text("x"), into: database)
        let execution = try database.execution("SELECT number, name AS other, name FROM t")
        #expect(try execution.step())
        let error = #expect(throws: RowError.self) { try execution.int(0) }
        #expect(error?.row == "name 'secret'")
        #expect(error?.column == "number")
        #expect(error?.problem == "holds what is not an integer")
    }

    @Test("one text of SQL can be used twice at once")
    func nested() throws {
        let database = try make()
        for name in ["a", "b", "c"] { try insert(name, into: database) }
        let sql = "SELECT name FROM t ORDER BY name"
        let outer = try database.execution(sql)
        var names: [String] = []
        while try outer.step() {
            let inner = try database.execution(sql)
            while try inner.step() { names.append(try outer.text(0) + inner.text(0)) }
        }
        #expect(names == ["aa", "ab", "ac", "ba", "bb", "bc", "ca", "cb", "cc"])
    }

    @Test("a transaction is all or nothing; one inside another joins it, and a savepoint is undone by itself")
    func transactions() throws {
        struct Stop: Error {}
        let database = try make()
        #expect(throws: Stop.self) {
            try database.transaction {
                try database.transaction { try insert("a", into: database) }
                throw Stop()
            }
        }
        #expect(try count(database) == 0)
        try database.transaction {
            try insert("a", into: database)
            #expect(throws: Stop.self) {
                try database.savepoint {
                    try insert("b", into: database)
                    throw Stop()
                }
            }
            #expect(database.isInTransaction)
        }
        #expect(try count(database) == 1)
        #expect(!database.isInTransaction)
    }

    @Test("foreign keys are enforced, texts in double quotes are refused, and each error says what it is")
    func errors() throws {
        let database = try make()
        try insert("a", into: database)
        #expect(failure { try insert("a", into: database) }?.isUniqueViolation == true)
        let orphan = failure { try database.run(script: "INSERT INTO t (name, parent) VALUES ('b', 'no')") }
        #expect(orphan?.isForeignKeyViolation == true)
        #expect(failure { try database.run(script: "SELECT \"text\"") }?.message == "no such column: text")
        #expect(failure { _ = try database.prepare("") }?.code == SQLITE_MISUSE)
    }

    @Test("a closed database is an error, and closes again")
    func closed() throws {
        let database = try make()
        try database.close()
        #expect(failure { _ = try count(database) }?.code == SQLITE_MISUSE)
        #expect(failure { try database.transaction {} }?.code == SQLITE_MISUSE)
        #expect(!database.isInTransaction)
        try database.close()
    }

    @Test("a database is not closed below one who reads")
    func busy() throws {
        let database = try make()
        try insert("a", into: database)
        do {
            let execution = try database.execution("SELECT name FROM t")
            #expect(try execution.step())
            #expect(failure { try database.close() }?.code == SQLITE_BUSY)
            #expect(try execution.text(0) == "a")
        }
        try database.close()
    }
}

@Suite("A migrator")
struct MigratorTests {
    private func make() throws -> Database {
        try Database(path: ":memory:", mode: .readWrite, waiter: BusyWaiter(timeout: 1))
    }

    @Test("each script runs once, in order, and a failed one changes nothing")
    func scripts() throws {
        let database = try make()
        let scripts = ["CREATE TABLE a (b)", "ALTER TABLE a ADD COLUMN c", "INSERT INTO a (b, c) VALUES (1, 2)"]
        let first = Migrator(table: "version", scripts: Array(scripts.prefix(1)))
        #expect(try first.version(of: database) == nil)
        try first.migrate(database) { #expect($0 == nil) }
        #expect(try first.version(of: database) == 1)
        let broken = Migrator(table: "version", scripts: scripts + ["CREATE TABLE a (b)"])
        let failure = #expect(throws: Migrator.Failure.self) { try broken.migrate(database) { _ in } }
        #expect(failure?.version == 1)
        #expect(failure?.message == "table a already exists")
        #expect(try first.version(of: database) == 1)
        let all = Migrator(table: "version", scripts: scripts)
        for _ in 0..<2 { try all.migrate(database) { _ in } }
        let rows = try database.execution("SELECT count(*) FROM a WHERE c = 2")
        #expect(try rows.step())
        #expect(try rows.count(0) == 1)
    }

    @Test("a version that is not a number is an error, and a database that the check refuses stays as it is")
    func refusals() throws {
        struct Refused: Error {}
        let database = try make()
        let migrator = Migrator(table: "version", scripts: ["CREATE TABLE a (b)"])
        #expect(throws: Refused.self) { try migrator.migrate(database) { _ in throw Refused() } }
        #expect(try migrator.version(of: database) == nil)
        try database.run(script: "CREATE TABLE version (version); INSERT INTO version VALUES ('x')")
        let error = #expect(throws: RowError.self) { try migrator.migrate(database) { _ in } }
        #expect(error?.table == "version")
    }
}
