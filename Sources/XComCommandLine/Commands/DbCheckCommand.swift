internal import ArgumentParser
internal import XCom

struct DbCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check the store: that it can be opened, and that nothing in it is damaged.",
        discussion: """
            Example: xcom db check --store sqlite:///xcom.db

            Says how the store is written too, and what a loss of power would do to it.
            """)

    @OptionGroup var storage: StoreOptions

    func run() throws {
        let store = try storage.openForChecking()
        if !store.isReadOnly { Failure.complain("\(store.place): \(try store.durability())") }
        let problems = try store.problems()
        for problem in problems { Failure.complain("\(store.place): \(problem)") }
        if !problems.isEmpty { throw ExitCode(Failure.failed) }
        print("\(store.place.oneLine): ok")
    }
}
