internal import JSONCore
internal import XCom

/// Why JSON text was not read.
enum ParseFailure: Error {
    /// The text is not what this parser takes. Python's own `json.loads` decides, and words the error.
    case text
    /// Python's error indicator is set.
    case raised
}

/// Makes Python objects out of JSON text, as `json.loads` does.
///
/// Strings and numbers are scanned by `JSONScanner`; lists and dicts are not, since its visitor would have to keep on a stack
/// what here a call keeps, which takes a sixth more time.
struct Parser: ~Copyable {
    var scanner: JSONScanner
    private var stack = ItemStack()
    private var budget = RecursionBudget()

    /// Whether some object has a key that serde gives a meaning to.
    var hasEnvelope = false

    init(_ text: UnsafeBufferPointer<UInt8>) {
        scanner = JSONScanner(text)
    }

    /// Reads the whole text: one value.
    mutating func parse(_ py: borrowing Python) throws(ParseFailure) -> Owned {
        scanner.skipBlanks()
        let value = try value(py)
        scanner.skipBlanks()
        guard scanner.next == nil else { throw .text }
        return value
    }

    private mutating func value(_ py: borrowing Python) throws(ParseFailure) -> Owned {
        guard let byte = scanner.next else { throw .text }
        switch byte {
        case UInt8(ascii: "\""): return try string(py)
        case UInt8(ascii: "{"): return try object(py)
        case UInt8(ascii: "["): return try array(py)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number(py)
        case UInt8(ascii: "t"): return try word("true", .true)
        case UInt8(ascii: "f"): return try word("false", .false)
        case UInt8(ascii: "n"): return try word("null", .none)
        default: throw .text
        }
    }

    @inline(__always)
    private mutating func word(_ text: StaticString, _ object: Borrowed) throws(ParseFailure) -> Owned {
        try scan { scanner throws(JSONSyntaxError) in try scanner.readWord(text) }
        return object.owned()
    }

    /// Goes a level deeper, as far as `deserialize` over what `json.loads` gave could.
    @inline(__always)
    private mutating func enter(_ py: borrowing Python) throws(ParseFailure) {
        if !budget.enter() {
            _ = RecursionBudget.exceeded(py)
            throw .raised
        }
    }

    /// Behind an opening bracket or a value: whether the container ends.
    @inline(__always)
    private mutating func ends(with bracket: UInt8) throws(ParseFailure) -> Bool {
        scanner.skipBlanks()
        let byte = scanner.take()
        if byte == bracket { return true }
        guard byte == UInt8(ascii: ",") else { throw .text }
        scanner.skipBlanks()
        return false
    }

    /// Whether a container ends as soon as it begins.
    @inline(__always)
    private mutating func isEmpty(_ bracket: UInt8) -> Bool {
        _ = scanner.take()
        scanner.skipBlanks()
        return scanner.skip(bracket)
    }

    private mutating func array(_ py: borrowing Python) throws(ParseFailure) -> Owned {
        try enter(py)
        defer { budget.leave() }
        let mark = stack.count
        if !isEmpty(UInt8(ascii: "]")) {
            repeat { stack.push(try value(py)) } while try !ends(with: UInt8(ascii: "]"))
        }
        let count = stack.count &- mark
        let object = try made { () throws(Raised) in try py.list(count: count) }
        stack.pop(from: mark, into: PyList(unchecked: object.borrowed))
        return object
    }

    private mutating func object(_ py: borrowing Python) throws(ParseFailure) -> Owned {
        try enter(py)
        defer { budget.leave() }
        let object = try made { () throws(Raised) in try py.dict() }
        let dict = PyDict(unchecked: object.borrowed)
        if isEmpty(UInt8(ascii: "}")) { return object }
        repeat {
            guard scanner.next == UInt8(ascii: "\"") else { throw .text }
            let key = try key(py)
            scanner.skipBlanks()
            guard scanner.take() == UInt8(ascii: ":") else { throw .text }
            scanner.skipBlanks()
            let value = try value(py)
            do throws(Raised) {
                try dict.set(key.borrowed, value.borrowed)
            } catch {
                throw .raised
            }
        } while try !ends(with: UInt8(ascii: "}"))
        return object
    }

    @inline(__always)
    mutating func scan<R>(_ body: (inout JSONScanner) throws(JSONSyntaxError) -> R) throws(ParseFailure) -> R {
        do throws(JSONSyntaxError) {
            return try body(&scanner)
        } catch {
            throw .text
        }
    }

    @inline(__always)
    func made(_ body: () throws(Raised) -> Owned) throws(ParseFailure) -> Owned {
        do throws(Raised) {
            return try body()
        } catch {
            throw .raised
        }
    }
}
