internal import ArgumentParser
internal import XCom

/// One clear message, and the exit code that goes with it.
struct Failure: Error, CustomStringConvertible {
    /// Something went wrong: 1.
    static let failed: Int32 = 1
    /// The command line is wrong: 2.
    static let usage: Int32 = 2

    var message: String
    var code: Int32 = Failure.failed

    var description: String { message }

    /// Shows an error on standard error and gives the exit code.
    static func report(_ error: any Error) -> Int32 {
        if let failure = error as? Failure {
            complain(failure.message)
            return failure.code
        }
        if let code = error as? ExitCode { return code.rawValue }
        let code = XComCommand.exitCode(for: error)
        switch code {
        case .success:
            print(XComCommand.fullMessage(for: error))
            return 0
        case .validationFailure:
            Standard.writeError(XComCommand.fullMessage(for: error).readable + "\n")
            return usage
        default:
            complain(String(describing: error))
            return failed
        }
    }

    /// Names the values that are not among what was shown.
    static func complain(ofUnreadable entries: [XComReading]) {
        for entry in entries {
            if case .failure(let error) = entry.value { complain(error.message) }
        }
    }

    static func complain(_ message: String) {
        Standard.writeError("xcom: \(message.readable)\n")
    }
}
