import Glibc
import Sockets
import Testing

@testable import XComRunner

@Suite("Connections of bundles")
struct LoopbackTests {
    @Test("a connection is taken from the process that is waited for")
    func own() throws {
        let listener = try LoopbackListener()
        #expect(try listener.accept(from: getpid()) == nil)
        let socket = try #require(try Sockets.connect(to: listener.address))
        defer { close(socket) }
        let connection = try #require(try listener.accept(from: getpid()))
        try Sockets.write([7], to: connection.descriptor)
        #expect(try Sockets.read(socket) == [7])
    }

    @Test("a connection of another process is closed, and the next one is taken")
    func stranger() throws {
        let listener = try LoopbackListener()
        let stranger = try #require(try Sockets.connect(to: listener.address))
        defer { close(stranger) }
        // A process that has no such connection, and nothing below it.
        var pid: pid_t = 0
        let words: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("60"), nil]
        defer { for word in words { free(word) } }
        try #require(posix_spawnp(&pid, "sleep", nil, nil, words, environ) == 0)
        defer {
            kill(pid, SIGKILL)
            ProcessEnd.await(pid)
        }
        #expect(try listener.accept(from: pid) == nil)
        #expect(throws: SocketError.self) { try Sockets.read(stranger, until: .now + .seconds(10)) }
        let own = try #require(try Sockets.connect(to: listener.address))
        defer { close(own) }
        #expect(try listener.accept(from: getpid()) != nil)
    }
}
