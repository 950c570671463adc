import Glibc
import Testing

@testable import XComRunner

@Suite("what comes out of a process's pipe")
struct OutputRelayTests {
    private final class Lines {
        var texts: [String] = []
        var reads = 0
    }

    private func passOn(_ relay: OutputRelay, _ lines: Lines, secrets: [String] = []) throws {
        try relay.passOn(
            mask: {
                lines.reads += 1
                var mask = SecretMask()
                mask.add(secrets)
                return mask
            },
            write: { lines.texts += $0.map { String(decoding: $0, as: UTF8.self) } })
    }

    @Test("is passed on line by line; what has no line break waits for one, or for the end")
    func lines() throws {
        let pipe = try pipeEnds()
        let end = pipe.write
        let relay = OutputRelay(OwnedDescriptor(pipe.read), copies: try CopyPipe())
        let lines = Lines()
        try passOn(relay, lines)
        #expect(lines.texts == [])
        try Descriptor.write(Array("one\n\ntwo\nthr".utf8), to: end)
        try passOn(relay, lines)
        #expect(lines.texts == ["one", "", "two"])
        try Descriptor.write(Array("ee".utf8), to: end)
        try passOn(relay, lines)
        #expect(!relay.isAtEnd)
        close(end)
        try passOn(relay, lines)
        #expect(lines.texts == ["one", "", "two", "three"])
        #expect(relay.isAtEnd)
    }

    @Test("is masked by what is known when it was read, also where a secret comes in two parts")
    func masked() throws {
        let pipe = try pipeEnds()
        let end = OwnedDescriptor(pipe.write)
        let relay = OutputRelay(OwnedDescriptor(pipe.read), copies: try CopyPipe())
        let lines = Lines()
        try Descriptor.write(Array("a hun".utf8), to: end.number)
        try passOn(relay, lines)
        try Descriptor.write(Array("ter2 b\n".utf8), to: end.number)
        try passOn(relay, lines, secrets: ["hunter2"])
        #expect(lines.texts == ["a *** b"])
        #expect(lines.reads == 2)
    }

    @Test("a line without an end is passed on in pieces that cut no secret")
    func long() throws {
        let pipe = try pipeEnds()
        let end = OwnedDescriptor(pipe.write)
        let relay = OutputRelay(OwnedDescriptor(pipe.read), copies: try CopyPipe())
        let lines = Lines()
        let part = [UInt8](repeating: UInt8(ascii: "x"), count: 32_762) + Array("secret".utf8)
        for _ in 0..<64 {
            try Descriptor.write(part, to: end.number)
            try passOn(relay, lines, secrets: ["secret"])
        }
        let text = lines.texts.joined()
        #expect(lines.texts.count == 1)
        #expect(lines.texts.allSatisfy { $0.utf8.count <= OutputRelay.longestLine })
        #expect(!text.contains("s") || text.hasSuffix("x"))
        #expect(!text.contains("sec"))
    }

    @Test("stays in the pipe until it is passed on")
    func order() throws {
        let pipe = try pipeEnds()
        let number = pipe.read
        let end = OwnedDescriptor(pipe.write)
        let relay = OutputRelay(OwnedDescriptor(number), copies: try CopyPipe())
        try Descriptor.write(Array("line\n".utf8), to: end.number)
        var pending: Int32 = 0
        try relay.passOn(
            mask: { SecretMask() },
            write: { lines in if !lines.isEmpty { pending = self.pending(number) } })
        #expect(pending == 5)
        #expect(self.pending(number) == 0)
    }

    private func pending(_ pipe: Int32) -> Int32 {
        var count: Int32 = -1
        _ = ioctl(pipe, UInt(FIONREAD), &count)
        return count
    }
}
