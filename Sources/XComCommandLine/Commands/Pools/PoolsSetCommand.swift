internal import ArgumentParser
internal import XCom

struct PoolsSetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Make a pool, or change one.",
        discussion: """
            Example: xcom pools set database 4 'connections that the database has'

            Commands that run at the same time on one store share the slots. A pool without a limit has -1 slots, after two
            dashes: -- wide -1 text
            """)

    @Argument(help: "Name of the pool.", completion: .pool)
    var pool: String
    @Argument(help: "How many slots it has; -1 for as many as are wanted.")
    var slots: Int
    @Argument(help: "What it is for.")
    var description: String = ""
    @Flag(help: "Let deferred tasks keep their slots.")
    var includeDeferred = false
    @OptionGroup var storage: StoreOptions
    @OptionGroup var output: OutputOptions

    private static let longestName = 256

    func validate() throws {
        guard pool.contains(where: { !$0.isWhitespace }), pool.count <= Self.longestName else {
            throw ValidationError("The name of a pool is not empty, and has at most \(Self.longestName) characters.")
        }
        guard slots >= PoolRecord.unlimited else {
            throw ValidationError("A pool has 0 slots or more, or -1 for no limit.")
        }
    }

    func run() throws {
        let store = try storage.open()
        var changes = Changes("pool")
        try store.transaction {
            changes.add(pool, try store.pools().contains { $0.pool == pool } ? .changed : .created)
            try store.save(
                PoolRecord(pool: pool, slots: slots, description: description, includesDeferred: includeDeferred))
        }
        output.show(changes.listing)
    }
}
