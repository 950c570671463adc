internal import ArgumentParser
internal import XComRunner

/// What of a run that has ended is executed again.
struct RepetitionOptions: ParsableArguments {
    @Flag(
        help:
            "Execute a run that has ended again: that of --run-id, the one of --logical-date in place of which a new one is made, else the DAG's newest."
    )
    var again = false
    @Flag(help: "Execute again what has failed in a run that has ended, and what follows on it.")
    var failed = false
    @Option(
        name: .customLong("task"),
        help: ArgumentHelp("Execute a task of a run that has ended again; several times for several.", valueName: "id"),
        completion: .taskIDOfFile)
    var tasks: [String] = []
    @Flag(help: "With --task, all that follows on it, too.")
    var downstream = false
    @Flag(help: "With --task, all that comes before it, too.")
    var upstream = false
    @Option(
        parsing: .unconditional, help: ArgumentHelp("With --task, one instance of a mapped task.", valueName: "n"))
    var mapIndex: Int?

    func validate() throws {
        guard (again ? 1 : 0) + (failed ? 1 : 0) + (tasks.isEmpty ? 0 : 1) <= 1 else {
            throw ValidationError("Give one of --again, --failed and --task.")
        }
        guard !tasks.isEmpty || !(downstream || upstream || mapIndex != nil) else {
            throw ValidationError("--downstream, --upstream and --map-index belong to --task.")
        }
    }

    var repetition: Repetition? {
        if again { return .all }
        if failed { return .failed }
        guard !tasks.isEmpty else { return nil }
        return .tasks(Set(tasks), upstream: upstream, downstream: downstream, mapIndex: mapIndex)
    }
}
