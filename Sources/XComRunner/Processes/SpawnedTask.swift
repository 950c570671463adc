internal import Foundation
internal import Glibc
internal import XCom

/// A task process with an interpreter of its own: the executable is run again, with a hidden subcommand.
enum SpawnedTask {
    static let subcommand = "__task"

    private struct Assignment: Codable {
        var setup: WorkerSetup
        var order: Order
        var token: Int32
    }

    /// The descriptors that the new process is given: its assignment, and where to tell of its end.
    private static let assignmentDescriptor: Int32 = 3
    private static let eventsDescriptor: Int32 = 4

    static func spawn(setup: WorkerSetup, order: Order, token: Int32, events: Int32) throws -> pid_t {
        let assignment = try WireEncoder(style: .message).encode(Assignment(setup: setup, order: order, token: token))
            .utf8
        let ends = try Descriptor.pipe()
        defer { close(ends.read) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // By way of high numbers: either descriptor may be the other's target.
        posix_spawn_file_actions_adddup2(&actions, ends.read, 100)
        posix_spawn_file_actions_adddup2(&actions, events, 101)
        posix_spawn_file_actions_adddup2(&actions, 100, assignmentDescriptor)
        posix_spawn_file_actions_adddup2(&actions, 101, eventsDescriptor)
        posix_spawn_file_actions_addclose(&actions, 100)
        posix_spawn_file_actions_addclose(&actions, 101)
        // SAFETY: the copies live until posix_spawn has returned, which has copied them by then.
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("xcom"), strdup(subcommand), nil]
        defer { for argument in arguments { free(argument) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, Installation.executablePath(), &actions, nil, &arguments, environ)
        guard code == 0 else {
            close(ends.write)
            throw SystemError("posix_spawn", code: code)
        }
        defer { close(ends.write) }
        try Descriptor.write(assignment, to: ends.write)
        return pid
    }

    /// The new process.
    static func run() -> Int32 {
        do {
            var bytes: [UInt8] = []
            while let part = try Descriptor.read(assignmentDescriptor), !part.isEmpty { bytes += part }
            close(assignmentDescriptor)
            _ = fcntl(eventsDescriptor, F_SETFD, FD_CLOEXEC)
            let assignment = try WireDecoder(style: .message).decode(Assignment.self, from: WireValue(utf8: bytes))
            TaskSignals.setUp(parent: getppid())
            let setup = assignment.setup
            let interpreter = try setup.startInterpreter()
            _ = try interpreter.call(module: "xcom_bridge", function: "load_dags", json: try setup.loadRequest())
            let process = TaskProcess(
                interpreter: interpreter, storeURL: setup.storeURL, settings: setup.supervisorSettings,
                logToStderr: setup.logToStderr)
            let record = process.perform(assignment.order)
            interpreter.flush()
            let frame = Frame(kind: .done, token: assignment.token, content: record.encoded())
            try Descriptor.write(frame.bytes, to: eventsDescriptor)
            return 0
        } catch {
            try? Descriptor.write(Array("xcom: \(error)\n".utf8), to: 2)
            return 1
        }
    }
}
