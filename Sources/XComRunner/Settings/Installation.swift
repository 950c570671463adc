internal import FoundationEssentials
package import XComPython

/// Where the project's own Python parts are: the folder `python/` (the bridge and the facade) and the locked environment
/// `.venv`.
package struct Installation: Hashable, Sendable {
    /// The folder that has `python/` and `.venv` in it.
    package var root: String

    /// The environment variable that names the folder, where the executable was moved away from it.
    package static let variable = "XCOM_INSTALLATION"

    package init(root: String) {
        self.root = root
    }

    /// The folder that ``variable`` names, else the nearest one above the executable that has `python/xcom_bridge` in it.
    ///
    /// - Throws: ``RunnerError`` `environment`.
    package static func locate(
        environment: [String: String] = processEnvironment(), executable: String = executablePath()
    ) throws -> Installation {
        if let root = environment[variable], !root.isEmpty {
            guard isInstallation(root) else {
                throw RunnerError(
                    .environment, "\(variable) names \(root), which has no python/xcom_bridge in it. Correct it.")
            }
            return Installation(root: root)
        }
        var folder = URL(fileURLWithPath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/" {
            if isInstallation(folder.path) { return Installation(root: folder.path) }
            folder.deleteLastPathComponent()
        }
        throw RunnerError(
            .environment,
            "The folder with xcom's Python parts is not above \(executable). Set \(variable) to the folder that has "
                + "python/xcom_bridge in it.")
    }

    private static func isInstallation(_ folder: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(folder)/python/xcom_bridge/__init__.py")
    }

    /// The environment variables of this process.
    package static func processEnvironment() -> [String: String] {
        ProcessInfo.processInfo.environment
    }

    /// The path of the running program.
    package static func executablePath() -> String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            ?? CommandLine.arguments[0]
    }

    /// How the interpreter of this process is had: it runs already, or is started in the environment that is named.
    ///
    /// In a process of Python the bridge is installed beside `_xcom`, and knows what else there is.
    ///
    /// - Throws: ``RunnerError`` `environment` where there is none, or another one is named than the one that runs.
    package static func interpreter(python: String?) throws -> Interpreter.Configuration {
        guard Interpreter.isRunning else { return try locate().interpreterConfiguration(python: python) }
        var configuration = Interpreter.Configuration()
        configuration.isRunning = true
        configuration.startModules = ["xcom_bridge.airflow_packages"]
        if let python {
            let call = EnterEnvironment(environment: python, arguments: NativeModule.arguments)
            if let problem = try Interpreter.start(configuration).perform(call).problem {
                throw RunnerError(.environment, problem)
            }
        }
        return configuration
    }

    /// Behaves as `python ARGUMENTS`, after the import of some modules; the process's exit code.
    package static func runPython(_ arguments: [String], startModules: [String] = []) throws -> Int32 {
        var configuration = try interpreter(python: nil)
        configuration.startModules += startModules
        guard configuration.isRunning else { return try Interpreter.main(configuration, arguments: arguments) }
        // The interpreter has its program already.
        let call = BecomePython(arguments: arguments, startModules: configuration.startModules)
        _ = try Interpreter.start(configuration).perform(call)
        return 1
    }

    /// How the interpreter is started: in the environment that is named, else the active one, else the project's own.
    ///
    /// Where that environment has neither Airflow nor the Task SDK, the project's own packages are put behind it.
    ///
    /// - Throws: ``RunnerError`` `environment` where the project's own environment is needed and not there.
    package func interpreterConfiguration(
        python: String?, environment: [String: String] = processEnvironment()
    ) throws -> Interpreter.Configuration {
        let active = environment["VIRTUAL_ENV"].flatMap { $0.isEmpty ? nil : $0 }
        let chosen = python ?? active
        var configuration = Interpreter.Configuration(searchPaths: ["\(root)/python"])
        if let chosen {
            configuration.environment = chosen
            if !Self.hasTaskSDK(chosen) { configuration.sitePackages = [Self.sitePackages(of: try own())] }
        } else {
            configuration.environment = try own()
        }
        return configuration
    }

    private func own() throws -> String {
        let folder = "\(root)/.venv"
        guard FileManager.default.fileExists(atPath: "\(folder)/bin/python") else {
            throw RunnerError(.environment, "The Python environment \(folder) is not there. Run scripts/setup.")
        }
        return folder
    }

    static func sitePackages(of environment: String) -> String {
        "\(environment)/lib/python\(Interpreter.version)/site-packages"
    }

    private static func hasTaskSDK(_ environment: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(sitePackages(of: environment))/airflow/sdk/__init__.py")
    }
}
