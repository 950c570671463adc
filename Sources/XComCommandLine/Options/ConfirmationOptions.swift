internal import ArgumentParser
internal import Glibc
internal import XCom

/// What a command that deletes asks first. Scripts are not asked: there is nobody to answer.
struct ConfirmationOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Do not ask; only on a terminal it is asked.")
    var yes = false
    @Flag(help: "Show what would be deleted, and delete nothing.")
    var dryRun = false

    /// The store; for reading alone where nothing is deleted.
    func store(of storage: StoreOptions) throws -> any Store {
        try dryRun ? storage.openForReading() : storage.open()
    }

    /// Asks on a terminal whether to go on.
    ///
    /// - `what`: what is deleted, as `3 XComs of DAG etl`.
    /// - `verb`, `done`: where it is not deleted, what is done with it, and what was.
    /// - Throws: ``Failure`` where the answer is not yes.
    func confirm(_ what: @autoclosure () throws -> String, verb: String = "Delete", done: String = "deleted") throws {
        guard !yes, isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return }
        Standard.writeError("\(verb) \(try what().oneLine)? [y/N] ")
        let answer = readLine()?.lowercased() ?? ""
        guard ["y", "yes"].contains(answer) else { throw Failure(message: "nothing was \(done)") }
    }
}
