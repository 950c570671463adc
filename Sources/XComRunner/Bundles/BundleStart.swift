internal import Glibc
internal import Sockets

/// The process of a bundle's task that begins, and the ports that it is to connect to.
struct BundleStart {
    /// The connections that it has made.
    struct Connections {
        var comm: BundleConnection
        var logs: BundleConnection
    }

    let process: BundleProcess
    private let launch: BundleLaunch
    private let comm: LoopbackListener
    private let logs: LoopbackListener
    private let deadline: ContinuousClock.Instant

    /// - Throws: ``SystemError``; there is no process then.
    init(_ launch: BundleLaunch) throws {
        self.launch = launch
        comm = try LoopbackListener()
        logs = try LoopbackListener()
        process = try BundleProcess(launch, comm: comm.address, logs: logs.address)
        deadline = .now + .seconds(launch.startupTimeout)
    }

    /// Waits for its two connections.
    ///
    /// - Throws: ``SystemError``, `BundleStartError`.
    func connections(signals: SignalPipe?, isToEnd: () -> Bool) throws -> Connections {
        var accepted: (comm: BundleConnection?, logs: BundleConnection?)
        while true {
            if accepted.comm == nil { accepted.comm = try comm.accept(from: process.pid) }
            if accepted.logs == nil { accepted.logs = try logs.accept(from: process.pid) }
            if let comm = accepted.comm, let logs = accepted.logs { return Connections(comm: comm, logs: logs) }
            if process.reap(), let end = process.end {
                throw BundleStartError(
                    "the process of the bundle has ended before it had connected: it \(end.words). It is "
                        + launch.command[0])
            }
            let left = ContinuousClock.now.duration(to: deadline).inSeconds
            guard left > 0 else {
                throw BundleStartError(
                    "the process of the bundle has not connected within \(launch.startupTimeout) seconds "
                        + "(task_startup_timeout). It is \(launch.command[0])")
            }
            let waitsFor = [
                accepted.comm == nil ? comm.descriptor : nil, accepted.logs == nil ? logs.descriptor : nil,
                process.descriptor, signals?.readEnd,
            ].compactMap { $0 }
            _ = Descriptor.readable(
                waitsFor, milliseconds: min(process.patience ?? 1000, Int32((left * 1000).rounded(.up))))
            if signals?.take().contains(SIGTERM) ?? isToEnd() {
                throw BundleStartError("the task was told to end before the process of its bundle had connected")
            }
        }
    }
}

/// Why the process of a bundle's task could not begin.
struct BundleStartError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}
