extension JSONWriter {
    /// Writes a text in quotes and in ASCII.
    public mutating func string(_ text: String) {
        var text = text
        let isASCII = text.withUTF8 { utf8 in
            guard utf8.reduce(0, |) < 0x80 else { return false }
            string(ascii: utf8)
            return true
        }
        if isASCII { return }
        append(0x22)
        for scalar in text.unicodeScalars {
            write(reserving: Self.maximumEscape) { Self.write(scalar.value, to: $0) }
        }
        append(0x22)
    }

    /// Writes a text in quotes, for a person to read: what is not ASCII stays as it is.
    public mutating func string(readable text: String) {
        var text = text
        append(0x22)
        text.withUTF8 { utf8 in
            for byte in utf8 {
                if byte < 0x80 {
                    write(reserving: Self.maximumEscape) { Self.write(UInt32(byte), to: $0) }
                } else {
                    append(byte)
                }
            }
        }
        append(0x22)
    }

    /// Writes a text in quotes that is given as code points of a fixed width.
    ///
    /// - Returns: where the escapes of the first surrogates that stand alone were written, if any does.
    @inlinable
    public mutating func string<Unit: FixedWidthInteger & UnsignedInteger>(
        scalars: UnsafeBufferPointer<Unit>
    ) -> Range<Int>? {
        var surrogates: Range<Int>?
        append(0x22)
        var index = 0
        while index < scalars.count {
            let stop = min(scalars.count, index &+ Self.chunk)
            reserve((stop &- index) &* Self.maximumEscape)
            var next = end
            while index < stop {
                let scalar = UInt32(truncatingIfNeeded: scalars[index])
                if scalar & 0xFFFF_F800 == 0xD800, surrogates == nil || surrogates?.upperBound == next {
                    surrogates = (surrogates?.lowerBound ?? next)..<next &+ 6
                }
                next &+= Self.write(scalar, to: base + next)
                index &+= 1
            }
            end = next
        }
        append(0x22)
        return surrogates
    }

    /// Writes a text in quotes that is ASCII.
    @inlinable @inline(__always)
    public mutating func string(ascii text: UnsafeBufferPointer<UInt8>) {
        reserve(text.count &+ 2)
        let plain = Self.copyPlain(text, to: base + (end &+ 1))
        if plain < text.count { return escape(text, from: plain) }
        base[end] = 0x22
        base[end &+ plain &+ 1] = 0x22
        end &+= plain &+ 2
    }

    /// Copies characters word by word, as far as no word has one that must be escaped.
    ///
    /// - Returns: how many of the first are plain and copied.
    @inlinable @inline(__always)
    static func copyPlain(_ text: UnsafeBufferPointer<UInt8>, to target: UnsafeMutablePointer<UInt8>) -> Int {
        let count = text.count
        guard let start = text.baseAddress, count > 0 else { return 0 }
        let source = UnsafeRawPointer(start)
        let target = UnsafeMutableRawPointer(target)
        if count >= 8 {
            let last = count &- 8
            var plain = 0
            while plain < last {
                let word = source.loadUnaligned(fromByteOffset: plain, as: UInt64.self)
                if escapes(in: word) != 0 { return plain }
                target.storeBytes(of: word, toByteOffset: plain, as: UInt64.self)
                plain &+= 8
            }
            // The last word begins within the one before it.
            let word = source.loadUnaligned(fromByteOffset: last, as: UInt64.self)
            if escapes(in: word) != 0 { return last }
            target.storeBytes(of: word, toByteOffset: last, as: UInt64.self)
        } else if count >= 4 {
            let low = source.loadUnaligned(as: UInt32.self)
            let high = source.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
            if escapes(in: UInt64(low) | UInt64(high) << 32) != 0 { return 0 }
            target.storeBytes(of: low, as: UInt32.self)
            target.storeBytes(of: high, toByteOffset: count &- 4, as: UInt32.self)
        } else {
            let (first, middle, last) = (start[0], start[count / 2], start[count &- 1])
            if escapes(in: UInt32(first) | UInt32(middle) << 8 | UInt32(last) << 16 | 0x4100_0000) != 0 { return 0 }
            target.storeBytes(of: first, as: UInt8.self)
            target.storeBytes(of: middle, toByteOffset: count / 2, as: UInt8.self)
            target.storeBytes(of: last, toByteOffset: count &- 1, as: UInt8.self)
        }
        return count
    }

