internal import ArgumentParser

struct ConnectionsGetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Show the connection that a task would get, with its password.",
        discussion: "Example: xcom connections get warehouse -o json")

    @Argument(help: "Id of the connection.", completion: .connection)
    var connID: String
    @OptionGroup var managed: ManagedOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let managed = try managed.openForReading()
        let connections = [try managed.connection(id: connID)]
        output.show(.connections(connections, try managed.descriptions(of: connections), nil))
    }
}
