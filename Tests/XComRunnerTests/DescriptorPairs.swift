import Glibc

@testable import XComRunner

/// The ends of a pipe, for tests that hand them over one by one.
func pipeEnds() throws -> (read: Int32, write: Int32) {
    let pipe = try Pipe()
    return (dup(pipe.read.number), dup(pipe.write.number))
}

/// Two sockets that are connected.
func socketEnds(_ kind: SocketPair.Kind) throws -> (Int32, Int32) {
    let pair = try SocketPair(kind)
    return (dup(pair.first.number), dup(pair.second.number))
}