    /// Goes on where an escape is near: `plain` characters are copied already, behind the opening quote.
    @usableFromInline @inline(never)
    mutating func escape(_ text: UnsafeBufferPointer<UInt8>, from plain: Int) {
        guard let source = text.baseAddress else { return }
        base[end] = 0x22
        end &+= 1 &+ plain
        var index = plain
        while index < text.count {
            let stop = min(text.count, index &+ Self.chunk)
            reserve((stop &- index) &* Self.maximumEscape)
            var target = base + end
            while index < stop {
                if index &+ 8 <= stop {
                    let word = loadWord(at: source + index)
                    let mark = escapes(in: word)
                    // What is copied with it of the escape and behind is written over.
                    UnsafeMutableRawPointer(target).storeBytes(of: word.littleEndian, as: UInt64.self)
                    let plain = mark == 0 ? 8 : place(of: mark)
                    target += plain
                    index &+= plain
                    if mark == 0 { continue }
                }
                target += Self.write(UInt32(source[index]), to: target)
                index &+= 1
            }
            end = target - base
        }
        append(0x22)
    }

    /// How many characters are written between two looks at the room that is left.
    @inlinable static var chunk: Int { 256 }

    /// How many bytes a character takes at most: two escapes of surrogates.
    @inlinable static var maximumEscape: Int { 12 }

    /// Writes a character, escaped where it has to be, for which there is room.
    ///
    /// - Returns: how many bytes it takes.
    @inlinable @inline(__always)
    static func write(_ scalar: UInt32, to target: UnsafeMutablePointer<UInt8>) -> Int {
        if scalar < 0x80 {
            let byte = UInt8(truncatingIfNeeded: scalar)
            if escapes(in: byte) != 0 { return writeEscape(byte, to: target) }
            target[0] = byte
            return 1
        }
        if scalar < 0x1_0000 {
            writeUnit(scalar, to: target)
            return 6
        }
        let offset = scalar &- 0x1_0000
        writeUnit(0xD800 | (offset >> 10), to: target)
        writeUnit(0xDC00 | (offset & 0x3FF), to: target + 6)
        return 12
    }

    @usableFromInline
    static func writeEscape(_ byte: UInt8, to target: UnsafeMutablePointer<UInt8>) -> Int {
        let letter: UInt8
        switch byte {
        case 0x22, 0x5C: letter = byte
        case 0x0A: letter = UInt8(ascii: "n")
        case 0x0D: letter = UInt8(ascii: "r")
        case 0x09: letter = UInt8(ascii: "t")
        case 0x0C: letter = UInt8(ascii: "f")
        case 0x08: letter = UInt8(ascii: "b")
        default:
            writeUnit(UInt32(byte), to: target)
            return 6
        }
        target[0] = 0x5C
        target[1] = letter
        return 2
    }

    /// Writes the escape of 16 bits.
    @inlinable @inline(__always)
    static func writeUnit(_ unit: UInt32, to target: UnsafeMutablePointer<UInt8>) {
        func digit(_ shift: UInt32) -> UInt8 {
            let digit = UInt8(truncatingIfNeeded: unit >> shift & 0xF)
            return digit &+ (digit < 10 ? 0x30 : 0x57)
        }
        target[0] = 0x5C
        target[1] = 0x75
        target[2] = digit(12)
        target[3] = digit(8)
        target[4] = digit(4)
        target[5] = digit(0)
    }
}
