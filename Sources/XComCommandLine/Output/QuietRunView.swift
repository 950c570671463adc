internal import Glibc
internal import XCom
internal import XComRunner

/// A run of which nothing is told but what a person has to know or to answer.
final class QuietRunView: RunObserver {
    private let prompt: HITLPrompt?

    init(prompt: HITLPrompt?) {
        self.prompt = prompt
    }

    func runStarted(_ run: DagRun, isResumed: Bool) { prompt?.began(run.key) }
    func progressed(_ progress: () -> RunProgress) { prompt?.look {} }
    func noticed(_ message: String) { Failure.complain(message) }
    func runEnded(_ run: DagRun) { prompt?.ended(run.key) }
    var input: Int32? { prompt?.isOpen == true ? STDIN_FILENO : nil }
    func inputCame() { prompt?.read() }
}
