internal import Glibc

/// Calls on sockets. Their descriptors are the process's own to its end, and no program that is executed inherits one.
package enum Sockets {
    /// Connects to an address as a supervisor names it: `127.0.0.1:4711`.
    ///
    /// - Returns: `nil` where the text is not an IPv4 address with a port.
    package static func connect(to text: String) throws(SocketError) -> Int32? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var address = sockaddr_in()
        guard parts.count == 2, let port = UInt16(parts[1]),
            inet_pton(AF_INET, String(parts[0]), &address.sin_addr) == 1
        else { return nil }
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw SocketError(reason: .call("socket", errno)) }
        var result: Int32
        repeat {
            result = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        } while result != 0 && errno == EINTR
        guard result == 0 else {
            let code = errno
            close(socket)
            throw SocketError(reason: .call("connect to \(text)", code))
        }
        // A request is one small write that waits for its answer.
        var isOn: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
        return socket
    }

    /// Two sockets that are connected with each other.
    package static func pair() throws(SocketError) -> (Int32, Int32) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw SocketError(reason: .call("socketpair", errno))
        }
        return (ends[0], ends[1])
    }

    /// Writes all bytes before the deadline.
    package static func write(_ bytes: [UInt8], to socket: Int32, until end: ContinuousClock.Instant? = nil)
        throws(SocketError)
    {
        var start = 0
        while start < bytes.count {
            try wait(for: Int16(POLLOUT), of: socket, until: end)
            start += try writeSome(bytes[start...], to: socket)
        }
    }

    /// Writes what the socket takes at once.
    package static func writeSome(_ bytes: ArraySlice<UInt8>, to socket: Int32) throws(SocketError) -> Int {
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        let count = bytes.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, flags) }
        if count >= 0 { return count }
        switch errno {
        case EAGAIN, EINTR: return 0
        case EPIPE, ECONNRESET: throw SocketError(reason: .closed)
        default: throw SocketError(reason: .call("send", errno))
        }
    }

    /// Reads some bytes, which come before the deadline.
    package static func read(_ socket: Int32, until end: ContinuousClock.Instant? = nil) throws(SocketError) -> [UInt8]
    {
        while true {
            try wait(for: Int16(POLLIN), of: socket, until: end)
            guard let bytes = try readSome(socket) else { continue }
            guard !bytes.isEmpty else { throw SocketError(reason: .closed) }
            return bytes
        }
    }

    /// Reads what is there; empty at the end, `nil` where nothing is there.
    package static func readSome(_ descriptor: Int32) throws(SocketError) -> [UInt8]? {
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            let result = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
            if result < 0 { code = errno }
            count = max(result, 0)
        }
        switch code {
        case 0: return bytes
        case EAGAIN, EINTR: return nil
        case ECONNRESET: return []
        default: throw SocketError(reason: .call("recv", code))
        }
    }

    private static func wait(
        for events: Int16, of socket: Int32, until end: ContinuousClock.Instant?
    ) throws(SocketError) {
        while true {
            var entry = pollfd(fd: socket, events: events, revents: 0)
            let left = end.map { max(0, (ContinuousClock.now.duration(to: $0)).inSeconds) }
            let result = poll(&entry, 1, left.map { Int32(min(($0 * 1000).rounded(.up), 1e9)) } ?? -1)
            if result > 0 { return }
            if result == 0 { throw SocketError(reason: .deadline) }
            guard errno == EINTR else { throw SocketError(reason: .call("poll", errno)) }
        }
    }
}

extension Duration {
    /// With what a second is divided into.
    package var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
