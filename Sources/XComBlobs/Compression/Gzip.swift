internal import CZlib

enum Gzip {
    /// 15 bits of window; 16 more ask for gzip's header and checksum instead of zlib's.
    private static let windowBits: Int32 = 15 + 16
    /// zlib counts in 32 bits.
    private static let longestPart = 1 << 30

    static func compressed(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard
            deflateInit2_(
                &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
                == Z_OK
        else { return nil }
        defer { deflateEnd(&stream) }
        // What does not fit in as many bytes is not smaller.
        return run(&stream, from: bytes, capacity: bytes.count, deflate)
    }

    static func decompressed(_ bytes: [UInt8], count: Int) -> [UInt8]? {
        // The last four bytes say the size; another one is not worth the memory.
        let claimed = bytes.suffix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard claimed == UInt32(truncatingIfNeeded: count) else { return nil }
        var stream = z_stream()
        guard inflateInit2_(&stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            return nil
        }
        defer { inflateEnd(&stream) }
        let result = bytes.withUnsafeBytes { run(&stream, from: $0, capacity: count, inflate) }
        return result?.count == count ? result : nil
    }

    /// Runs a stream to its end; `nil` where it has none within the capacity.
    private static func run(
        _ stream: inout z_stream, from input: UnsafeRawBufferPointer, capacity: Int,
        _ step: (UnsafeMutablePointer<z_stream>, Int32) -> Int32
    ) -> [UInt8]? {
        var code = Z_OK
        let result = [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            var read = 0
            repeat {
                let given = min(input.count - read, longestPart)
                let room = min(output.count - count, longestPart)
                // SAFETY: zlib reads from `next_in` only, whose type has no const for reasons of its age.
                stream.next_in = UnsafeMutablePointer(
                    mutating: input.baseAddress?.advanced(by: read).assumingMemoryBound(to: UInt8.self))
                stream.avail_in = UInt32(given)
                stream.next_out = output.baseAddress?.advanced(by: count)
                stream.avail_out = UInt32(room)
                code = step(&stream, read + given == input.count ? Z_FINISH : Z_NO_FLUSH)
                read += given - Int(stream.avail_in)
                count += room - Int(stream.avail_out)
                if given == Int(stream.avail_in), room == Int(stream.avail_out) { break }
            } while code == Z_OK || code == Z_BUF_ERROR
        }
        return code == Z_STREAM_END ? result : nil
    }
}
