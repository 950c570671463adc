internal import ArgumentParser
internal import XCom

struct ConnectionsImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Store the connections of a file, as airflow connections export writes it.",
        discussion: "Example: xcom connections import connections.yaml --overwrite")

    @Argument(help: "A .json, .yaml, .yml or .env file.", completion: .file())
    var file: String
    @Flag(help: "Replace connections that are there already; without it they are left as they are.")
    var overwrite = false
    @OptionGroup var managed: ManagedOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let file = try ExportFile.existing(file)
        let managed = try managed.open()
        let found = try managed.read(.connections, from: file)
        var changes = Changes("conn_id")
        try managed.store.transaction {
            let known = Set(try managed.store.connectionTypes().map(\.connID))
            for connection in found.connections {
                let isThere = known.contains(connection.connID)
                changes.add(connection.connID, !isThere ? .created : overwrite ? .changed : .skipped)
                if !isThere || overwrite { try managed.store.save(connection) }
            }
        }
        for refused in found.refused { changes.add(refused.name, .refused, reason: refused.reason) }
        output.show(changes.listing)
    }
}
