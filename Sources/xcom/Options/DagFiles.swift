internal import Foundation
internal import XCom
internal import XComPython
internal import XComRunner

/// The DAGs of files, loaded in this process.
struct DagFiles {
    /// As the bridge describes them: what `-o json` prints.
    var described: [JSONValue]
    var loaded: LoadedDags

    /// - Parameter store: the URL of the store that answers what the files ask, if there is one.
    /// - Throws: ``Failure`` where a path is not there.
    static func load(_ path: String, python: String?, store: String?) throws -> DagFiles {
        let path = try existing(path)
        let configuration = try Installation.locate().interpreterConfiguration(python: python)
        let interpreter = try Interpreter.start(configuration)
        defer { interpreter.flush() }
        let bundlePath = AirflowSettings.current().bundlePath(of: [path])
        let request: JSONValue = .object([
            ("paths", .array([.string(path)])), ("bundle_path", bundlePath.map { .string($0) } ?? .null),
            ("store", store.map { .string($0) } ?? .null),
        ])
        let answer = WireValue(
            utf8: try interpreter.call(module: "xcom_bridge", function: "load_dags", json: request.utf8))
        return DagFiles(
            described: try JSONValue(answer)["dags"]?.arrayValue ?? [],
            loaded: try WireDecoder(style: .message).decode(LoadedDags.self, from: answer))
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
