internal import Glibc
internal import Sockets

/// The process of a bundle's task that has connected to its supervisor.
struct StartedBundle {
    var process: BundleProcess
    var comm: BundleConnection
    var logs: BundleConnection

    /// Starts it, and waits for its two connections.
    ///
    /// - Throws: ``SystemError``, `BundleStartError`; the process has ended then.
    init(_ launch: BundleLaunch, signals: SignalPipe?, isToEnd: () -> Bool) throws {
        let (comm, logs) = try (LoopbackListener(), LoopbackListener())
        let process = try BundleProcess(launch, comm: comm.address, logs: logs.address)
        do {
            let deadline = ContinuousClock.now + .seconds(launch.startupTimeout)
            var accepted: (comm: BundleConnection?, logs: BundleConnection?)
            while true {
                if accepted.comm == nil { accepted.comm = try comm.accept(from: process.pid) }
                if accepted.logs == nil { accepted.logs = try logs.accept(from: process.pid) }
                if let comm = accepted.comm, let logs = accepted.logs {
                    (self.process, self.comm, self.logs) = (process, comm, logs)
                    return
                }
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
        } catch {
            process.stop()
            throw error
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
