internal import Dispatch
internal import Sockets

/// Why a running task is told to stop, and what becomes of it when it does not.
package final class Cancellation: Sendable {
    enum Reason: Hashable, Sendable {
        /// Its supervisor wants it to end.
        case terminated
        case timedOut(after: Duration)

        var words: String {
            switch self {
            case .terminated: "it was told to end by SIGTERM"
            case .timedOut(let limit): "its execution timeout of \(limit) has passed"
            }
        }
    }

    /// How long a task has that was cancelled.
    static let grace = Duration.seconds(5)

    // SAFETY: all are read and changed on the queue alone.
    private nonisolated(unsafe) var isFinished = false
    private nonisolated(unsafe) var reason: Reason?
    private nonisolated(unsafe) var action: (@Sendable () -> Void)?
    private let queue = DispatchQueue(label: "xcom.cancellation")
    private let overdue: @Sendable (String) -> Void

    /// - `overdue`: Called with a sentence where the task has not ended in time after it was cancelled.
    package init(overdue: @escaping @Sendable (String) -> Void = { _ in }) {
        self.overdue = overdue
    }

    /// The first reason that it was cancelled for.
    var current: Reason? { queue.sync { reason } }

    /// The task's code has ended: nothing cancels it any more.
    func finish() {
        queue.sync { isFinished = true }
    }

    func cancel(_ reason: Reason) {
        queue.sync {
            guard self.reason == nil, !isFinished else { return }
            self.reason = reason
            action?()
            after(Self.grace) { [self] in
                guard !queue.sync(execute: { isFinished }) else { return }
                overdue("The task has not ended within \(Self.grace) after it was cancelled: \(reason.words)")
            }
        }
    }

    /// Cancels as the supervisor's wish.
    package func terminate() { cancel(.terminated) }

    /// What cancels the task; it is called at once where that has been wanted already.
    func whenCancelled(_ action: @escaping @Sendable () -> Void) {
        queue.sync {
            self.action = action
            if reason != nil { action() }
        }
    }

    func cancel(after limit: Duration) {
        after(limit) { [weak self] in self?.cancel(.timedOut(after: limit)) }
    }

    /// On a thread that a task which computes without a break does not hold up.
    private func after(_ delay: Duration, _ body: @escaping @Sendable () -> Void) {
        let seconds = min(max(delay.inSeconds, 0), 1e9)
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds, execute: body)
    }
}
