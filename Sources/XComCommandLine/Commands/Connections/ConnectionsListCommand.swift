internal import ArgumentParser

struct ConnectionsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the connections of the store, by default their ids and types alone.",
        discussion: "Example: xcom connections list --show-values --hide-sensitive -o json")

    @OptionGroup var values: ShownValuesOptions
    @OptionGroup var managed: ManagedOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let managed = try managed.openForReading()
        guard values.showValues else {
            let rows = try managed.store.connectionTypes().map { [Document.text($0.connID), .text($0.connType)] }
            return output.show(Listing(["conn_id", "conn_type"], rows: rows))
        }
        let connections = try managed.store.connections()
        output.show(.connections(connections, try managed.descriptions(of: connections), values))
    }
}
