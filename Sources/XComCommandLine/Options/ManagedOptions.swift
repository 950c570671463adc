internal import ArgumentParser
internal import FoundationEssentials
internal import XCom
internal import XComRunner

/// Which store, and in which environment Airflow's settings are read.
struct ManagedOptions: ParsableArguments {
    @OptionGroup var storage: StoreOptions
    @OptionGroup var environment: PythonOptions

    func open() throws -> ManagedStore {
        try ManagedStore(python: environment.python, opener: storage.opener()) { try $0.open() }
    }

    func openForReading() throws -> ManagedStore {
        try storage.requireThere()
        return try ManagedStore(python: environment.python, opener: storage.opener()) {
            try StoreOptions.open($0, orToReadWhere: [.airflow, .readOnly])
        }
    }
}

/// What a command that exports writes to.
enum ExportFile {
    /// Writes to a file that its owner alone may read where it is new, or to standard output for `-`.
    static func write(_ text: String, count: Int, of what: String, to path: String) throws {
        guard path != "-" else { return Standard.write(text.hasSuffix("\n") ? text : text + "\n") }
        try Standard.write(text, toFile: path)
        Failure.complain("\(count) \(what) written to \(path)")
    }

    /// - Throws: ``Failure`` where a file that is to be imported is not there.
    static func existing(_ path: String) throws -> String {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder else {
            throw Failure(message: "there is no file \(path) to import", code: Failure.usage)
        }
        return path
    }
}
