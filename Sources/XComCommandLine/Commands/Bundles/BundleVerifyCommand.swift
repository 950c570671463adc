internal import ArgumentParser

struct BundleVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Say whether Airflow 3.3 takes a file for a bundle, and else why not.",
        discussion: """
            Example: xcom bundle verify bundles/Orders

            Airflow passes over a file that breaks a rule without a word. A note is about what the format asks for and \
            Airflow does not look at. Exit codes: 0 where Airflow takes all of the files, 1 where it does not.
            """)

    @Argument(help: "Bundle files.", completion: .file())
    var files: [String]

    func run() throws {
        try BundleCommand.run("verify", operands: files)
    }
}
