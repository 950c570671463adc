internal import FoundationEssentials
internal import Glibc
internal import XCom
internal import XComRunner

/// Shows on standard error how a run goes on: lines that change on a terminal, a line for each start and end of a try in a pipe.
final class RunProgressView: RunObserver {
    private let isTerminal: Bool
    private let isFollowed: Bool
    private var lines = LiveLines()
    private var text = ProgressText()
    /// When progress was shown last.
    private var shown: Timestamp?
    /// What was said of instances that wait.
    private var told: [TaskInstanceKey: TaskProgress.Reason] = [:]
    /// How many runs have begun: of several it takes their names to tell their tasks apart.
    private var runs = 0
    private let prompt: HITLPrompt?
    private let style: Style

    /// - Parameters:
    ///   - style: of standard error.
    ///   - isFollowed: whether the tasks' logs go to standard error, so that changing lines would be torn apart.
    ///   - prompt: asks what tasks ask a person; `nil` where nobody is there.
    init(style: Style, isFollowed: Bool, prompt: HITLPrompt? = nil) {
        self.style = style
        self.prompt = prompt
        self.isFollowed = isFollowed
        isTerminal = isatty(STDERR_FILENO) == 1 && !isFollowed
    }

    func runStarted(_ run: DagRun, isResumed: Bool) {
        lines.clear()
        runs += 1
        prompt?.began(run.key)
        Standard.writeError(
            "\(isResumed ? "Resuming" : "Running") \("\(run.key.dagID), run \(run.key.runID)".oneLine)\n")
    }

    func taskInstanceChanged(_ key: TaskInstanceKey, state: TaskInstanceState, tryNumber: Int) {
        let since = text.ended(key)
        if state == .queued { text.began(key) }
        told[key] = nil
        guard state.isFinished || state == .upForRetry || (state == .queued && !isTerminal && key.mapIndex < 0) else {
            return
        }
        // Of the instances of a mapped task a terminal shows how many there are, not each.
        guard !isTerminal || key.mapIndex < 0 || state == .failed || state == .upForRetry else { return }
        lines.clear()
        let word = state == .queued ? "started" : style.paint(ofState: state.rawValue)
        let attempt = tryNumber > 1 ? " (try \(tryNumber))" : ""
        let run = runs > 1 ? " in \("\(key.dagID), run \(key.runID)".oneLine)" : ""
        let seconds = since.map { Timestamp.now().seconds(since: $0) } ?? 0
        let time = seconds < 1 ? "" : "  " + style.paint(Duration.words(seconds), .dim)
        Standard.writeError("\(key.label.oneLine) \(word)\(attempt)\(run)\(time)\n")
    }

    func runEnded(_ run: DagRun) {
        prompt?.ended(run.key)
        guard runs > 1 else { return }
        lines.clear()
        let state = run.state.isFinished ? run.state.rawValue : "stopped"
        Standard.writeError("Run \("\(run.key.runID) of \(run.key.dagID)".oneLine): \(state)\n")
    }

    func noticed(_ message: String) {
        lines.clear()
        Failure.complain(message)
    }

    func progressed(_ progress: () -> RunProgress) {
        prompt?.look(clear: { lines.clear() })
        guard !isFollowed, prompt?.isOpen != true else { return }
        // Nobody reads faster; a run with many short tasks would spend its time on this.
        let now = Timestamp.now()
        if let shown, now.seconds(since: shown) < (isTerminal ? 0.05 : 1) { return }
        shown = now
        if isTerminal {
            lines.show(text.lines(progress(), style))
        } else {
            progress().tasks.forEach(tell)
        }
    }

    /// Says once what a task waits for.
    private func tell(_ task: TaskProgress) {
        guard let wait = task.wait, wait.reason != .trigger, told.updateValue(wait.reason, forKey: wait.key) == nil
        else { return }
        Standard.writeError("\(wait.key.label.oneLine): \(ProgressText.words(wait))\n")
    }

    var input: Int32? { prompt?.isOpen == true ? STDIN_FILENO : nil }

    func inputCame() {
        prompt?.read()
    }

    func end() {
        lines.clear()
    }
}
