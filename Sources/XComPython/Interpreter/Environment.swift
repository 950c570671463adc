internal import CPython
internal import Glibc
internal import XCom

/// A folder with a Python: a virtual environment, or the prefix of an installation.
struct Environment {
    /// The interpreter's place, by which CPython finds `sys.prefix` and its packages. It is not run.
    var python: String
    /// Where the standard library comes from if the environment belongs to another build of Python: the embedded one's
    /// installation. Compiled modules of a standard library fit their own build only; those of packages fit any.
    var home: String?
    /// `site-packages` that CPython does not find by itself then.
    var sitePackages: [String] = []
    /// Whether they replace those of the embedded installation: the environment is an installation itself.
    var isInstallation = false

    /// The version that is embedded: `3.11`.
    static let embeddedVersion = "\(PY_MAJOR_VERSION).\(PY_MINOR_VERSION)"

    /// Looks at an environment, and refuses one that the embedded interpreter cannot use.
    init(path: String, embedded: PythonInstallation? = .embedded) throws(InterpreterError) {
        let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        let candidates = ["python", "python3", "python\(Self.embeddedVersion)"].map { "\(path)/bin/\($0)" }
        guard let python = candidates.first(where: { access($0, X_OK) == 0 }) else {
            throw InterpreterError(
                .noEnvironment,
                "\(path) is not a Python environment: it has no bin/python. Make one with "
                    + "`python\(Self.embeddedVersion) -m venv \(path)`.")
        }
        self.python = python
        let settings = Self.settings("\(path)/pyvenv.cfg")
        let base = PythonInstallation(prefix: settings?["home"].map(Self.parent) ?? path)
        if let version = settings.flatMap(Self.version), version != Self.embeddedVersion {
            throw Self.mismatch(path, "Python \(version)", "build xcom with the headers of Python \(version)")
        }
        if let other = settings?["implementation"], other.lowercased() != "cpython" {
            throw Self.mismatch(path, other)
        }
        if settings == nil, !base.exists {
            throw InterpreterError(
                .versionMismatch,
                "\(path) is not of Python \(Self.embeddedVersion), which xcom embeds: it has no "
                    + "lib/python\(Self.embeddedVersion). Name an environment made with "
                    + "`python\(Self.embeddedVersion) -m venv`.")
        }
        guard let embedded, embedded != base else { return }
        if let theirs = base.binaryInterface, let ours = embedded.binaryInterface, theirs != ours {
            throw Self.mismatch(path, "a Python whose compiled packages are \(theirs), not \(ours),")
        }
        home = embedded.prefix
        isInstallation = settings == nil
        if isInstallation || settings?["include-system-site-packages"]?.lowercased() == "true" {
            sitePackages = ["\(base.library)/site-packages"]
        }
    }

    private static func mismatch(_ path: String, _ maker: String, _ otherwise: String? = nil) -> InterpreterError {
        InterpreterError(
            .versionMismatch,
            "The environment \(path) was made by \(maker), but xcom embeds Python \(embeddedVersion). Make it again with "
                + "`python\(embeddedVersion) -m venv \(path)`" + (otherwise.map { ", or \($0)" } ?? "") + ".")
    }

    /// What a `pyvenv.cfg` says; `nil` where there is none.
    private static func settings(_ path: String) -> [String: String]? {
        guard let text = PythonInstallation.read(path) else { return nil }
        var settings: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmed() }
            if parts.count == 2 { settings[parts[0].lowercased()] = parts[1] }
        }
        return settings
    }

    /// The minor version: `version` (venv) or `version_info` (virtualenv, uv).
    private static func version(_ settings: [String: String]) -> String? {
        guard let text = settings["version"] ?? settings["version_info"] else { return nil }
        let numbers = text.split(separator: ".").prefix(2)
        return numbers.count == 2 ? numbers.joined(separator: ".") : nil
    }

    private static func parent(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? path
    }
}
