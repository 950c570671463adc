internal import CPython
internal import CPythonShims
internal import Glibc

/// A `str`.
struct PyStr: PyView {
    let object: Borrowed
    @inline(__always) static var type: PyType { .str }
    @inline(__always) static func isInstance(_ object: Borrowed) -> Bool { xcom_is_unicode(object.pointer) != 0 }
    @inline(__always) init(unchecked object: Borrowed) { self.object = object }

    /// How many code points it has.
    @inline(__always) var count: Int { xcom_unicode_length(object.pointer) }

    /// The code points of a `str` that is exactly that and ASCII; `nil` for most others.
    @inline(__always) var ascii: UnsafeBufferPointer<UInt8>? {
        guard let data = xcom_unicode_compact_ascii(object.pointer) else { return nil }
        // SAFETY: CPython keeps as many bytes with the object.
        return UnsafeBufferPointer(start: data.assumingMemoryBound(to: UInt8.self), count: count)
    }

    /// Code points, in the width that the widest needs.
    enum CodePoints {
        case bytes(UnsafeMutableBufferPointer<UInt8>)
        case halves(UnsafeMutableBufferPointer<UInt16>)
        case words(UnsafeMutableBufferPointer<UInt32>)
    }

    /// The code points. Only those of a `str` that nobody else has yet may be written.
    var codePoints: CodePoints {
        // SAFETY: the width of `count` code points is as the object says.
        let data = xcom_unicode_data(object.pointer)
        switch xcom_unicode_kind(object.pointer) {
        case 1: return .bytes(.init(start: data?.assumingMemoryBound(to: UInt8.self), count: count))
        case 2: return .halves(.init(start: data?.assumingMemoryBound(to: UInt16.self), count: count))
        default: return .words(.init(start: data?.assumingMemoryBound(to: UInt32.self), count: count))
        }
    }

    /// Whether it is exactly a `str` and this text, which is ASCII.
    @inline(__always) func equals(_ text: String) -> Bool {
        ascii?.equals(text) ?? false
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether the bytes are those of a text.
    @inline(__always) func equals(_ text: String) -> Bool {
        guard count == text.utf8.count, let baseAddress else { return false }
        return text.utf8.withContiguousStorageIfAvailable { other in
            other.baseAddress.map { memcmp($0, baseAddress, count) == 0 } ?? false
        } ?? text.utf8.elementsEqual(self)
    }
}

extension Python {
    /// The text of a `str` as UTF-8, which CPython keeps with the object. Lone surrogates have none.
    func utf8(of string: Borrowed) throws(Raised) -> UnsafeBufferPointer<UInt8> {
        var size = 0
        guard let utf8 = PyUnicode_AsUTF8AndSize(string.pointer, &size) else { throw Raised() }
        // SAFETY: whoever keeps the object alive keeps the text too.
        return UnsafeBufferPointer(start: UnsafeRawPointer(utf8).assumingMemoryBound(to: UInt8.self), count: size)
    }

    /// A new `str` for so many code points, of which none is above the widest. They are to be written at once.
    @inline(__always)
    func string(count: Int, widest: UInt32) throws(Raised) -> Owned {
        try Owned(checking: PyUnicode_New(count, min(widest, 0x10_FFFF)))
    }

    /// A `str` of text that is ASCII.
    @inline(__always)
    func string(ascii text: UnsafeBufferPointer<UInt8>) throws(Raised) -> Owned {
        let string = try string(count: text.count, widest: 0x7F)
        if let start = text.baseAddress, let data = xcom_unicode_compact_ascii(string.pointer) {
            // SAFETY: nobody else has the string yet, and it has room for as many.
            UnsafeMutableRawPointer(mutating: data).copyMemory(from: start, byteCount: text.count)
        }
        return string
    }

    /// A `str` of UTF-8.
    func string(validating utf8: UnsafeBufferPointer<UInt8>) throws(Raised) -> Owned {
        try Owned(
            checking: PyUnicode_DecodeUTF8(
                UnsafeRawPointer(utf8.baseAddress)?.assumingMemoryBound(to: CChar.self), utf8.count, nil))
    }

    /// A `str` of UTF-8 in which surrogates may stand alone.
    func string(utf8: UnsafeBufferPointer<UInt8>) throws(Raised) -> Owned {
        try Owned(
            checking: PyUnicode_DecodeUTF8(
                UnsafeRawPointer(utf8.baseAddress)?.assumingMemoryBound(to: CChar.self), utf8.count, "surrogatepass"))
    }

    /// A `str` of code points.
    func string(scalars: [UInt32]) throws(Raised) -> Owned {
        try Owned(
            checking: scalars.withUnsafeBufferPointer { PyUnicode_FromKindAndData(4, $0.baseAddress, $0.count) })
    }

    /// The `bytes` of a `str` in UTF-8, as `.encode()`.
    func encoded(_ string: PyStr) throws(Raised) -> Owned {
        try Owned(checking: PyUnicode_AsUTF8String(string.object.pointer))
    }

    /// The texts of a sequence one behind another.
    func joined(_ strings: Borrowed) throws(Raised) -> Owned {
        let empty = try string("")
        return try Owned(checking: PyUnicode_Join(empty.pointer, strings.pointer))
    }
}
