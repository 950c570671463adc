internal import CZstd

enum Zstandard {
    /// One frame that knows its size and has a checksum.
    static func compressed(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        guard let context = ZSTD_createCCtx() else { return nil }
        defer { ZSTD_freeCCtx(context) }
        _ = ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        // What does not fit in as many bytes is not smaller.
        var failed = false
        // SAFETY: zstd writes no more than the capacity it is told, and gives back how much.
        let result = [UInt8](unsafeUninitializedCapacity: bytes.count) { buffer, count in
            let size = ZSTD_compress2(context, buffer.baseAddress, buffer.count, bytes.baseAddress, bytes.count)
            failed = ZSTD_isError(size) != 0
            count = failed ? 0 : size
        }
        return failed || result.count >= bytes.count ? nil : result
    }

    static func decompressed(_ bytes: [UInt8], count: Int) -> [UInt8]? {
        // A frame that says another size is not worth the memory.
        let claimed = bytes.withUnsafeBytes { ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
        guard claimed == UInt64(count) else { return nil }
        var size = 0
        // SAFETY: as above.
        let result = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            size = bytes.withUnsafeBytes {
                ZSTD_decompress(buffer.baseAddress, buffer.count, $0.baseAddress, $0.count)
            }
            initialized = ZSTD_isError(size) != 0 ? 0 : size
        }
        return result.count == count && ZSTD_isError(size) == 0 ? result : nil
    }
}
