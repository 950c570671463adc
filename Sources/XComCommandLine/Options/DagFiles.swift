internal import ArgumentParser
internal import FoundationEssentials
internal import XCom
internal import XComRunner
internal import XComStores

/// The DAGs of files, loaded as for a run.
struct DagFiles {
    /// As the bridge describes them: what `-o json` prints.
    var described: [JSONValue]
    var loaded: LoadedDags

    /// - `store`: answers what the files ask.
    /// - Throws: ``Failure`` where a path is not there.
    static func load(_ path: String, python: String?, store: StoreOpener) throws -> DagFiles {
        let runner = try DagRunner.launch(
            RunnerConfiguration(
                paths: [try existing(path)], store: store, home: StoreOptions.home, python: python))
        defer { runner.shutdown() }
        return DagFiles(described: try runner.describedDags(), loaded: try runner.dags())
    }

    /// The absolute path of a file or folder.
    static func existing(_ path: String) throws -> String {
        guard FileManager.default.fileExists(atPath: path) else {
            throw Failure(
                message: "\(path) is not there: name a DAG file or a folder of DAG files", code: Failure.usage)
        }
        return URL(fileURLWithPath: path).standardizedFileURL.path
    }

    /// Shows on standard error which files could not be loaded.
    ///
    /// - Returns: whether there are some.
    static func complain(of errors: [LoadedDags.ImportError]) -> Bool {
        for error in errors {
            let line = error.line.map { ":\($0)" } ?? ""
            let dag = error.dagID.map { " DAG \($0):" } ?? ""
            let hint = error.hint.map { "\n      \($0)" } ?? ""
            let problem = "\(error.type.removingPrefix("builtins.")): \(error.message)"
            Failure.complain("\(error.file)\(line):\(dag) \(problem)\(hint)")
        }
        return !errors.isEmpty
    }

    /// The id of the DAG that is meant: the one that is named, or the only one.
    ///
    /// - `failed`: whether a file could not be loaded, which was told.
    static func chosenDag(of dags: LoadedDags, _ dagID: String?, in path: String, failed: Bool) throws -> String {
        let ids = dags.dags.map(\.dagID)
        if let dagID {
            guard ids.contains(dagID) else {
                throw Failure(
                    message: "there is no DAG \(dagID) in \(path)"
                        + (ids.isEmpty ? "" : "; there are: \(ids.joined(separator: ", "))"),
                    code: failed ? Failure.failed : Failure.usage)
            }
            return dagID
        }
        switch ids.count {
        case 1: return ids[0]
        case 0 where failed: throw ExitCode(Failure.failed)
        case 0: throw Failure(message: "there is no DAG in \(path)", code: Failure.usage)
        default:
            throw Failure(
                message: "there are several DAGs in \(path); choose with --dag-id: \(ids.joined(separator: ", "))",
                code: Failure.usage)
        }
    }

    /// The graphs of all DAGs, or of the one that is named, with their JSON.
    func chosen(_ dagID: String?) throws -> [(graph: DagGraph, json: JSONValue)] {
        let all = zip(loaded.dags, described).map { (graph: $0, json: $1) }
        guard let dagID else { return all }
        guard let one = all.first(where: { $0.graph.dagID == dagID }) else {
            throw Failure(
                message: "there is no DAG \(dagID)"
                    + (all.isEmpty ? "" : "; there are: \(all.map(\.graph.dagID).joined(separator: ", "))"),
                code: Failure.usage)
        }
        return [one]
    }
}

extension String {
    func removingPrefix(_ prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}
