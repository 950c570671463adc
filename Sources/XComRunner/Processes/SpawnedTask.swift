internal import FoundationEssentials
internal import Glibc
internal import XCom
internal import XComPython

/// A process of an order with an interpreter of its own: the program is run again, with a hidden subcommand.
enum SpawnedTask {
    static let subcommand = "__task"

    private struct Assignment: Codable {
        var setup: WorkerSetup
        var settings: AirflowSettings
        var order: Order
        var worker: pid_t
    }

    /// The descriptors that the new process is given, beside its standard output and error: the assignment, its end of the
    /// ``TaskLink``, and the command's own standard error.
    private static let assignment: Int32 = 3
    private static let link: Int32 = 4
    private static let commandsError: Int32 = 5

    static func spawn(
        setup: WorkerSetup, settings: AirflowSettings, order: Order, ends: borrowing TaskEnds,
        interpreter: Interpreter
    ) throws -> pid_t {
        let assignment = try WireEncoder(style: .message).encode(
            Assignment(setup: setup, settings: settings, order: order, worker: getpid()))
        let pipe = try Pipe()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let given = [
            (pipe.read.number, Self.assignment), (ends.link.number, Self.link), (STDERR_FILENO, Self.commandsError),
            (ends.output.number, STDOUT_FILENO), (ends.error.number, STDERR_FILENO),
        ]
        // By way of high numbers: each may be the target of another.
        for (index, (number, _)) in given.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, number, 200 + Int32(index))
        }
        for (index, (_, target)) in given.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, 200 + Int32(index), target)
            posix_spawn_file_actions_addclose(&actions, 200 + Int32(index))
        }
        let program = try program(setup, interpreter)
        // SAFETY: the copies live until posix_spawn has returned, which has copied them by then.
        var arguments = (program.arguments + [subcommand]).map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, program.path, &actions, nil, &arguments, environ)
        guard code == 0 else { throw SystemError("posix_spawn", code: code) }
        try Descriptor.write(assignment.utf8, to: pipe.write.number)
        return pid
    }

    /// What is run again: the executable, or a Python with this module.
    private static func program(
        _ setup: WorkerSetup, _ interpreter: Interpreter
    ) throws -> (path: String, arguments: [String]) {
        guard setup.interpreter.isRunning else { return (Installation.executablePath(), ["xcom"]) }
        let command = try interpreter.perform(ReadCommand()).command
        guard let path = command.first else { throw RunnerError(.environment, "Python does not know where it is.") }
        return (path, command)
    }

    /// The new process.
    static func run() -> Int32 {
        do {
            let link = OwnedDescriptor(Self.link)
            let source = OwnedDescriptor(Self.assignment)
            var bytes: [UInt8] = []
            while let part = try Descriptor.read(source.number), !part.isEmpty { bytes += part }
            _ = consume source
            let assignment = try WireDecoder(style: .message).decode(Assignment.self, from: WireValue(utf8: bytes))
            TaskSignals.setUp(worker: assignment.worker)
            let commandsError = Descriptor.outOfReach(OwnedDescriptor(Self.commandsError))
            let setup = assignment.setup
            let reporter = LinkReporter(link)
            let interpreter = try setup.startInterpreter()
            Interpreter.onSecrets { reporter.report(secrets: $0) }
            _ = try interpreter.perform(LoadDags.self, request: setup.loading.encoded())
            let process = TaskProcess(
                interpreter: interpreter, setup: setup, settings: assignment.settings, reporter: reporter,
                commandsError: commandsError.number)
            process.perform(assignment.order)
            return 0
        } catch {
            try? Descriptor.write(Array("xcom: \(error)\n".readable.utf8), to: STDERR_FILENO)
            return 1
        }
    }
}
