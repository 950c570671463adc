// Bytes of text, several at a time in one integer. In a result a high bit is set in the first byte of which something is
// true, and none in those before it; those behind it may be wrong.

/// The first byte that is not a plain character of JSON text as Python writes it: a control, `"`, `\`, DEL, or no ASCII.
@inlinable @inline(__always)
func escapes<Word: FixedWidthInteger & UnsignedInteger>(in bytes: Word) -> Word {
    let ones = Word.max / 0xFF
    return plainTextEnds(in: bytes) | ((bytes &+ ones) & (ones &* 0x80))
}

/// The first byte that ends a run of plain text: a quote, a backslash, a control character, or no ASCII.
@inlinable @inline(__always)
func plainTextEnds<Word: FixedWidthInteger & UnsignedInteger>(in bytes: Word) -> Word {
    let ones = Word.max / 0xFF
    let quote = (bytes ^ (ones &* 0x22)) &- ones
    let backslash = (bytes ^ (ones &* 0x5C)) &- ones
    return (bytes | (bytes &- (ones &* 0x20)) | quote | backslash) & (ones &* 0x80)
}

/// The first byte that ends a run of text: a quote, a backslash, or a control character.
@inlinable @inline(__always)
func textEnds<Word: FixedWidthInteger & UnsignedInteger>(in bytes: Word) -> Word {
    let ones = Word.max / 0xFF
    let (quote, backslash) = (bytes ^ (ones &* 0x22), bytes ^ (ones &* 0x5C))
    let control = (bytes &- (ones &* 0x20)) & ~bytes
    return (control | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)) & (ones &* 0x80)
}

/// Which byte is the first that is marked.
@inlinable @inline(__always)
func place(of mark: UInt64) -> Int {
    mark.trailingZeroBitCount >> 3
}

/// Eight bytes of memory, the first of them lowest.
@inlinable @inline(__always)
func loadWord(at bytes: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self))
}
