internal import FoundationEssentials
internal import Glibc
internal import XCom
internal import XComRunner

/// Shows on standard error how a run goes on: one line that changes on a terminal, a line for each end of a try in a pipe.
final class RunProgressView: RunObserver {
    private let isTerminal: Bool
    private var hasLine = false
    /// How many runs have begun: of several it takes their names to tell their tasks apart.
    private var runs = 0
    private let prompt: HITLPrompt?

    /// - Parameters:
    ///   - isQuiet: whether the tasks' logs go to standard error, so that a changing line would be torn apart.
    ///   - prompt: asks what tasks ask a person; `nil` where nobody is there.
    init(isQuiet: Bool, prompt: HITLPrompt? = nil) {
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
        let isEnd = state.isFinished || state == .upForRetry
        guard isTerminal ? state == .failed || state == .upForRetry : isEnd else { return }
        clearLine()
        let index = key.mapIndex >= 0 ? "[\(key.mapIndex)]" : ""
        let attempt = tryNumber > 1 ? " (try \(tryNumber))" : ""
        let place = runs > 1 ? " in \("\(key.dagID), run \(key.runID)".oneLine)" : ""
        Standard.writeError("\(key.taskID.oneLine)\(index) \(state.rawValue)\(attempt)\(place)\n")
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

    func progressed(_ progress: RunProgress) {
        prompt?.look(clear: clearLine)
        guard isTerminal, prompt?.isOpen != true else { return }
        let tenths = Int((progress.elapsed * 10).rounded())
        let seconds = "\(tenths / 10).\(tenths % 10)"
        var line = "\(progress.finished)/\(progress.total) done, \(progress.running) running"
        if progress.failed > 0 { line += ", \(progress.failed) failed" }
        Standard.writeError("\r\u{1B}[K\(line)  \(seconds) s")
        hasLine = true
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
