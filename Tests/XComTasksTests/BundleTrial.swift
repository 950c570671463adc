import CSystem
import Foundation
import Synchronization
import XCom
import XComFrames
import XComStores
import XComSupervisor

/// One start of a bundle, as a supervisor starts it: two sockets, StartupDetails first, and every request answered by the
/// project's own supervisor from a store in memory.
final class BundleTrial {
    let store: any Store
    var key: TaskInstanceKey
    var tryNumber = 1
    var retries = 0
    var conf = "{}"
    var environment: [String: String] = [:]
    /// When its log has this event, the bundle is told to end.
    var terminatedAt: String?
    /// When its log has this event, the supervisor is gone.
    var goneAt: String?
    /// Whether the supervisor closes the connection once it has answered how the task ended.
    var closesAtEnd = false
    /// Stands in for the supervisor's answer to a request where it is not `nil`.
    var intercept: ((any ToSupervisor) -> ResponseFrame?)?
    /// In place of the first frame.
    var firstPayload: [UInt8]?

    private let bundle: String
    private let run: DagRunKey

    init(_ bundle: String, dag: String, task: String, mapIndex: Int = -1) throws {
        self.bundle = bundle
        store = try StoreOpener.inMemory.open()
        run = DagRunKey(dagID: dag, runID: "manual__1")
        key = TaskInstanceKey(dagID: dag, runID: run.runID, taskID: task, mapIndex: mapIndex)
        let date = Timestamp("2026-01-01") ?? .now()
        try store.insert(DagRun(key: run, runType: .manual, state: .running, logicalDate: date, runAfter: date))
    }

    /// Lets a task have pushed a value.
    func push(_ json: String, from task: String = "up", mapIndex: Int = -1, key: String = "return_value") throws {
        let instance = TaskInstanceKey(dagID: run.dagID, runID: run.runID, taskID: task, mapIndex: mapIndex)
        if try store.taskInstance(instance) == nil {
            try store.insert([TaskInstance(id: UUID(), key: instance, operatorName: "PythonOperator")])
        }
        try store.set(WireValue(text: json), at: XComAddress(taskInstance: instance, key: key))
    }

    func insertTaskInstance(_ change: (inout TaskInstance) -> Void) throws {
        var taskInstance = TaskInstance(id: UUID(), key: key, operatorName: "_StubOperator")
        change(&taskInstance)
        try store.insert([taskInstance])
    }

    func start() throws -> Outcome {
        try store.updateDagRun(run) { $0.conf = WireValue(text: conf) }
        if try store.taskInstance(key) == nil { try insertTaskInstance { _ in } }
        guard let id = try store.taskInstance(key)?.id else { throw TrialError("no task instance") }
        try store.updateTaskInstance(id) { [tryNumber, retries] in
            $0.state = .queued
            $0.tryNumber = tryNumber
            $0.maxTries = retries
        }
        let supervisor = Supervisor(store: store, settings: SupervisorSettings(release: .v33))
        let comm = try Listener()
        let logs = try Listener()
        let process = try BundleProcess(bundle, ["--comm=\(comm.address)", "--logs=\(logs.address)"], environment)
        let commSocket = try comm.accept()
        let lines = LogLines(socket: try logs.accept()) { [terminatedAt, goneAt] event in
            if event == terminatedAt { process.terminate() }
            if event == goneAt { shutdown(commSocket, Int32(SHUT_RDWR)) }
        }
        let details = try supervisor.start(taskInstance: id, pid: Int(process.id), hostname: "here")
        let first = ResponseFrame(id: 0, body: details)
        write(try firstPayload.map { Frame.bytes(ofPayload: $0) } ?? first.bytes(), to: commSocket)
        let requests = try answer(by: supervisor, at: commSocket)
        let end = process.wait()
        return Outcome(
            status: end.status, errors: end.errors, output: end.output, requests: requests, logs: lines.all(),
            taskInstance: try store.taskInstance(id: id), store: store)
    }

