internal import ArgumentParser

struct BundleInspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Show what is in a bundle file, whoever has packed it.",
        discussion: """
            Example: xcom bundle inspect bundles/Orders -o json

            What is wrong with it is told and changes nothing else, unless the file is no bundle at all. Of a JAR, into \
            which Java tasks are packed, the manifest is shown.
            """)

    enum Form: String, CaseIterable, ExpressibleByArgument {
        case text, json
    }

    @Argument(help: "The bundle file.", completion: .file())
    var file: String
    @Option(name: .shortAndLong, help: "Form of the output.")
    var output: Form = .text
    @Flag(help: "Print the source that is embedded, and nothing else.")
    var source = false

    func run() throws {
        try BundleCommand.run(
            "inspect", options: [("output", output.rawValue)], flags: source ? ["--source"] : [], operands: [file])
    }
}
