import Glibc
import Sockets
import Testing
import XCom
import XComFrames
import XComSupervisor

@testable import XComTasks

@Suite("Requests over a socket")
struct FrameTransportTests {
    @Test("what is not answered in time is an error, and its late answer is not taken for the next one's")
    func deadline() throws {
        let (own, other) = try Sockets.pair()
        defer {
            close(own)
            close(other)
        }
        let transport = FrameTransport(socket: own, deadline: .milliseconds(50))
        let silence = try #require(throws: SupervisorRefusal.self) { try transport.send(GetVariable(named: "v")) }
        #expect(
            silence.description == "GetVariable: GENERIC_ERROR: the supervisor has not answered within 0.05 seconds")
        let late = ErrorResponse(error: .variableNotFound)
        write(try ResponseFrame(id: 1, body: late).bytes(), to: other)
        write(try ResponseFrame(id: 2, body: OKResponse(json: Array(#"{"ok": true}"#.utf8))).bytes(), to: other)
        #expect(try transport.send(GetVariable(named: "v")) is OKResponse)
    }

    @Test("a supervisor that is gone is an error")
    func closed() throws {
        let (own, other) = try Sockets.pair()
        close(other)
        defer { close(own) }
        let transport = FrameTransport(socket: own)
        #expect(throws: SupervisorRefusal.self) { try transport.send(GetVariable(named: "v")) }
    }

    @Test(
        "bytes that are no answer are an error",
        arguments: [[0, 0, 0, 1, 0xC1], [0xFF, 0xFF, 0xFF, 0xFF]] as [[UInt8]])
    func garbage(bytes: [UInt8]) throws {
        let (own, other) = try Sockets.pair()
        defer {
            close(own)
            close(other)
        }
        write(bytes, to: other)
        let transport = FrameTransport(socket: own)
        #expect(throws: (any Error).self) { try transport.send(GetVariable(named: "v")) }
    }
}
