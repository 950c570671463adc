internal import CPython
internal import Glibc

/// A folder with a Python: a virtual environment, or the prefix of an installation.
struct Environment {
    /// The interpreter's place, by which CPython finds `sys.prefix` and its packages. It is not run.
    var python: String

    /// The version that is embedded: `3.11`.
    static let embeddedVersion = "\(PY_MAJOR_VERSION).\(PY_MINOR_VERSION)"

    /// Looks at an environment, and refuses one that the embedded interpreter cannot use.
    init(path: String) throws(InterpreterError) {
        let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        let candidates = ["python", "python3", "python\(Self.embeddedVersion)"].map { "\(path)/bin/\($0)" }
        guard let python = candidates.first(where: { access($0, X_OK) == 0 }) else {
            throw InterpreterError(
                .noEnvironment,
                "\(path) is not a Python environment: it has no bin/python. Make one with "
                    + "`python\(Self.embeddedVersion) -m venv \(path)`.")
        }
        if let version = Self.version(ofConfiguration: "\(path)/pyvenv.cfg"), version != Self.embeddedVersion {
            throw InterpreterError(
                .versionMismatch,
                "The environment \(path) was made by Python \(version), but xcom embeds Python "
                    + "\(Self.embeddedVersion). Make it again with `python\(Self.embeddedVersion) -m venv \(path)`, or "
                    + "build xcom with the headers of Python \(version).")
        }
        self.python = python
    }

    /// The minor version that a `pyvenv.cfg` names: `version` (venv) or `version_info` (virtualenv, uv).
    static func version(ofConfiguration path: String) -> String? {
        guard let text = read(path) else { return nil }
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: "=", maxSplits: 1).map { $0.filter { !$0.isWhitespace } }
            guard parts.count == 2, parts[0].lowercased() == "version" || parts[0].lowercased() == "version_info" else {
                continue
            }
            let numbers = parts[1].split(separator: ".").prefix(2)
            if numbers.count == 2 { return numbers.joined(separator: ".") }
        }
        return nil
    }

    private static func read(_ path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
