internal import XCom
internal import XComSupervisor

/// What a ``BundleSupervision`` does for the task.
protocol BundleService: AnyObject {
    /// Answers a message of the task.
    func answer(_ message: any ToSupervisor) -> Reply
    /// Takes lines of the task's log, as the bundle has written them.
    func log(_ lines: [[UInt8]])
    /// Logs what the supervisor itself has to say.
    func note(_ event: String, level: String)
    /// Whether the task is to end, asked again and again; not of a process of its own, which is told by SIGTERM.
    func isToEnd() -> Bool
}
