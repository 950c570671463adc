internal import ArgumentParser
internal import FoundationEssentials
internal import XCom

struct SetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Store one XCom; its value is JSON.",
        discussion: """
            Example: xcom set --dag-id etl --run-id nightly --task-id extract --key rows '[1, 2, 3]'

            The task instance has to be there. The text is stored as it is given.
            A negative number goes after two dashes: -- -5
            """)

    @Argument(help: "The value, as JSON; - reads it from standard input.")
    var value: String
    @OptionGroup var place: AddressOptions
    @OptionGroup var storage: StoreOptions

    func run() throws {
        let text = value == "-" ? try Standard.readInput() : Data(value.utf8)
        let value = try JSONArgument.wireValue(text, of: "the value")
        let store = try storage.open()
        try store.set(value, at: place.address)
        if let warning = store.limits.warning(of: value, at: place.address) { Failure.complain(warning) }
    }
}
