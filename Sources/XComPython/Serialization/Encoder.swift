internal import CPython
internal import CPythonShims

/// Writes Python objects as the JSON text that `json.dumps(airflow.sdk.serde.serialize(value))` gives.
///
/// Airflow serializes the whole value first and makes the text (where NaN, surrogates and too long integers fail) afterwards.
/// Here both go hand in hand, so a failure of the second kind is kept until the walk has shown none of the first.
struct Encoder: ~Copyable {
    var out: OutputBuffer
    /// What is wrong with the text written so far.
    var defects = Defects()
    /// What is done with what JSON has no word for.
    let style: Style

    init(style: Style = .serde, _ py: borrowing Python) {
        self.style = style
        out = OutputBuffer(py)
    }

    /// By whose rules plain JSON is written.
    enum Style {
        /// What serde has made of a value: whatever is not plain then is wrong.
        case serde
        /// A message, for which more than JSON's own types is plain.
        case message
        /// As Python's own `json.dumps(value, default=...)`: the function makes plain JSON of other objects, or raises. NaN
        /// and lone surrogates are written, and the first failure ends the walk.
        case json(default: Borrowed)
    }

    /// What `json.dumps` has on its way down to the part that is being written: meeting it again is a cycle.
    var open: [PyPointer] = []

    var budget = RecursionBudget()
    let maximumDepth = Self.maximumDepth

    /// The nesting that serde allows: `MAX_RECURSION_DEPTH`, taken from the interpreter's limit as serde does on import.
    static let maximumDepth = Int(Py_GetRecursionLimit()) - 1

    /// Writes a whole value.
    mutating func encode(_ value: Borrowed, _ py: borrowing Python) throws(Raised) {
        do throws(Raised) {
            if case .serde = style { try encode(value, depth: 0, py) } else { try encodePlain(value, py) }
        } catch {
            if let exception = xcom_take_exception() {
                let owned = Owned(stealing: exception)
                ValuePath(in: out, before: out.count).note(on: owned.borrowed, py)
                xcom_restore_exception(owned.take())
            }
            throw error
        }
    }

    /// Writes a value, or a part of one, by serde's rules.
    mutating func encode(_ object: Borrowed, depth: Int, _ py: borrowing Python) throws(Raised) {
        let type = object.type
        if type == xcom_unicode_type() {
            if out.appendString(object.pointer) { defects.hasSurrogate = true }
        } else if type == xcom_long_type() {
            try appendLong(object.pointer, py)
        } else if type == xcom_float_type() {
            try appendFloat(object.pointer, py)
        } else if type == xcom_dict_type() {
            try encodeDict(object, depth: depth, py)
        } else if type == xcom_list_type() {
            try encodeList(object, depth: depth, py)
        } else if object.pointer == xcom_none() {
            out.append("null")
        } else if object.pointer == xcom_true() {
            out.append("true")
        } else if object.pointer == xcom_false() {
            out.append("false")
        } else {
            try encodeOther(object, depth: depth, py)
        }
    }

    /// Gives the text, or raises what making it failed with.
    consuming func finish(_ py: borrowing Python) throws(Raised) -> OutputBuffer {
        if let failure = defects.failure {
            xcom_restore_exception(failure.borrowed.owned().take())
            throw Raised()
        }
        if defects.hasSurrogate {
            switch style {
            case .serde: throw Self.surrogateFailure(in: out, py)
            case .json: Self.spellSurrogates(in: out)
            case .message: break
            }
        }
        return out
    }

    /// Spells lone surrogates as Python does, without the digit in upper case that told them from pairs.
    private static func spellSurrogates(in text: borrowing OutputBuffer) {
        var index = 0
        while index < text.count {
            guard text.base[index] == 0x5C else {
                index += 1
                continue
            }
            // SAFETY: the text is our own, in which four digits stand behind every `\u`.
            if text.base[index + 1] == 0x75, text.base[index + 2] == 0x44 { text.base[index + 2] = 0x64 }
            index += 2
        }
    }

    /// Keeps the exception that is set for the end, unless there is one already.
    mutating func keepTextFailure(_ py: borrowing Python) throws(Raised) {
        if case .json = style { throw Raised() }
        guard let exception = xcom_take_exception() else { return }
        let failure = Retained(Owned(stealing: exception))
        guard defects.failure == nil else { return }
        if case .serde = style { ValuePath(in: out, before: out.count).note(on: failure.borrowed, py) }
        defects.failure = failure
    }

    @inline(__always)
    mutating func appendLong(_ object: PyPointer, _ py: borrowing Python) throws(Raised) {
        if xcom_long_is_small(object) != 0 { return out.appendInteger(xcom_long_small_value(object)) }
        var overflow: Int32 = 0
        let value = PyLong_AsLongAndOverflow(object, &overflow)
        if overflow == 0 {
            out.appendInteger(value)
        } else {
            try appendText(of: xcom_long_repr(object), py)
        }
    }

