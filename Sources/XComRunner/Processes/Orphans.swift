internal import CSystem
internal import Glibc
internal import XCom

/// Processes that a lost task left behind: a shell of a BashOperator, a process of `multiprocessing`. They would go on
/// beside the next try.
///
/// They are looked for among the children of this process, which gets the orphans of its descendants.
enum Orphans {
    /// Makes this process the parent of its descendants' orphans, or not.
    ///
    /// - Returns: whether it was.
    @discardableResult
    static func adopt(_ adopts: Bool = true) -> Bool {
        xcom_adopt_orphans(adopts ? 1 : 0) != 0
    }

    /// Kills what belongs to an order whose process is gone, and what comes up below it: by its process group, or by the
    /// variables that Airflow gives to whatever a task starts.
    ///
    /// - `leader`: the order's process, which led a group; `nil` where it is not known.
    /// - `others`: children that are none of them.
    static func kill(of order: Order, _ leader: pid_t?, butNot others: Set<pid_t>) {
        guard order.work == .task else { return }
        var killed: Set<pid_t> = []
        while true {
            let found = children().filter { child in
                !others.contains(child) && !killed.contains(child)
                    && (getpgid(child) == leader || isStarted(child, by: order))
            }
            guard !found.isEmpty else { return }
            for pid in found {
                _ = Glibc.kill(pid, SIGKILL)
                // Its own children are this process's then.
                ProcessEnd.await(pid)
                killed.insert(pid)
            }
        }
    }

    /// Waits for the processes that a lost worker had forked, told of or not: a signal ends them with it. What a task has left
    /// running is not waited for long.
    ///
    /// - `others`: children of this process that are none of them.
    static func awaitWorkersChildren(butNot others: Set<pid_t>) {
        let program = executable(of: "self")
        // That of a process which has ended is not told.
        var left = children().filter {
            !others.contains($0) && [nil, program].contains(executable(of: "\($0)"))
        }
        for _ in 0..<2000 where !left.isEmpty {
            left.removeAll { waitpid($0, nil, WNOHANG) != 0 }
            if !left.isEmpty { usleep(5000) }
        }
    }

    private static func executable(of process: String) -> String? {
        Descriptor.link("/proc/\(process)/exe")
    }

    private static func isStarted(_ child: pid_t, by order: Order) -> Bool {
        guard let taskID = order.taskID, let environment = Descriptor.contents(of: "/proc/\(child)/environ") else {
            return false
        }
        let variables = Set(environment.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
        return variables.isSuperset(of: [
            "AIRFLOW_CTX_DAG_ID=\(order.dagID)", "AIRFLOW_CTX_DAG_RUN_ID=\(order.runID)",
            "AIRFLOW_CTX_TASK_ID=\(taskID)",
        ])
    }

    /// The processes whose parent is this one.
    static func children() -> [pid_t] {
        let own = getpid()
        return parents().filter { $0.value == own }.map(\.key)
    }

    /// All processes, with their parents.
    static func parents() -> [pid_t: pid_t] {
        guard let folder = opendir("/proc") else { return [:] }
        defer { closedir(folder) }
        var found: [pid_t: pid_t] = [:]
        while let entry = readdir(folder) {
            if let pid = pid_t(Descriptor.name(of: entry)), let parent = parent(of: pid) { found[pid] = parent }
        }
        return found
    }

    private static func parent(of pid: pid_t) -> pid_t? {
        // `PID (NAME) STATE PARENT ...`, where the name may have anything in it.
        guard let text = Descriptor.contents(of: "/proc/\(pid)/stat"), let end = text.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let fields = text[(end + 1)...].split(separator: UInt8(ascii: " "))
        return fields.count > 1 ? pid_t(String(decoding: fields[1], as: UTF8.self)) : nil
    }
}
