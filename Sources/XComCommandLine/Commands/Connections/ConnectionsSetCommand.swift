internal import ArgumentParser
internal import XCom

struct ConnectionsSetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Store a connection, in place of one of its id.",
        discussion: """
            Example: xcom connections set warehouse --conn-uri postgresql://user:password@host:5432/name
            Example: xcom connections set files --conn-type fs --conn-extra '{"path": "/data"}'
            """)

    @OptionGroup var connection: ConnectionArguments
    @OptionGroup var managed: ManagedOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        output.show(try connection.store(in: managed, replaces: true))
    }
}

extension ConnectionArguments {
    /// Stores the connection; what was done.
    ///
    /// - `replaces`: whether one of its id may be there already.
    func store(in options: ManagedOptions, replaces: Bool) throws -> Listing {
        let managed = try options.open()
        let record = try record(in: managed)
        var changes = Changes("conn_id")
        try managed.store.transaction {
            let isThere = try managed.store.connectionTypes().contains { $0.connID == connID }
            guard !isThere || replaces else {
                throw Failure(message: "there is a connection \(connID) already; `xcom connections set` replaces it")
            }
            try managed.store.save(record)
            changes.add(connID, isThere ? .changed : .created)
        }
        return changes.listing
    }
}
