internal import CSystem
internal import Glibc

/// Passes on what comes out of a pipe that is the standard output or error of a process, line by line and masked.
final class OutputRelay {
    /// A longer line is passed on in pieces.
    static let longestLine = 1 << 20
    private static let chunk = 65_536

    private let pipe: OwnedDescriptor
    private let copies: CopyPipe
    /// What came after the last line break.
    private var rest: [UInt8] = []
    /// Whether all processes that wrote have closed it, and everything is passed on.
    private(set) var isAtEnd = false

    /// - `pipe`: the end to read from.
    init(_ pipe: consuming OwnedDescriptor, copies: CopyPipe) {
        Descriptor.setNonBlocking(pipe.number)
        self.pipe = pipe
        self.copies = copies
    }

    var descriptor: Int32 { pipe.number }

    /// Passes on what is there, up to a limit that lets others have their turn.
    ///
    /// It stays in the pipe until it is passed on: as long as the pipe has something in it, the process knows that the log
    /// lacks it.
    ///
    /// - Parameters:
    ///   - mask: gives the secrets, those included that the process told of before it wrote what was just read.
    ///   - write: takes whole lines, without their breaks.
    func passOn(mask: () throws -> SecretMask, write: ([ArraySlice<UInt8>]) -> Void) throws {
        for _ in 0..<16 {
            guard !isAtEnd else { return }
            let count = xcom_tee(pipe.number, copies.pipe.write.number, Self.chunk)
            if count < 0 {
                if errno == EAGAIN { return }
                guard errno == EINTR else { throw SystemError("tee") }
                continue
            }
            isAtEnd = count == 0
            // All of it is there: nobody else reads or writes the copies.
            if count > 0 {
                rest += try Descriptor.read(upTo: count) { Glibc.read(copies.pipe.read.number, $0, $1) } ?? []
            }
            let mask = try mask()
            write(lines(mask))
            if count > 0 { _ = try Descriptor.read(upTo: count) { Glibc.read(pipe.number, $0, $1) } }
        }
    }

    /// Takes the whole lines out of what has come.
    private func lines(_ mask: SecretMask) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = rest.startIndex
        while let end = lineBreak(from: start) {
            lines.append(mask.masked(rest[start..<end]))
            start = end + 1
        }
        while rest.count - start > Self.longestLine {
            let piece = mask.whole(Self.longestLine, of: rest[start...])
            lines.append(mask.masked(piece))
            start = piece.endIndex
        }
        if isAtEnd, start < rest.endIndex {
            lines.append(mask.masked(rest[start...]))
            start = rest.endIndex
        }
        rest.removeSubrange(..<start)
        return lines
    }

    private func lineBreak(from start: Int) -> Int? {
        rest.withUnsafeBytes { bytes in
            guard start < bytes.count, let base = bytes.baseAddress else { return nil }
            // SAFETY: the search ends at the last byte, and what it finds is within the same buffer.
            return memchr(base + start, Int32(UInt8(ascii: "\n")), bytes.count - start).map {
                $0 - UnsafeMutableRawPointer(mutating: base)
            }
        }
    }
}

/// A pipe that takes copies of what is read from others.
final class CopyPipe {
    let pipe: Pipe

    init() throws {
        pipe = try Pipe()
    }
}
