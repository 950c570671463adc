/// Why the embedded interpreter cannot be started.
package struct InterpreterError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    package struct Code: Hashable, Sendable {
        private enum Base: Hashable {
            case noEnvironment, versionMismatch, startFailed, alreadyStarted
            case exit(Int32)
        }
        private let base: Base
        fileprivate var exitCode: Int32? {
            if case .exit(let code) = base { code } else { nil }
        }

        /// The folder is not a Python environment.
        package static let noEnvironment = Code(base: .noEnvironment)
        /// The environment was made by a Python of another minor version than the embedded one.
        package static let versionMismatch = Code(base: .versionMismatch)
        /// CPython refused to start.
        package static let startFailed = Code(base: .startFailed)
        /// There is one interpreter per process, and it runs.
        package static let alreadyStarted = Code(base: .alreadyStarted)

        /// The command line of Python asks for an exit at once: `--version`, `--help`, a wrong option.
        static func exit(_ code: Int32) -> Code {
            Code(base: .exit(code))
        }
    }

    package var code: Code
    /// What went wrong and what to do.
    package var message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The exit code where Python's command line asked for one.
    var exitCode: Int32? {
        code.exitCode
    }

    package var description: String {
        message
    }
}
