internal import CPython
internal import CPythonShims
package import XComSupervisor

/// The CPython interpreter inside this process. There is one; it is started once and lives until the process ends. Either
/// this code starts it, or the process is one of Python, which has loaded `_xcom`.
///
/// It is used from one thread, the one that started it. Python's own threads run whenever that thread is not inside it.
package final class Interpreter {
    /// How the interpreter is started.
    package struct Configuration: Codable, Hashable, Sendable {
        /// Whether it runs already. It is what it is then; only search paths and modules matter.
        package var isRunning = false
        /// The virtual environment whose packages are used; `nil` for those of the embedded Python's installation.
        package var environment: String?
        /// Folders that are searched for modules after all others.
        package var searchPaths: [String]
        /// `site-packages` folders behind the environment's own; their `.pth` files are read.
        package var sitePackages: [String]
        /// Modules that are imported first.
        package var startModules: [String] = []
        /// `sys.argv`.
        package var arguments: [String]
        /// Whether Python's handlers are set, which turn Ctrl-C into KeyboardInterrupt.
        package var installsSignalHandlers: Bool

        package init(
            environment: String? = nil, searchPaths: [String] = [], sitePackages: [String] = [],
            arguments: [String] = [], installsSignalHandlers: Bool = true
        ) {
            self.environment = environment
            self.searchPaths = searchPaths
            self.sitePackages = sitePackages
            self.arguments = arguments
            self.installsSignalHandlers = installsSignalHandlers
        }
    }

    /// Whether this process has an interpreter.
    package static var isRunning: Bool { Py_IsInitialized() != 0 }

    /// The minor version of Python that is embedded: `3.11`.
    package static let version = Environment.embeddedVersion

    /// Starts the interpreter, with the native module `_xcom` built in; or takes the one that runs.
    ///
    /// It behaves as the environment's own `bin/python` does: it reads the environment variables of Python, the user's
    /// site-packages where the environment lets it, and takes UTF-8 for the C locale.
    ///
    /// - Throws: ``InterpreterError``; ``PythonError`` where a search path cannot be added.
    package static func start(_ configuration: Configuration) throws -> Interpreter {
        if configuration.isRunning {
            try withPython { py throws(PythonError) in try extendPath(configuration, nil, py) }
            return Interpreter()
        }
        let environment = try initialize(
            configuration, arguments: configuration.arguments, parsesArguments: false)
        do {
            try withPython { py throws(PythonError) in try extendPath(configuration, environment, py) }
        } catch {
            _ = PyEval_SaveThread()
            throw error
        }
        // The GIL is given up between calls, so that threads that a DAG file started can run meanwhile.
        _ = PyEval_SaveThread()
        return Interpreter()
    }

    private init() {}

    /// The interpreter that has called the native module.
    static var ofHost: Interpreter { Interpreter() }

    /// Calls `module.function(json)`, a function from `bytes` to `bytes`; the module is imported where it is not yet.
    ///
    /// - Throws: what the import or the function raises.
    package func call(module: String, function: String, json: [UInt8]) throws(PythonError) -> [UInt8] {
        try withPython { py throws(PythonError) in
            do throws(Raised) {
                let function = try py.function(function, in: module)
                let argument = try py.bytes(json)
                let result = try py.call(function.borrowed, argument.borrowed)
                return try py.bytes(of: result.borrowed)
            } catch {
                throw PythonError(taking: py)
            }
        }
    }

    /// Gives `_xcom` the supervisor that answers; `nil` takes it away.
    ///
    /// The supervisor is then used from whatever thread Python calls on, by one at a time.
    package func installSupervisor(_ supervisor: Supervisor?) {
        withPython { py in SupervisorHost.install(supervisor, py) }
    }

    /// Lets Python's handlers of signals run, as any code of Python does between two of its steps. What one raises, as Ctrl-C
    /// does, is handed to a function.
    package func runSignalHandlers(handing function: String, of module: String) throws(PythonError) {
        try withPython { py throws(PythonError) in
            guard PyErr_CheckSignals() != 0, let exception = py.takeException() else { return }
            do throws(Raised) {
                let function = try py.function(function, in: module)
                _ = try py.call(function.borrowed, exception.borrowed)
            } catch {
                throw PythonError(taking: py)
            }
        }
    }

    /// In a forked process, closes the copies of its parent's connections to stores, so that it can open its own.
    package func closeStoreCopies() {
        withPython { py in
            SupervisorHost.closeCopy(py)
            _ = OpenStores.closeCopies()
        }
    }

    /// Writes out what Python has buffered for standard output and error. A process that forks, or ends by `_exit`, calls it
    /// before.
    package static func flush() {
        guard isRunning else { return }
        withPython { py in
            for name in ["stdout", "stderr", "__stdout__", "__stderr__"] {
                guard let stream = py.sysObject(name) else { continue }
                do throws(Raised) {
                    _ = try py.call(method: Names.shared.flush, of: stream)
                } catch {
                    py.clearError()
                }
            }
        }
    }

    /// Starts CPython; the environment that it was started in.
    static func initialize(
        _ configuration: Configuration, arguments: [String], parsesArguments: Bool
    ) throws(InterpreterError) -> Environment? {
        guard Py_IsInitialized() == 0 else {
            throw InterpreterError(.alreadyStarted, "The Python interpreter of this process runs already.")
        }
        let environment = try configuration.environment.map { path throws(InterpreterError) in
            try Environment(path: path)
        }
        crashByDefault()
        guard registerBuiltinModule() else {
            throw InterpreterError(.startFailed, "Out of memory while Python was started.")
        }
        let status = withCStrings(arguments) { pointers in
            withOptionalCString(environment?.python) { program in
                withOptionalCString(environment?.home) { home in
                    var options = xcom_python_options()
                    options.program_name = program
                    options.home = home
                    options.arguments = UnsafePointer(pointers.baseAddress)
                    options.argument_count = arguments.count
                    options.parse_arguments = parsesArguments ? 1 : 0
                    options.install_signal_handlers = configuration.installsSignalHandlers ? 1 : 0
                    return xcom_python_start(&options)
                }
            }
        }
        if status.exits != 0 {
            throw InterpreterError(.exit(status.exit_code), "Python asked to exit.")
        }
        guard status.failed == 0 else {
            let message = status.message.map { String(cString: $0) } ?? "unknown reason"
            throw InterpreterError(.startFailed, "Python cannot be started: \(message)")
        }
        return environment
    }

    static func extendPath(
        _ configuration: Configuration, _ environment: Environment?, _ py: borrowing Python
    ) throws(PythonError) {
        do throws(Raised) {
            let sitePackages = (environment?.sitePackages ?? []) + configuration.sitePackages
            if !sitePackages.isEmpty {
                let site = try py.module("site")
                if environment?.isInstallation == true { try removeSitePackages(site, py) }
                let add = try py.attribute("addsitedir", of: site.borrowed)
                for folder in sitePackages {
                    let text = try py.string(folder)
                    _ = try py.call(add.borrowed, text.borrowed)
                }
            }
            guard let path = py.sysObject("path") else { return }
            for folder in configuration.searchPaths {
                let text = try py.string(folder)
                try PyList(unchecked: path).append(text.borrowed)
            }
            for name in configuration.startModules { _ = try py.module(name) }
        } catch {
            throw PythonError(taking: py)
        }
    }
}

