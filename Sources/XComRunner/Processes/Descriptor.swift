internal import CSystem
internal import Glibc

/// What a system call said no to.
struct SystemError: Error, CustomStringConvertible {
    var call: String
    var code: Int32

    init(_ call: String, code: Int32 = errno) {
        self.call = call
        self.code = code
    }

    var description: String {
        "\(call): \(String(cString: strerror(code)))"
    }
}

/// A file descriptor that is closed when its owner lets it go.
struct OwnedDescriptor: ~Copyable {
    let number: Int32

    init(_ number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }

    /// Hands the descriptor over to whoever closes it from now on.
    consuming func take() -> Int32 {
        let taken = number
        discard self
        return taken
    }
}

/// The two ends of a pipe, neither inherited by programs that are executed.
struct Pipe: ~Copyable {
    var read: OwnedDescriptor
    var write: OwnedDescriptor

    init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw SystemError("pipe") }
        // Nobody else can execute a program in between: there is one thread.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        read = OwnedDescriptor(ends[0])
        write = OwnedDescriptor(ends[1])
    }
}

/// Two sockets that are connected with each other, neither inherited by programs that are executed.
struct SocketPair: ~Copyable {
    enum Kind {
        /// Bytes, as through a pipe.
        case stream
        /// Messages, each whole, whoever else writes at the same time.
        case messages
    }

    var first: OwnedDescriptor
    var second: OwnedDescriptor

    init(_ kind: Kind) throws {
        var ends: [Int32] = [-1, -1]
        let type = kind == .stream ? SOCK_STREAM : SOCK_SEQPACKET
        guard socketpair(AF_UNIX, Int32(type.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw SystemError("socketpair")
        }
        first = OwnedDescriptor(ends[0])
        second = OwnedDescriptor(ends[1])
    }
}

/// Calls on file descriptors, with errors thrown and interrupted calls taken up again.
enum Descriptor {
    /// Writes all bytes.
    static func write(_ bytes: [UInt8], to descriptor: Int32) throws {
        var start = 0
        while start < bytes.count {
            let count = bytes.withUnsafeBytes { all in
                Glibc.write(descriptor, all.baseAddress.map { $0 + start }, all.count - start)
            }
            if count >= 0 {
                start += count
            } else if errno == EAGAIN {
                wait(toWrite: descriptor)
            } else if errno != EINTR {
                throw SystemError("write")
            }
        }
    }

    /// Reads what is there, up to 64 KiB; empty at the end, `nil` where nothing is there of a descriptor that does not
    /// block.
    static func read(_ descriptor: Int32) throws -> [UInt8]? {
        try read(upTo: 65_536) { Glibc.read(descriptor, $0, $1) }
    }

    /// Reads by a call that is given a buffer and its size.
    static func read(upTo size: Int, _ call: (UnsafeMutableRawPointer?, Int) -> Int) throws -> [UInt8]? {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            var result = call(buffer.baseAddress, size)
            while result < 0, errno == EINTR { result = call(buffer.baseAddress, size) }
            if result < 0 { failure = errno }
            count = max(result, 0)
        }
        switch failure {
        case 0: return bytes
        case EAGAIN: return nil
        case ECONNRESET: return []
        default: throw SystemError("read", code: failure)
        }
    }

    static func setNonBlocking(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    /// Which of the descriptors have something to read, or have ended; none after the time, or when a signal came.
    static func readable(_ descriptors: [Int32], milliseconds: Int32) -> Set<Int32> {
        var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        guard poll(&entries, nfds_t(entries.count), milliseconds) > 0 else { return [] }
        return Set(entries.filter { $0.revents != 0 }.map(\.fd))
    }

    /// A file's bytes, also of one that has no size, as in `/proc`; `nil` where it cannot be read.
    static func contents(of path: String) -> [UInt8]? {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        let file = OwnedDescriptor(descriptor)
        var bytes: [UInt8] = []
        while let part = try? read(file.number), !part.isEmpty { bytes += part }
        return bytes
    }

    /// Where a symbolic link leads; `nil` where it cannot be read.
    static func link(_ path: String) -> String? {
        var name = [CChar](repeating: 0, count: 4096)
        let count = readlink(path, &name, name.count)
        return count > 0 ? String(decoding: name.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }

    /// The descriptors that are open in this process.
    static func open() -> [Int32] {
        guard let folder = opendir("/proc/self/fd") else { return [] }
        defer { closedir(folder) }
        let own = dirfd(folder)
        var found: [Int32] = []
        while let entry = readdir(folder) {
            if let number = Int32(name(of: entry)), number != own { found.append(number) }
        }
        return found
    }

    static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
        withUnsafePointer(to: &entry.pointee.d_name) { name in
            // SAFETY: readdir ends the name with a zero.
            name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
    }

    static func wait(toWrite descriptor: Int32) {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&entry, 1, 1000)
    }

    /// The same file behind a number that other people's code is unlikely to close or to be given: above its limit of
    /// descriptors where that is small, else far from the small ones. The old number is closed.
    static func outOfReach(_ descriptor: consuming OwnedDescriptor) -> OwnedDescriptor {
        var limits = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 else { return descriptor }
        // Not higher: a process's table of descriptors is as long as its highest number, and every fork copies it.
        let highest: rlim_t = 4096
        let place = min(limits.rlim_cur, highest)
        var raised = limits
        raised.rlim_cur = min(limits.rlim_max, place + 256)
        if raised.rlim_cur > limits.rlim_cur { setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) }
        var moved = fcntl(descriptor.number, F_DUPFD_CLOEXEC, Int32(place))
        if raised.rlim_cur > limits.rlim_cur { setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) }
        if moved < 0 { moved = fcntl(descriptor.number, F_DUPFD_CLOEXEC, Int32(place / 2)) }
        return moved < 0 ? descriptor : OwnedDescriptor(moved)
    }
}
