internal import CPython
internal import CPythonShims
internal import Glibc

/// Why JSON text was not read.
enum ParseFailure: Error {
    /// The text is not what this parser takes. Python's own `json.loads` decides, and words the error.
    case text
    /// Python's error indicator is set.
    case raised
}

/// Makes Python objects out of JSON text, as `json.loads` does.
struct Parser: ~Copyable {
    // SAFETY: whoever makes a parser keeps the text alive and unchanged while it is used; `cursor` stays within
    // `start...end`, and every read checks the end first.
    let start: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>
    var cursor: UnsafePointer<UInt8>

    /// The items of the lists that are being read; each reference belongs to the stack.
    private var stack: [PyPointer] = []
    private var budget = RecursionBudget()

    /// Whether some object has a key that serde gives a meaning to.
    var hasEnvelope = false

    init(_ text: UnsafeBufferPointer<UInt8>) {
        // SAFETY: an empty buffer may have no address; then nothing is read, since start is end.
        let base = text.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
        start = base
        end = base + text.count
        cursor = base
    }

    deinit {
        for object in stack { xcom_decref(object) }
    }

    /// Reads the whole text: one value.
    mutating func parse(_ py: borrowing Python) throws(ParseFailure) -> Owned {
        skipBlanks()
        let value = Owned(stealing: try value(py))
        skipBlanks()
        guard cursor == end else { throw .text }
        return value
    }

    @inline(__always)
    private mutating func skipBlanks() {
        while cursor < end {
            let byte = cursor.pointee
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            cursor += 1
        }
    }

    /// - Returns: a new reference.
    private mutating func value(_ py: borrowing Python) throws(ParseFailure) -> PyPointer {
        guard cursor < end else { throw .text }
        switch cursor.pointee {
        case 0x22:
            cursor += 1
            return try string(py)
        case 0x7B: return try object(py)
        case 0x5B: return try array(py)
        case 0x2D, 0x30...0x39: return try number(py)
        case 0x74: return try literal("true", xcom_true())
        case 0x66: return try literal("false", xcom_false())
        case 0x6E: return try literal("null", xcom_none())
        default: throw .text
        }
    }

    @inline(__always)
    private mutating func literal(_ text: StaticString, _ object: PyPointer) throws(ParseFailure) -> PyPointer {
        let count = text.utf8CodeUnitCount
        guard end - cursor >= count, memcmp(cursor, text.utf8Start, count) == 0 else { throw .text }
        cursor += count
        xcom_incref(object)
        return object
    }

    /// Goes a level deeper, as far as `deserialize` over what `json.loads` gave could.
    @inline(__always)
    private mutating func nested(_ py: borrowing Python) throws(ParseFailure) {
        if !budget.enter() {
            _ = RecursionBudget.exceeded(py)
            throw .raised
        }
    }

    private mutating func array(_ py: borrowing Python) throws(ParseFailure) -> PyPointer {
        try nested(py)
        defer { budget.leave() }
        cursor += 1
        skipBlanks()
        let mark = stack.count
        if cursor < end, cursor.pointee == 0x5D {
            cursor += 1
        } else {
            while true {
                stack.append(try value(py))
                skipBlanks()
                guard cursor < end else { throw .text }
                let byte = cursor.pointee
                cursor += 1
                if byte == 0x5D { break }
                guard byte == 0x2C else { throw .text }
                skipBlanks()
            }
        }
        let count = stack.count &- mark
        guard let list = PyList_New(count) else { throw .raised }
        for index in 0..<count { xcom_list_init(list, index, stack[mark &+ index]) }
        stack.removeLast(count)
        return list
    }

    private mutating func object(_ py: borrowing Python) throws(ParseFailure) -> PyPointer {
        try nested(py)
        defer { budget.leave() }
        cursor += 1
        guard let new = PyDict_New() else { throw .raised }
        let dict = Owned(stealing: new)
        skipBlanks()
        if cursor < end, cursor.pointee == 0x7D {
            cursor += 1
            return dict.take()
        }
        while true {
            guard cursor < end, cursor.pointee == 0x22 else { throw .text }
            cursor += 1
            let key = Owned(stealing: try key(py))
            skipBlanks()
            guard cursor < end, cursor.pointee == 0x3A else { throw .text }
            cursor += 1
            skipBlanks()
            let value = Owned(stealing: try value(py))
            guard PyDict_SetItem(dict.pointer, key.pointer, value.pointer) == 0 else { throw .raised }
            skipBlanks()
            guard cursor < end else { throw .text }
            let byte = cursor.pointee
            cursor += 1
            if byte == 0x7D { break }
            guard byte == 0x2C else { throw .text }
            skipBlanks()
        }
        return dict.take()
    }
}
