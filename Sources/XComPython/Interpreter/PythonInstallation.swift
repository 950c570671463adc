internal import CPython
internal import CPythonShims
internal import Glibc

/// An installation of CPython, by its prefix.
struct PythonInstallation: Equatable {
    /// As `sys.base_prefix`, with symbolic links resolved.
    var prefix: String

    init(prefix: String) {
        self.prefix = Self.resolved(prefix)
    }

    /// The installation that the embedded interpreter is a part of; `nil` where it cannot be told, as in a static build.
    static let embedded: PythonInstallation? = {
        guard let path = xcom_library_path() else { return nil }
        var folder = resolved(String(cString: path))
        while let slash = folder.lastIndex(of: "/"), slash > folder.startIndex {
            folder = String(folder[..<slash])
            let installation = PythonInstallation(prefix: folder)
            if installation.exists { return installation }
        }
        return nil
    }()

    /// The folder of its standard library.
    var library: String {
        "\(prefix)/lib/python\(PY_MAJOR_VERSION).\(PY_MINOR_VERSION)"
    }

    var exists: Bool {
        access("\(library)/os.py", R_OK) == 0
    }

    /// What compiled modules are named by, like `cpython-311-x86_64-linux-gnu`: equal names load each other's.
    var binaryInterface: String? {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob("\(library)/_sysconfigdata_*.py", 0, nil, &found) == 0, let first = found.gl_pathv[0],
            let text = Self.read(String(cString: first))
        else { return nil }
        // The file is a dict, with an entry on each line.
        let entry = text.split(whereSeparator: \.isNewline).first { $0.contains("'SOABI':") }
        let parts = entry?.split(separator: "'") ?? []
        return parts.count >= 4 ? String(parts[3]) : nil
    }

    /// The text of a small file.
    static func read(_ path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 262_144)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}
