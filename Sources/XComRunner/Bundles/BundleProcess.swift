internal import CSystem
internal import Glibc

/// The process that a bundle was started as.
final class BundleProcess {
    let pid: pid_t
    /// What becomes readable when the process ends, and its number; `nil` where the system has no such thing.
    private let handle: OwnedDescriptor?
    private let handleNumber: Int32?
    private(set) var end: ProcessEnd?

    /// - Throws: ``SystemError`` where the program cannot be executed.
    init(_ launch: BundleLaunch, comm: String, logs: String) throws {
        let arguments = launch.command + ["--comm=\(comm)", "--logs=\(logs)"]
        pid = try Self.spawn(arguments, environment: launch.environment)
        let number = xcom_open_process(pid)
        handle = number >= 0 ? OwnedDescriptor(number) : nil
        handleNumber = number >= 0 ? number : nil
    }

    /// What to wait for, and how long at most in milliseconds where that is nothing.
    var descriptor: Int32? { end == nil ? handleNumber : nil }
    var patience: Int32? { end == nil && handleNumber == nil ? 20 : nil }

    /// Whether it has ended.
    @discardableResult
    func reap() -> Bool {
        var status: Int32 = 0
        guard end == nil else { return true }
        let found = waitpid(pid, &status, WNOHANG)
        // A program that has its children ended without being asked knows nothing of how.
        if found == pid || (found < 0 && errno == ECHILD) { end = ProcessEnd(status: status) }
        return end != nil
    }

    func signal(_ number: Int32) {
        if end == nil { kill(pid, number) }
    }

    /// Ends it, if it has not ended: it is told to, then made to.
    func stop() {
        signal(SIGTERM)
        for _ in 0..<250 where !reap() { usleep(20_000) }
        signal(SIGKILL)
        if end == nil { end = ProcessEnd.await(pid) }
    }

    private static func spawn(_ arguments: [String], environment: [BeginProcess.Variable]) throws -> pid_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // It begins with signals as any program does.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for number in [SIGTERM, SIGINT, SIGCHLD, SIGHUP, SIGQUIT, SIGPIPE] { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        // SAFETY: the copies live until posix_spawn has returned, which has copied them by then.
        var words = arguments.map { strdup($0) } + [nil]
        let own = environment.map { strdup("\($0.name)=\($0.value)") }
        var variables = inherited(without: environment.map(\.name)) + own + [nil]
        defer { for word in words + own { free(word) } }
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, arguments[0], nil, &attributes, &words, &variables)
        guard code == 0 else { throw SystemError("execute \(arguments[0])", code: code) }
        return pid
    }

    /// The environment of this process as it is now, Python's changes among it, as bytes that need not be text.
    private static func inherited(without names: [String]) -> [UnsafeMutablePointer<CChar>?] {
        var found: [UnsafeMutablePointer<CChar>?] = []
        var next = environ
        while let text = next.pointee {
            if !names.contains(where: { strncmp(text, "\($0)=", $0.utf8.count + 1) == 0 }) { found.append(text) }
            next += 1
        }
        return found
    }
}