    @inline(__always)
    mutating func appendFloat(_ object: PyPointer, _ py: borrowing Python) throws(Raised) {
        let value = xcom_float_value(object)
        if value.isFinite {
            out.appendDouble(value)
        } else if case .json = style {
            let word: StaticString = value.isNaN ? "NaN" : value > 0 ? "Infinity" : "-Infinity"
            out.append(word)
        } else {
            _ = py.raise(xcom_exc_value_error(), "Out of range float values are not JSON compliant")
            try keepTextFailure(py)
            out.append("null")
        }
    }

    /// Appends the ASCII text of a new `str`, or keeps the failure to make it.
    private mutating func appendText(of string: PyPointer?, _ py: borrowing Python) throws(Raised) {
        guard let string else {
            try keepTextFailure(py)
            out.append("null")
            return
        }
        let owned = Owned(stealing: string)
        if let data = xcom_unicode_data(owned.pointer) {
            out.append(data.assumingMemoryBound(to: UInt8.self), count: xcom_unicode_length(owned.pointer))
        }
    }

    /// What a push raises for a lone surrogate: the client's `.encode("utf-8")` of the compact text fails, and names the
    /// place in that text.
    private static func surrogateFailure(in text: borrowing OutputBuffer, _ py: borrowing Python) -> Raised {
        var scalars: [UInt32] = []
        var isInside = false
        var index = 0
        var place: Int?
        while index < text.count {
            let byte = text.base[index]
            let start = index
            index += 1
            switch byte {
            case 0x22:
                isInside.toggle()
                scalars.append(0x22)
            case 0x20 where !isInside:
                break
            case 0x5C:
                let escape = Self.escape(in: text, &index)
                if place == nil, let scalar = escape.first, 0xD800...0xDFFF ~= scalar { place = start }
                scalars += escape
            default:
                scalars.append(UInt32(byte))
            }
        }
        let compact = scalars.withUnsafeBufferPointer { PyUnicode_FromKindAndData(4, $0.baseAddress, $0.count) }
        guard let compact else { return Raised() }
        let owned = Owned(stealing: compact)
        guard let bytes = PyUnicode_AsUTF8String(owned.pointer) else {
            if let place, let exception = xcom_take_exception() {
                let failure = Owned(stealing: exception)
                ValuePath(in: text, before: place).note(on: failure.borrowed, py)
                xcom_restore_exception(failure.take())
            }
            return Raised()
        }
        xcom_decref(bytes)
        return py.raise(xcom_exc_value_error(), "lone surrogates are not JSON compliant")
    }

    /// Reads an escape of our own text behind its backslash; as the client writes it, beyond ASCII there is none.
    private static func escape(in text: borrowing OutputBuffer, _ index: inout Int) -> [UInt32] {
        func unit(at position: Int) -> UInt32 {
            // SAFETY: the text is our own, in which four digits stand behind every `\u`.
            let digits = UnsafeBufferPointer(start: text.base + position, count: 4)
            return UInt32(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0
        }
        let byte = text.base[index]
        index += 1
        guard byte == 0x75 else { return [0x5C, UInt32(byte)] }
        let isPair = text.base[index] == 0x64 && unit(at: index) & 0xFC00 == 0xD800
        let first = unit(at: index)
        index += 4
        if isPair {
            let low = unit(at: index + 2)
            index += 6
            return [0x1_0000 + ((first & 0x3FF) << 10 | (low & 0x3FF))]
        }
        guard first < 0x20 else { return [first] }
        return [0x5C, 0x75] + String(first, radix: 16).padded.unicodeScalars.map(\.value)
    }
}

/// What is wrong with a piece of text, which only counts if the piece stays in the value.
struct Defects {
    /// The first exception of making the text.
    var failure: Retained?
    /// Whether a lone surrogate was written: it fails after all others.
    var hasSurrogate = false
    /// Whether the SDK's part of the value has something that is not plain JSON (a tuple), which `SetXCom` refuses.
    var hasForeign = false

    /// What was wrong at some place of the text.
    struct Mark {
        fileprivate var hasFailure: Bool
        fileprivate var hasSurrogate: Bool
        fileprivate var hasForeign: Bool
    }

    @inline(__always) var mark: Mark {
        Mark(hasFailure: failure != nil, hasSurrogate: hasSurrogate, hasForeign: hasForeign)
    }

    /// Forgets those of the text behind a place.
    mutating func forget(since mark: Mark) {
        if !mark.hasFailure { failure = nil }
        hasSurrogate = mark.hasSurrogate
        hasForeign = mark.hasForeign
    }

    /// Adds those of text that comes behind.
    mutating func add(_ later: Defects) {
        failure = failure ?? later.failure
        hasSurrogate = hasSurrogate || later.hasSurrogate
        hasForeign = hasForeign || later.hasForeign
    }
}

extension String {
    fileprivate var padded: String {
        String(repeating: "0", count: max(0, 4 - count)) + self
    }
}
