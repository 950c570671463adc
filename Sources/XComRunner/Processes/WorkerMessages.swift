package import XCom
package import XComSupervisor

/// What the main process tells the worker.
package enum WorkerCommand: Codable, Equatable {
    /// Keep the descriptor that comes along, and with it the lock of a run that orders come from, which the number stands
    /// for.
    case hold(run: Int32)
    /// Orders of a run do not come any more.
    case release(run: Int32)
    /// More than one order is about to come: get ready for them.
    case prepare
    /// Carry out an order; the token names it from then on.
    case start(token: Int32, order: Order)
    /// Perform a call that is about runs, by its name.
    case plan(token: Int32, call: String, request: WireValue)
    /// Perform a ``ListenerCall``.
    case notify(WireValue)
    /// Send a signal to the process of an order.
    case signal(token: Int32, number: Int32)
    /// End, and the processes of all orders before.
    case shutdown

    /// How many descriptors come along.
    var descriptorCount: Int {
        if case .hold = self { 1 } else { 0 }
    }
}

/// What the worker tells the main process.
package enum WorkerEvent: Codable, Equatable {
    /// The DAG files are loaded: the answer to ``LoadDags``, and Airflow's settings.
    case loaded(WireValue, AirflowSettings)
    /// What the question was answered; `nil` where it failed.
    case planned(token: Int32, answer: WireValue?)
    /// An order has its process. The main process's end of its ``TaskLink`` comes along, then the ends of the pipes that
    /// are its standard output and error.
    case started(token: Int32, pid: Int32)
    /// The process of an order has ended, with the status that `waitpid` gave.
    case exited(token: Int32, status: Int32)
    /// What the process of an order reports that has no link of its own.
    case reported(token: Int32, TaskReport)
    /// Texts that the worker's output, and that of its processes, must not show.
    case secrets([String])
    /// The program that the worker is a part of wants the run to stop.
    case stopped
    /// The worker cannot go on: why.
    case failed(String)

    /// How many descriptors come along.
    var descriptorCount: Int {
        if case .started = self { 3 } else { 0 }
    }
}

/// What the process of an order tells the main process, by a ``TaskLink`` of its own.
package enum TaskReport: Codable, Equatable {
    /// Texts that its output must not show.
    case secrets([String])
    /// Its task had others skipped (`SkipDownstreamTasks`).
    case skippedTasks
    /// What its task has to do with other runs.
    case concern(RunConcern)
    /// The process that it has started for the task has ended like this, without a word of how the task ended.
    case lost(status: Int32)
    /// It has done what it was told to; `nil`, or what kept it from that.
    case done(TaskProblem?)
}

/// Why a try failed that did not say so itself.
package struct TaskProblem: Codable, Equatable, Sendable {
    /// A word for it, or the full name of an exception's type.
    var type: String
    var message: String

    /// The ``type`` of a task that was stopped with its run.
    static let stopped = "TaskStopped"

    /// Of a task that did not come to its end.
    static func stopped(by cause: String) -> TaskProblem {
        TaskProblem(type: stopped, message: "\(cause) before this task had finished")
    }
}

extension TaskFailure {
    /// Whether the task did not fail by itself, but was stopped with its run.
    package var isStop: Bool { type == TaskProblem.stopped }
}
