internal import ArgumentParser

struct PoolsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List all pools.", discussion: "Example: xcom pools list -o json")

    @OptionGroup var managed: ManagedOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        output.show(.pools(try managed.openForReading().pools()))
    }
}
