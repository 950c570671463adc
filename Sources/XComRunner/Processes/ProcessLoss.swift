/// That the process of an order is gone before it had said how the order ended.
struct ProcessLoss: Equatable {
    /// What Airflow would have known of it.
    enum Cause: Equatable {
        /// The process ended as if all was well; its supervisor takes its word for it.
        case success
        /// The process ended otherwise.
        case failure
        /// Its supervisor is gone, too.
        case supervisor
    }

    var cause: Cause
    var problem: TaskProblem
    /// Whether the problem is an exception, which only the log may quote.
    var isRaised = false

    init(_ cause: Cause, _ problem: TaskProblem) {
        self.cause = cause
        self.problem = problem
    }

    /// An exception kept the process from what it was to do; Airflow's task runner ends with an exit code then.
    static func raised(_ problem: TaskProblem) -> ProcessLoss {
        var loss = ProcessLoss(.failure, problem)
        loss.isRaised = true
        return loss
    }

    /// How it was lost, in words.
    var words: String { isRaised ? problem.type : problem.message }

    /// The process has ended.
    init(_ end: ProcessEnd) {
        self.init(end.status == 0 ? .success : .failure, TaskProblem(type: end.type, message: end.reason))
    }
}
