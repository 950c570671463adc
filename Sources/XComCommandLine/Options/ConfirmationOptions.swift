internal import ArgumentParser
internal import Glibc
internal import XCom

/// What a command that deletes asks first. Scripts are not asked: there is nobody to answer.
struct ConfirmationOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Do not ask; only on a terminal it is asked.")
    var yes = false
    @Flag(help: "Show what would be deleted, and delete nothing.")
    var dryRun = false

    /// Asks on a terminal whether to go on.
    ///
    /// - `what`: what is deleted, as `3 XComs of DAG etl`.
    /// - Throws: ``Failure`` where the answer is not yes.
    func confirm(_ what: @autoclosure () -> String) throws {
        guard !yes, isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return }
        Standard.writeError("Delete \(what().oneLine)? [y/N] ")
        let answer = readLine()?.lowercased() ?? ""
        guard ["y", "yes"].contains(answer) else { throw Failure(message: "nothing was deleted") }
    }
}
