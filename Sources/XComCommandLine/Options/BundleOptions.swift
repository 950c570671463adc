internal import ArgumentParser
internal import FoundationEssentials
internal import XComRunner

/// `--bundle`.
struct BundleOptions: ParsableArguments {
    @Option(
        name: .customLong("bundle"),
        help: ArgumentHelp(
            "A bundle file, or a folder of them, whose programs run the stub tasks (@task.stub); several times for several. (default: "
                + "what [sdk] queue_to_coordinator and coordinators say)",
            valueName: "path"), completion: .file())
    var paths: [String] = []

    /// The absolute paths.
    ///
    /// - Throws: a usage failure where one is not there.
    func existing() throws -> [String] {
        try paths.map { path in
            guard FileManager.default.fileExists(atPath: path) else {
                throw Failure(
                    message: "--bundle \(path) is not there: name a bundle file or a folder of them",
                    code: Failure.usage)
            }
            return URL(fileURLWithPath: path).standardizedFileURL.path
        }
    }

    /// - Throws: a usage failure where bundles are named that could run nothing.
    func check(_ graph: DagGraph?) throws {
        guard !paths.isEmpty, let graph, !graph.tasks.contains(where: \.isStub) else { return }
        throw Failure(
            message: "DAG \(graph.dagID) has no stub task (@task.stub) that --bundle could have run",
            code: Failure.usage)
    }
}
