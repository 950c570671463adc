internal import CSystem
internal import Glibc

/// Where the process of a bundle connects to: a port of this machine, for one connection.
final class LoopbackListener {
    private let socket: OwnedDescriptor
    /// As the process is told it: `127.0.0.1:4711`.
    let address: String

    init() throws {
        let number = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw SystemError("socket") }
        socket = OwnedDescriptor(number)
        Descriptor.setNonBlocking(number)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        guard Self.withAddress(&name, { bind(number, $0, $1.pointee) }) == 0 else { throw SystemError("bind") }
        guard listen(number, 1) == 0 else { throw SystemError("listen") }
        address = "127.0.0.1:\(try Self.port(number, getsockname, "getsockname"))"
    }

    var descriptor: Int32 { socket.number }

    /// The next connection that comes from a process or from one below it; `nil` where none is there yet. Those of others are
    /// closed.
    func accept(from pid: pid_t) throws -> BundleConnection? {
        let number = xcom_accept(descriptor)
        guard number >= 0 else {
            if [EAGAIN, EINTR, ECONNABORTED].contains(errno) { return nil }
            throw SystemError("accept")
        }
        let connection = BundleConnection(number)
        let own = try Self.port(number, getsockname, "getsockname")
        // Who has gone already is nobody that is waited for.
        guard let peer = try? Self.port(number, getpeername, "getpeername") else { return nil }
        return LoopbackPair(peer: peer, own: own).belongs(to: pid) ? connection : nil
    }

    private typealias AddressCall = (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32

    private static func port(_ socket: Int32, _ call: AddressCall, _ name: String) throws -> UInt16 {
        var address = sockaddr_in()
        guard withAddress(&address, { call(socket, $0, $1) }) == 0 else { throw SystemError(name) }
        return UInt16(bigEndian: address.sin_port)
    }

    private static func withAddress<Result>(
        _ address: inout sockaddr_in,
        _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Result
    ) -> Result {
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            // SAFETY: a sockaddr_in is one of the forms of a sockaddr, and its size goes along.
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &size) }
        }
    }
}

/// A connection that a bundle's process has made.
final class BundleConnection {
    private let socket: OwnedDescriptor

    init(_ number: Int32) {
        socket = OwnedDescriptor(number)
        // An answer is one small write that somebody waits for.
        var isOn: Int32 = 1
        setsockopt(number, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
    }

    var descriptor: Int32 { socket.number }
}
