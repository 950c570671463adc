import Foundation
import Testing

@testable import XComPython

@Suite("Environments that the embedded interpreter is started in")
struct EnvironmentTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "environments-\(UUID().uuidString)")

    /// An installation of a Python, as far as it is looked at.
    private func installation(_ name: String, binaryInterface: String? = "cpython-311-here") throws -> String {
        let root = folder.appending(path: name)
        let library = root.appending(path: "lib/python\(Interpreter.version)")
        for folder in [library, root.appending(path: "bin")] {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        try Data().write(to: library.appending(path: "os.py"))
        if let binaryInterface {
            try "build_time_vars = {'SHLIBS': '-lc',\n 'SOABI': '\(binaryInterface)',\n 'X': 1}\n".write(
                to: library.appending(path: "_sysconfigdata__linux.py"), atomically: true, encoding: .utf8)
        }
        try FileManager.default.createSymbolicLink(
            at: root.appending(path: "bin/python"), withDestinationURL: URL(filePath: "/bin/sh"))
        return root.resolvingSymlinksInPath().path
    }

    /// A virtual environment with these settings.
    private func environment(_ settings: String) throws -> String {
        let root = folder.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(
            at: root.appending(path: "bin"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            at: root.appending(path: "bin/python"), withDestinationURL: URL(filePath: "/bin/sh"))
        try settings.write(to: root.appending(path: "pyvenv.cfg"), atomically: true, encoding: .utf8)
        return root.path
    }

    private func refusal(of path: String, embedded: PythonInstallation? = .embedded) -> InterpreterError? {
        #expect(throws: InterpreterError.self) { _ = try Environment(path: path, embedded: embedded) }
    }

    @Test("a folder that is not an environment is refused with what to do")
    func noEnvironment() {
        let error = refusal(of: folder.path)
        #expect(error?.code == .noEnvironment)
        #expect(error?.message.contains("python\(Interpreter.version) -m venv \(folder.path)") == true)
    }

    @Test(
        "an environment of another Python is refused",
        arguments: [
            ("version = 3.4.1", "made by Python 3.4, but xcom embeds Python"),
            ("version_info = 3.4.1.final.0", "made by Python 3.4, but xcom embeds Python"),
            ("version = VERSION.1\nimplementation = PyPy", "made by PyPy, but xcom embeds Python"),
        ])
    func anotherPython(settings: String, words: String) throws {
        let text = "home = /usr/bin\n" + settings.replacingOccurrences(of: "VERSION", with: Interpreter.version)
        let error = refusal(of: try environment(text))
        #expect(error?.code == .versionMismatch)
        #expect(error?.message.contains(words) == true)
    }

    @Test("an installation of another Python is refused")
    func anotherInstallation() throws {
        let path = try installation("other")
        try FileManager.default.removeItem(atPath: "\(path)/lib")
        let error = refusal(of: path)
        #expect(error?.message.contains("it has no lib/python\(Interpreter.version)") == true)
    }

    @Test("an environment of the embedded installation is as it is")
    func sameBuild() throws {
        let embedded = PythonInstallation(prefix: try installation("embedded"))
        let made = try Environment(
            path: environment("home = \(embedded.prefix)/bin\nversion = \(Interpreter.version).9"), embedded: embedded)
        #expect(made.home == nil)
        #expect(made.sitePackages == [])
        #expect(try Environment(path: embedded.prefix, embedded: embedded).home == nil)
    }

    @Test("one of another build gets the embedded standard library", arguments: ["cpython-311-here", nil])
    func anotherBuild(binaryInterface: String?) throws {
        let embedded = PythonInstallation(prefix: try installation("embedded"))
        let other = try installation("other", binaryInterface: binaryInterface)
        let packages = "\(other)/lib/python\(Interpreter.version)/site-packages"

        let plain = try Environment(path: environment("home = \(other)/bin"), embedded: embedded)
        #expect(plain.home == embedded.prefix)
        #expect(plain.sitePackages == [])

        let open = try Environment(
            path: environment("home = \(other)/bin\ninclude-system-site-packages = true"), embedded: embedded)
        #expect(open.sitePackages == [packages])
        #expect(!open.isInstallation)

        let itself = try Environment(path: other, embedded: embedded)
        #expect(itself.home == embedded.prefix)
        #expect(itself.sitePackages == [packages])
        #expect(itself.isInstallation)
    }

    @Test("one whose compiled packages are of another kind is refused")
    func anotherBinaryInterface() throws {
        let embedded = PythonInstallation(prefix: try installation("embedded"))
        let debug = try installation("debug", binaryInterface: "cpython-311d-here")
        for path in [debug, try environment("home = \(debug)/bin")] {
            let error = refusal(of: path, embedded: embedded)
            #expect(error?.code == .versionMismatch)
            #expect(error?.message.contains("cpython-311d-here, not cpython-311-here") == true)
        }
    }

    @Test("the embedded installation is found, with what its compiled modules are named by")
    func embedded() throws {
        let embedded = try #require(PythonInstallation.embedded)
        #expect(embedded.exists)
        #expect(embedded.binaryInterface?.hasPrefix("cpython-") == true)
    }
}