extension Interpreter {
    /// Takes the packages of the embedded installation off `sys.path`.
    private static func removeSitePackages(_ site: borrowing Owned, _ py: borrowing Python) throws(Raised) {
        let list = try py.attribute("getsitepackages", of: site.borrowed)
        let folders = try py.call(list.borrowed)
        guard let path = py.sysObject("path") else { return }
        for folder in try py.texts(folders.borrowed) {
            let text = try py.string(folder)
            try PyList(unchecked: path).removeAll(text.borrowed, py)
        }
    }
}

/// Lends an array of C strings, with a NULL behind the last.
private func withCStrings<R>(
    _ strings: [String], _ body: (UnsafeMutableBufferPointer<UnsafeMutablePointer<CChar>?>) -> R
) -> R {
    // SAFETY: the buffers live in `storage` until the closure has returned.
    var storage = strings.map { Array($0.utf8CString) }
    var pointers: [UnsafeMutablePointer<CChar>?] = []
    for index in storage.indices {
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: storage[index].count)
        copy.initialize(from: &storage[index], count: storage[index].count)
        pointers.append(copy)
    }
    pointers.append(nil)
    defer {
        for pointer in pointers { pointer?.deallocate() }
    }
    return pointers.withUnsafeMutableBufferPointer { body($0) }
}

private func withOptionalCString<R>(_ string: String?, _ body: (UnsafePointer<CChar>?) -> R) -> R {
    guard let string else { return body(nil) }
    return string.withCString { body($0) }
}
