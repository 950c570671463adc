internal import CPython
internal import CPythonShims
internal import JSONCore
internal import XCom

/// Writes Python objects as the JSON text that `json.dumps(airflow.sdk.serde.serialize(value))` gives.
///
/// Airflow serializes the whole value first and makes the text (where NaN, surrogates and too long integers fail) afterwards.
/// Here both go hand in hand, so a failure of the second kind is kept until the walk has shown none of the first.
struct Encoder: ~Copyable {
    var out: JSONWriter
    /// What is wrong with the text written so far.
    var defects = Defects()
    /// What is done with what JSON has no word for.
    let style: Style

    init(style: Style = .serde, _ py: borrowing Python) {
        self.style = style
        out = JSONWriter(reusing: Self.spare ?? .allocate(capacity: 1024))
        Self.spare = nil
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

    /// Large allocations come fresh from the system each time, and to touch their pages takes longer than to fill them: one
    /// is kept.
    // SAFETY: read and written with the GIL held.
    nonisolated(unsafe) private static var spare: UnsafeMutableBufferPointer<UInt8>?
    private static let maximumSpare = 1 << 20

    var budget = RecursionBudget()
    let maximumDepth = Self.maximumDepth

    /// The nesting that serde allows: `MAX_RECURSION_DEPTH`, taken from the interpreter's limit as serde does on import.
    static let maximumDepth = RecursionBudget.limit - 1

    /// Writes a whole value.
    mutating func encode(_ value: Borrowed, _ py: borrowing Python) throws(Raised) {
        do throws(Raised) {
            if case .serde = style { try encode(value, depth: 0, py) } else { try encodePlain(value, py) }
        } catch {
            guard let exception = py.takeException() else { throw error }
            ValuePath(in: out.bytes).note(on: exception.borrowed, py)
            throw py.restore(exception)
        }
    }

    /// Writes a value, or a part of one, by serde's rules.
    mutating func encode(_ object: Borrowed, depth: Int, _ py: borrowing Python) throws(Raised) {
        if let text = PyStr(exactly: object) {
            append(text)
        } else if let number = PyInt(exactly: object) {
            try append(number, py)
        } else if let number = PyFloat(exactly: object) {
            try append(number, py)
        } else if let dict = PyDict(exactly: object) {
            try encode(dict, depth: depth, py)
        } else if let list = PyList(exactly: object) {
            try encode(list, depth: depth, py)
        } else if object.isNone {
            out.append("null")
        } else if object.isTrue {
            out.append("true")
        } else if object.isFalse {
            out.append("false")
        } else {
            try encodeOther(object, depth: depth, py)
        }
    }

    /// Ends the text and lends it, or raises what making it failed with.
    consuming func finish<R: ~Copyable>(
        _ py: borrowing Python, _ body: (UnsafeBufferPointer<UInt8>) throws(Raised) -> R
    ) throws(Raised) -> R {
        if let failure = defects.failure { throw py.restore(failure.borrowed.owned()) }
        if let surrogates = defects.surrogates, case .serde = style {
            throw Self.surrogateFailure(surrogates, in: out.bytes, py)
        }
        let result = try body(out.bytes)
        let allocation = out.takeAllocation()
        if Self.spare == nil, allocation.count <= Self.maximumSpare {
            Self.spare = allocation
        } else {
            allocation.deallocate()
        }
        return result
    }

    /// Keeps the exception that is set for the end, unless there is one already.
    mutating func keepTextFailure(_ py: borrowing Python) {
        guard let exception = py.takeException() else { return }
        let failure = Retained(exception)
        guard defects.failure == nil else { return }
        if case .serde = style { ValuePath(in: out.bytes).note(on: failure.borrowed, py) }
        defects.failure = failure
    }

    @inline(__always)
    mutating func append(_ text: PyStr) {
        guard let ascii = text.ascii else { return appendWide(text) }
        out.string(ascii: ascii)
    }

    /// A key, and the colon behind it.
    @inline(__always)
    mutating func append(key: PyStr) {
        append(key)
        out.append(0x3A, 0x20)
    }

    @inline(never)
    private mutating func appendWide(_ text: PyStr) {
        let surrogates =
            switch text.codePoints {
            case .bytes(let units): out.string(scalars: UnsafeBufferPointer(units))
            case .halves(let units): out.string(scalars: UnsafeBufferPointer(units))
            case .words(let units): out.string(scalars: UnsafeBufferPointer(units))
            }
        defects.surrogates = defects.surrogates ?? surrogates
    }

    @inline(__always)
    mutating func append(_ number: PyInt, _ py: borrowing Python) throws(Raised) {
        if let value = number.value { out.integer(value) } else { try appendDigits(of: number, py) }
    }

    @inline(__always)
    mutating func append(_ number: PyFloat, _ py: borrowing Python) throws(Raised) {
        if number.value.isFinite {
            out.double(number.value)
        } else if case .json = style {
            let word: StaticString = number.value.isNaN ? "NaN" : number.value > 0 ? "Infinity" : "-Infinity"
            out.append(word)
        } else {
            // As CPython's json puts it.
            let number = xcom_json_names_the_number() == 1 ? ": \(number.value)" : ""
            let message = "Out of range float values are not JSON compliant\(number)"
            try appendNull(instead: py.raise(.valueError, message), py)
        }
    }

    private mutating func appendDigits(of number: PyInt, _ py: borrowing Python) throws(Raised) {
        do throws(Raised) {
            let digits = try number.digits()
            if let ascii = PyStr(unchecked: digits.borrowed).ascii { out.append(ascii) }
        } catch {
            try appendNull(instead: error, py)
        }
    }

    /// Goes on behind what cannot be made text, where the walk goes on.
    mutating func appendNull(instead error: Raised, _ py: borrowing Python) throws(Raised) {
        if case .json = style { throw error }
        keepTextFailure(py)
        out.append("null")
    }

    /// What a push raises for a lone surrogate: the client's `.encode("utf-8")` of the compact text fails, and names the
    /// place in that text.
    private static func surrogateFailure(
        _ surrogates: Range<Int>, in text: UnsafeBufferPointer<UInt8>, _ py: borrowing Python
    ) -> Raised {
        func unit(at index: Int) -> UInt32 {
            UInt32(String(decoding: text[index + 2..<index + 6], as: UTF8.self), radix: 16) ?? 0
        }
        var compact: [UInt32] = []
        var isInside = false
        var index = 0
        while index < text.count {
            // How many bytes stand for the next character.
            var length = 1
            switch text[index] {
            case 0x20 where !isInside:
                index += 1
                continue
            case 0x22: isInside.toggle()
            case 0x5C where text[index + 1] == 0x75 && unit(at: index) >= 0x20:
                // The client escapes nothing beyond ASCII.
                var scalar = unit(at: index)
                length = 6
                if scalar & 0xFC00 == 0xD800, !surrogates.contains(index) {
                    scalar = 0x1_0000 + ((scalar & 0x3FF) << 10 | unit(at: index + 6) & 0x3FF)
                    length = 12
                }
                compact.append(scalar)
                index += length
                continue
            case 0x5C: length = 2
            default: break
            }
            compact += text[index..<index + length].map { UInt32($0) }
            index += length
        }
        do throws(Raised) {
            let string = try py.string(scalars: compact)
            _ = try py.encoded(PyStr(unchecked: string.borrowed))
            return py.raise(.valueError, "lone surrogates are not JSON compliant")
        } catch {
            guard let exception = py.takeException() else { return error }
            ValuePath(in: UnsafeBufferPointer(rebasing: text[..<surrogates.lowerBound])).note(
                on: exception.borrowed, py)
            return py.restore(exception)
        }
    }
}
