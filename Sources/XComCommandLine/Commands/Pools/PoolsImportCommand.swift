internal import ArgumentParser

struct PoolsImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Make or change the pools of a JSON file, as airflow pools export writes it.",
        discussion: "Example: xcom pools import pools.json")

    @Argument(help: "A JSON file.", completion: .file())
    var file: String
    @OptionGroup var managed: ManagedOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let file = try ExportFile.existing(file)
        let managed = try managed.open()
        let found = try managed.read(.pools, from: file)
        var changes = Changes("pool")
        try managed.store.transaction {
            let known = Set(try managed.store.pools().map(\.pool))
            for pool in found.pools {
                changes.add(pool.pool, known.contains(pool.pool) ? .changed : .created)
                try managed.store.save(pool)
            }
        }
        for refused in found.refused { changes.add(refused.name, .refused, reason: refused.reason) }
        output.show(changes.listing)
        // As in Airflow, where the others are stored all the same.
        if changes.hasRefused { throw ExitCode(Failure.failed) }
    }
}
