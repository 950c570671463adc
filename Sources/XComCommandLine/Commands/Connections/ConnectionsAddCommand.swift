internal import ArgumentParser

struct ConnectionsAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Store a connection whose id is not there yet, as airflow connections add does.",
        discussion: "Example: xcom connections add api --conn-uri https://api.example")

    @OptionGroup var connection: ConnectionArguments
    @OptionGroup var managed: ManagedOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        output.show(try connection.store(in: managed, replaces: false))
    }
}
