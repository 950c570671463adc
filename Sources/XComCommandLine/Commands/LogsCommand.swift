internal import ArgumentParser
internal import Glibc
internal import XCom
internal import XComRunner

struct LogsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Show the log of a task.", usage: "xcom logs [<run>] <task> [<options>]",
        discussion: """
            Example: xcom logs load
                     xcom logs manual__2026-01-01T00:00:00+00:00 load --try 1

            Of a mapped task all instances are shown, one after the other, where there are few.
            """)

    /// Of a mapped task so many logs are shown without asking for one.
    private static let fewInstances = 10

    @Argument(
        help: ArgumentHelp("Id of the run (default: the newest), and id of the task.", valueName: "id"),
        completion: .runIDOrTaskID)
    var names: [String]
    @Option(help: ArgumentHelp("Id of the DAG. (default: that of the run)", valueName: "id"), completion: .dagID)
    var dagID: String?
    @Option(name: .customLong("try"), help: ArgumentHelp("Number of the try. (default: the last)", valueName: "n"))
    var tryNumber: Int?
    @Option(parsing: .unconditional, help: ArgumentHelp("Map index. (default: all)", valueName: "n"))
    var mapIndex: Int?
    @Flag(name: .shortAndLong, help: "Go on as the log grows, until the task has ended.")
    var follow = false
    @OptionGroup var storage: StoreOptions
    @OptionGroup var colors: ColorOptions
    @Option(name: .shortAndLong, help: "As text, or the events as JSON, one in a line.")
    var output: LogFormat = .text

    enum LogFormat: String, CaseIterable, ExpressibleByArgument {
        case text, json
    }

    func validate() throws {
        guard (1...2).contains(names.count) else {
            throw ValidationError("Give the id of a task, or those of a run and of a task.")
        }
    }

    func run() throws {
        let store = try storage.openForReading()
        let run = try store.newestRun(of: dagID, runID: names.count == 2 ? names[0] : nil)
        let instances = try chosen(of: run.key, in: store)
        if follow, instances.count > 1 {
            throw Failure(
                message: "one log can be followed: choose with --map-index, 0 to \(instances.count - 1)",
                code: Failure.usage)
        }
        for (number, instance) in instances.enumerated() {
            if number > 0, output == .text { Standard.write("\n") }
            try show(instance, store)
        }
    }

    private func chosen(of run: DagRunKey, in store: any Store) throws -> [TaskInstance] {
        let taskID = names[names.count - 1]
        let all = try store.taskInstances(
            TaskInstanceFilter(dagID: run.dagID, runIDs: [run.runID], taskIDs: [taskID]))
        guard !all.isEmpty else {
            let known = try store.taskIDs(of: run)
            let near = taskID.similar(in: known).map { "did you mean \($0)?" }
            throw Failure(
                message: "run \(run.runID) of DAG \(run.dagID) has no task \(taskID); "
                    + (near ?? "there are: \(known.joined(separator: ", "))"))
        }
        guard let mapIndex else {
            guard all.count > Self.fewInstances else { return all }
            let failed = all.filter { $0.state == .failed }.map { String($0.key.mapIndex) }
            throw Failure(
                message: "task \(taskID) has \(all.count) instances; choose one with --map-index"
                    + (failed.isEmpty ? "" : "; failed: \(failed.prefix(20).joined(separator: ", "))")
                    + (failed.count > 20 ? " and \(failed.count - 20) more" : ""),
                code: Failure.usage)
        }
        let instances = all.filter { $0.key.mapIndex == mapIndex }
        guard !instances.isEmpty else {
            let indexes = all.map(\.key.mapIndex).sorted()
            throw Failure(
                message: "task \(taskID) has no map index \(mapIndex); it has \(indexes[0])"
                    + (indexes.count > 1 ? " to \(indexes[indexes.count - 1])" : ""))
        }
        return instances
    }

    private func show(_ instance: TaskInstance, _ store: any Store) throws {
        let key = instance.key
        let tries = LogLayout.tries(home: StoreOptions.home, of: key)
        guard let number = tryNumber ?? tries.last ?? (follow ? max(instance.tryNumber, 1) : nil),
            follow || tries.contains(number)
        else { throw Failure(message: noLog(of: instance, tries)) }
        let style = colors.style()
        if output == .text { Standard.write(style.paint(title(of: instance, try: number), .bold) + "\n") }
        var text = LogText(style)
        let reader = LogReader(LogLayout.path(home: StoreOptions.home, of: key, tryNumber: number))
        repeat {
            // First the state, then what was written before it.
            let isOver = try !follow || hasEnded(try: number, of: key, store)
            _ = try reader.lines(atEnd: isOver) { line in
                switch output {
                case .text: Standard.write(text.lines(of: line))
                case .json: Standard.write(String(decoding: line, as: UTF8.self) + "\n")
                }
            }
            if isOver { break }
            usleep(200_000)
        } while true
        if output == .text { Standard.write(text.end()) }
    }

    private func hasEnded(try number: Int, of key: TaskInstanceKey, _ store: any Store) throws -> Bool {
        guard let instance = try store.taskInstance(key) else { return true }
        if instance.tryNumber > number || instance.state?.isFinished == true { return true }
        return try instance.tryNumber == number && instance.state == .upForRetry
            || store.dagRun(key.dagRun)?.state.isFinished ?? true
    }

    private func title(of instance: TaskInstance, try number: Int) -> String {
        let key = instance.key
        let state = number == instance.tryNumber ? instance.state.map { ": \($0.rawValue)" } ?? "" : ""
        return "\(key.label), try \(number), DAG \(key.dagID), run \(key.runID)\(state)".oneLine
    }

    private func noLog(of instance: TaskInstance, _ tries: [Int]) -> String {
        let label = instance.key.label
        if let tryNumber, !tries.isEmpty {
            let numbers = tries.map(String.init).joined(separator: ", ")
            return "there is no log of try \(tryNumber) of \(label); there are logs of these: \(numbers)"
        }
        let state = instance.state.map { "its state is \($0.rawValue)" } ?? "it has no state yet"
        let path = LogLayout.path(
            home: StoreOptions.home, of: instance.key, tryNumber: max(instance.tryNumber, 1))
        return "there is no log of \(label): \(state), and no file \(path)"
    }
}
