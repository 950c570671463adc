internal import ArgumentParser
internal import XComRunner

struct BundleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle",
        abstract: "Make and check the files by which Airflow 3.3 runs tasks that are written in Swift.",
        discussion: """
            Example: xcom bundle new orders && xcom bundle pack .build/release/Orders -o bundles

            A bundle file is a program with a description of its DAGs and tasks behind it. Those of Go's packer can be looked \
            into and checked as well.
            """,
        subcommands: [
            BundleNewCommand.self, BundlePackCommand.self, BundleInspectCommand.self, BundleVerifyCommand.self,
            BundleConfigCommand.self,
        ])

    /// Has python/xcom_bundle do a command: it reads the metadata of bundles as Airflow does.
    ///
    /// - `options`: those with values; what has none is left out.
    /// - `operands`: file names, which may begin with a `-`.
    static func run(
        _ command: String, options: [(name: String, value: String?)] = [], flags: [String] = [],
        operands: [String] = []
    ) throws {
        // One word each: a value may begin with a `-`, too.
        let given = options.compactMap { option in option.value.map { "--\(option.name)=\($0)" } }
        // -P: what lies in the folder where the command is called is not imported.
        let arguments = ["-P", "-m", "xcom_bundle", command] + given + flags + ["--"] + operands
        let code = try Installation.runPython(arguments)
        if code != 0 { throw ExitCode(code) }
    }
}
