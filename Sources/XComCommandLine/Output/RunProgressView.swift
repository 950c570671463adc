internal import FoundationEssentials
internal import Glibc
internal import XCom
internal import XComRunner

/// Shows on standard error how a run goes on: one line that changes on a terminal, a line for each end of a try in a pipe.
final class RunProgressView: RunObserver {
    private let isTerminal: Bool
    private var hasLine = false
    /// When the changing line was written last.
    private var shown: Timestamp?
    /// How many runs have begun: of several it takes their names to tell their tasks apart.
    private var runs = 0
    private let prompt: HITLPrompt?
    private let style: Style
    /// The task instances that run, and since when, in the order of their start.
    private var running: [(key: TaskInstanceKey, since: Timestamp)] = []

    /// - Parameters:
    ///   - style: of standard error.
    ///   - isQuiet: whether the tasks' logs go to standard error, so that a changing line would be torn apart.
    ///   - prompt: asks what tasks ask a person; `nil` where nobody is there.
    init(style: Style, isQuiet: Bool, prompt: HITLPrompt? = nil) {
        self.style = style
        self.prompt = prompt
        isTerminal = isatty(STDERR_FILENO) == 1 && !isQuiet
    }

    func runStarted(_ run: DagRun, isResumed: Bool) {
        clearLine()
        runs += 1
        prompt?.began(run.key)
        Standard.writeError(
            "\(isResumed ? "Resuming" : "Running") \("\(run.key.dagID), run \(run.key.runID)".oneLine)\n")
    }

    func taskInstanceChanged(_ key: TaskInstanceKey, state: TaskInstanceState, tryNumber: Int) {
        let place = running.firstIndex { $0.key == key }
        let since = place.map { running.remove(at: $0).since }
        if state == .queued { running.append((key, .now())) }
        guard state.isFinished || state == .upForRetry else { return }
        // Of the instances of a mapped task a terminal shows how many there are, not each.
        guard !isTerminal || key.mapIndex < 0 || state == .failed || state == .upForRetry else { return }
        clearLine()
        let attempt = tryNumber > 1 ? " (try \(tryNumber))" : ""
        let run = runs > 1 ? " in \("\(key.dagID), run \(key.runID)".oneLine)" : ""
        let seconds = since.map { Timestamp.now().seconds(since: $0) } ?? 0
        let time = seconds < 1 ? "" : "  " + style.paint(Duration.words(seconds), .dim)
        Standard.writeError("\(key.label.oneLine) \(style.paint(ofState: state.rawValue))\(attempt)\(run)\(time)\n")
    }

    func runEnded(_ run: DagRun) {
        prompt?.ended(run.key)
        guard runs > 1 else { return }
        clearLine()
        let state = run.state.isFinished ? run.state.rawValue : "stopped"
        Standard.writeError("Run \("\(run.key.runID) of \(run.key.dagID)".oneLine): \(state)\n")
    }

    func noticed(_ message: String) {
        clearLine()
        Failure.complain(message)
    }

    func progressed(_ progress: () -> RunProgress) {
        prompt?.look(clear: clearLine)
        guard isTerminal, prompt?.isOpen != true else { return }
        // Nobody reads faster; a run with many short tasks would spend its time on this.
        let now = Timestamp.now()
        if hasLine, let shown, now.seconds(since: shown) < 0.05 { return }
        shown = now
        let progress = progress()
        var parts = ["\(progress.finished)/\(progress.total) done, \(progress.running) running"]
        if progress.failed > 0 { parts[0] += ", \(progress.failed) failed" }
        parts[0] += "  " + Duration.words(whole: Int(progress.elapsed))
        parts += whatRuns
        if let next = progress.nextTry { parts.append(words(of: next)) }
        let line = parts.joined(separator: " · ").oneLine
        // At the last column a terminal would go on in the next line.
        Standard.writeError("\r\u{1B}[K\(line.cut(to: (style.width ?? 80) - 1))")
        hasLine = true
    }

    /// What runs and for how long, each mapped task once.
    private var whatRuns: [String] {
        var tasks: [(key: TaskInstanceKey, since: Timestamp, count: Int)] = []
        for (key, since) in running {
            if let place = tasks.firstIndex(where: { $0.key.taskID == key.taskID && $0.key.dagRun == key.dagRun }) {
                tasks[place].count += 1
            } else {
                tasks.append((key, since, 1))
            }
        }
        return tasks.map { task in
            let name = task.count > 1 ? "\(task.key.taskID) ×\(task.count)" : task.key.label
            let seconds = Int(Timestamp.now().seconds(since: task.since))
            return seconds < 1 ? name : "\(name) \(Duration.words(whole: seconds))"
        }
    }

    private func words(of next: RunProgress.NextTry) -> String {
        let what = next.state == .upForRetry ? "retry" : "next poke"
        let others = next.others > 0 ? " (\(next.others) more wait)" : ""
        let seconds = Int(next.date.seconds(since: .now()).rounded(.up))
        return "\(next.key.label): \(what) in \(Duration.words(whole: seconds))\(others)"
    }

    var input: Int32? { prompt?.isOpen == true ? STDIN_FILENO : nil }

    func inputCame() {
        prompt?.read()
    }

    func end() {
        clearLine()
    }

    private func clearLine() {
        guard hasLine else { return }
        Standard.writeError("\r\u{1B}[K")
        hasLine = false
    }
}
