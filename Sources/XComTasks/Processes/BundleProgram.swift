internal import CSystem
internal import Glibc
internal import Sockets
internal import XCom
internal import XComFrames
internal import XComSupervisor

/// What a bundle does when it is started.
struct BundleProgram {
    let tasks: [Tasks]

    func run() -> Never {
        do {
            try check()
            switch try Launch(arguments: CommandLine.arguments.dropFirst()) {
            case .help: print(help)
            case .metadata: print(try BundleMetadata(of: tasks).json())
            case .task(let comm, let logs): exit(try runTask(comm: comm, logs: logs))
            }
        } catch {
            let text = Array("\(name): \(error)\n".utf8)
            _ = text.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
            exit(error is UsageError ? 2 : 1)
        }
        exit(0)
    }

    private var name: String {
        CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "bundle"
    }

    private var help: String {
        let lines = tasks.flatMap { dag in
            ["  DAG \(dag.dagID)"] + dag.tasks.map { "    \($0.id)" }
        }
        return """
            \(name): tasks of Airflow that are written in Swift.

            \(lines.joined(separator: "\n"))

            Airflow or `xcom run` start it with --comm=HOST:PORT and --logs=HOST:PORT; the DAG file declares its tasks by
            @task.stub. To make a bundle file of it: xcom bundle pack \(name). What it holds as JSON: --airflow-metadata.
            """
    }

    func check() throws {
        var seen: Set<[String]> = []
        for dag in tasks {
            for task in dag.tasks where !seen.insert([dag.dagID, task.id]).inserted {
                throw UsageError("task '\(task.id)' of DAG '\(dag.dagID)' is there more than once")
            }
        }
    }

    func task(named id: String, in dagID: String) -> TaskDefinition? {
        tasks.filter { $0.dagID == dagID }.flatMap(\.tasks).first { $0.id == id }
    }

    /// Plays the part of a runtime: this process keeps the connection, and a child of it runs the task.
    private func runTask(comm: String, logs: String) throws -> Int32 {
        guard let comm = try Sockets.connect(to: comm), let logs = try Sockets.connect(to: logs) else {
            throw UsageError("--comm and --logs are HOST:PORT, the host in digits")
        }
        var answers = FrameReader()
        guard let startup = try first(of: &answers, from: comm).body as? StartupDetails else {
            throw UsageError("the supervisor's first message is not StartupDetails")
        }
        let key = startup.ti.key
        guard let task = task(named: key.taskID, in: key.dagID) else {
            return try tellRemoved(key, comm: comm, logs: logs)
        }
        let (childComm, ownComm) = try Sockets.pair()
        let (childLogs, ownLogs) = try Sockets.pair()
        // Until here a SIGTERM simply ends the process: nothing has begun.
        let signals = try Signals.receive([SIGTERM, SIGCHLD])
        let child = xcom_fork()
        guard child >= 0 else { throw SocketError(reason: .call("fork", errno)) }
        if child == 0 {
            for descriptor in [comm, logs, ownComm, ownLogs, signals] { close(descriptor) }
            TaskChild.run(task, startup, socket: childComm, log: childLogs)
        }
        setpgid(child, child)
        close(childComm)
        close(childLogs)
        var relay = TaskRelay(
            startup, child: child, signals: signals, comm: comm, logs: logs, childComm: ownComm, childLogs: ownLogs,
            answers: answers)
        return relay.run()
    }

    private func first(of reader: inout FrameReader, from comm: Int32) throws -> ResponseFrame {
        while true {
            if let payload = try reader.next() { return try ResponseFrame(payload: payload) }
            reader.append(try Sockets.read(comm))
        }
    }

    /// The DAG file has a task that is not here.
    private func tellRemoved(_ key: TaskInstanceKey, comm: Int32, logs: Int32) throws -> Int32 {
        let known = tasks.filter { $0.dagID == key.dagID }.flatMap(\.tasks).map { "'\($0.id)'" }
        let rest =
            known.isEmpty ? "it has no task of the DAG" : "it has of the DAG: \(known.joined(separator: ", "))"
        let line = LogLine("Task '\(key.taskID)' of DAG '\(key.dagID)' is not in this bundle: \(rest)", level: .error)
        try Sockets.write(line.bytes, to: logs)
        _ = try FrameTransport(socket: comm).send(TaskState(.removed, at: .now()))
        return 0
    }
}

/// How the program is used.
private enum Launch {
    case help
    case metadata
    case task(comm: String, logs: String)

    init(arguments: some Sequence<String>) throws {
        var comm: String?
        var logs: String?
        self = .help
        for argument in arguments {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            switch (parts.first, parts.count) {
            case ("--comm", 2): comm = parts[1]
            case ("--logs", 2): logs = parts[1]
            case ("--airflow-metadata", 1): self = .metadata
            case ("--help", 1), ("-h", 1): break
            default: throw UsageError("unknown argument \(argument); --help says what this is")
            }
        }
        switch (comm, logs) {
        case (nil, nil): break
        case (let comm?, let logs?): self = .task(comm: comm, logs: logs)
        default: throw UsageError("--comm and --logs go together")
        }
    }
}

struct UsageError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}