    private func answer(by supervisor: Supervisor, at socket: Int32) throws -> [any ToSupervisor] {
        var requests: [any ToSupervisor] = []
        var reader = FrameReader()
        while let bytes = read(socket), !bytes.isEmpty {
            reader.append(bytes)
            while let payload = try reader.next() {
                let request = try RequestFrame(payload: payload)
                requests.append(request.message)
                if let frame = intercept?(request.message) {
                    var frame = frame
                    frame.id = request.id
                    write(try frame.bytes(), to: socket)
                    continue
                }
                var frame = ResponseFrame(id: request.id)
                switch supervisor.answer(request.message) {
                case .body(let body): frame.body = body
                case .error(let error): frame.error = error
                default: break
                }
                write(try frame.bytes(), to: socket)
                if closesAtEnd, request.message.isTerminal { shutdown(socket, Int32(SHUT_RDWR)) }
            }
        }
        close(socket)
        return requests
    }
}

struct TrialError: Error {
    var text: String
    init(_ text: String) { self.text = text }
}

/// What came of a trial.
struct Outcome {
    var status: Int32
    var errors: String
    var output: String
    var requests: [any ToSupervisor]
    var logs: [JSONValue]
    var taskInstance: TaskInstance?
    var store: any Store

    var types: [String] { requests.map { type(of: $0).type } }
    var terminals: [any ToSupervisor] { requests.filter(\.isTerminal) }
    var events: [String] { logs.compactMap { $0["event"]?.stringValue } }

    func value(_ key: String = "return_value") throws -> String? {
        guard let taskInstance else { return nil }
        return try store.value(at: XComAddress(taskInstance: taskInstance.key, key: key), .excluded)?.text
    }
}

/// A bundle's process.
final class BundleProcess: Sendable {
    private let process = Process()
    private let errors = Pipe()
    private let output = Pipe()

    init(_ bundle: String, _ arguments: [String], _ environment: [String: String] = [:]) throws {
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent(bundle)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment
            .merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }.merging(environment) { $1 }
        process.standardError = errors
        process.standardOutput = output
        try process.run()
    }

    var id: Int32 { process.processIdentifier }

    func terminate() { process.terminate() }

    func wait() -> (status: Int32, errors: String, output: String) {
        let errors = errors.fileHandleForReading.readDataToEndOfFile()
        let output = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (
            process.terminationStatus, String(decoding: errors, as: UTF8.self), String(decoding: output, as: UTF8.self)
        )
    }
}

/// The lines of a log, read as they come.
private final class LogLines: Sendable {
    private let lines = Mutex<[JSONValue]>([])
    private let isDone = DispatchSemaphore(value: 0)

    init(socket: Int32, notice: @escaping @Sendable (String) -> Void) {
        Thread { [self] in
            var rest: [UInt8] = []
            while let bytes = read(socket), !bytes.isEmpty {
                rest += bytes
                while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                    let line = (try? JSONValue(parsing: Array(rest[..<end]))) ?? .null
                    rest.removeSubrange(...end)
                    lines.withLock { $0.append(line) }
                    notice(line["event"]?.stringValue ?? "")
                }
            }
            if !rest.isEmpty { lines.withLock { $0.append(.null) } }
            close(socket)
            isDone.signal()
        }.start()
    }

    func all() -> [JSONValue] {
        isDone.wait()
        return lines.withLock { $0 }
    }
}

/// A listening socket of a supervisor.
struct Listener: ~Copyable {
    private let socket: Int32
    let address: String

    init() throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = socket
        let port: UInt16? = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard bind(socket, generic, length) == 0, listen(socket, 1) == 0,
                    getsockname(socket, generic, &length) == 0
                else { return nil }
                return pointer.pointee.sin_port.bigEndian
            }
        }
        guard let port else { throw TrialError("no port to listen on") }
        address = "127.0.0.1:\(port)"
    }

    deinit { close(socket) }

    func accept() throws -> Int32 {
        var entry = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, 60_000) == 1 else { throw TrialError("the bundle does not connect") }
        let connection = Glibc.accept(socket, nil, nil)
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        guard connection >= 0 else { throw TrialError("accept") }
        return connection
    }
}

/// Some bytes; `nil` where the connection is broken, empty at its end.
func read(_ socket: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = recv(socket, &bytes, bytes.count, 0)
    return count < 0 ? nil : Array(bytes.prefix(count))
}

func write(_ bytes: [UInt8], to socket: Int32) {
    var start = 0
    while start < bytes.count {
        let count = bytes[start...].withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        guard count > 0 else { return }
        start += count
    }
}
