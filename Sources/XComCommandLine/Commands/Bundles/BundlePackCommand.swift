internal import ArgumentParser

struct BundlePackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack", abstract: "Make a bundle file of a program of tasks.",
        discussion: """
            Example: xcom bundle pack .build/release/Orders --source Sources/Orders/Orders.swift -o bundles

            Build it with: swift build -c release --static-swift-stdlib. The program is asked what it holds \
            (--airflow-metadata), and stays as it is: symbols are stripped from a copy. The same program and source make the \
            same bytes. A file of that name is replaced as a whole where it is a bundle, and left alone where it is not.
            """)

    @Argument(help: "The program.", completion: .file())
    var executable: String
    @Option(
        help: ArgumentHelp("The file with its code, to go along; as many bytes as it has.", valueName: "file"),
        completion: .file())
    var source: String?
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The bundle file, or the folder for it. (default: the program's name, in this folder)", valueName: "path"),
        completion: .file())
    var output: String?
    @Flag(help: "Keep the program's symbols, by which a crash names its functions.")
    var noStrip = false
    @Flag(help: "Pack a program that needs Swift's runtime where it runs.")
    var allowDynamic = false
    @Option(help: ArgumentHelp("For how many seconds the program may think of its answer.", valueName: "seconds"))
    var timeout: Double = 10

    func validate() throws {
        guard timeout > 0, timeout < 1e6 else { throw ValidationError("--timeout takes a number of seconds above 0") }
    }

    func run() throws {
        try BundleCommand.run(
            "pack",
            options: [("output", output), ("source", source), ("timeout", String(timeout))],
            flags: (noStrip ? ["--no-strip"] : []) + (allowDynamic ? ["--allow-dynamic"] : []),
            operands: [executable])
    }
}
