internal import CSystem
internal import FoundationEssentials
internal import Glibc

/// A folder for what is not to stay, which a process of its own takes away where this one ends without doing so: by a signal
/// it may have no time to.
package final class TemporaryFolder {
    package let path: String
    private let watcher: pid_t
    /// Open as long as this process, and those that it forks, are there.
    private let presence: OwnedDescriptor

    /// Makes it, for its owner alone. The calling process must not have started a thread of its own.
    package init() throws {
        let parent = ProcessInfo.processInfo.environment["TMPDIR"] ?? ""
        var template = Array("\(parent.isEmpty ? "/tmp" : parent)/xcom-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError("mkdtemp") }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let pipe = try Pipe()
        let pid = xcom_fork()
        guard pid >= 0 else {
            let failure = SystemError("fork")
            try? FileManager.default.removeItem(atPath: path)
            throw failure
        }
        if pid == 0 { Self.watch(pipe.read.number, path) }
        self.path = path
        watcher = pid
        presence = pipe.write
    }

    /// Takes the folder away, with all that is in it.
    package func remove() {
        try? FileManager.default.removeItem(atPath: path)
        kill(watcher, SIGKILL)
        ProcessEnd.await(watcher)
    }

    /// In the process of its own: waits for the other to end.
    private static func watch(_ end: Int32, _ path: String) -> Never {
        // Nobody's terminal, signals and pipes are its own.
        setsid()
        for descriptor in Descriptor.open() where descriptor != end { close(descriptor) }
        var byte: UInt8 = 0
        while read(end, &byte, 1) < 0, errno == EINTR {}
        try? FileManager.default.removeItem(atPath: path)
        _exit(0)
    }
}
