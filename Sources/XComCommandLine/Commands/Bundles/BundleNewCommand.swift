internal import ArgumentParser

struct BundleNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Make a Swift package with a task, its test and its DAG file.",
        discussion: """
            Example: xcom bundle new orders

            The package is a new folder of that name. Its README.md has the commands that test, build, pack and run it.
            """)

    @Argument(help: "Name of the package, and with _ for - of the DAG.", completion: .list([]))
    var name: String
    @Option(
        help: ArgumentHelp(
            """
            Where swift-xcom is: a folder with a checkout, or the URL of a repository with its releases. (default: the \
            checkout that xcom is from)
            """, valueName: "path-or-url"),
        completion: .directory)
    var package: String?
    @Option(
        help: ArgumentHelp("In which folder the package's own is made.", valueName: "folder"), completion: .directory)
    var folder: String = "."

    func run() throws {
        try BundleCommand.run(
            "new",
            options: [("package", package), ("folder", folder), ("version", VersionCommand.version)], operands: [name])
    }
}
