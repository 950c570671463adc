internal import JSONCore

/// A JSON value as a tree that loses nothing: the order of keys, keys that come twice, and the digits of numbers stay.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number as it is written: `3.0`, `1e400`, an integer of a hundred digits.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// A number as Python writes an `int`.
    public static func int(_ number: some BinaryInteger) -> JSONValue {
        .number(String(number))
    }

    /// A number as Python writes a `float`; it must be finite to be JSON.
    public static func double(_ number: Double) -> JSONValue {
        .number(pythonRepr(number))
    }

    /// An object with these members, in this order.
    public static func object(_ members: [(key: String, value: JSONValue)]) -> JSONValue {
        .object(JSONObject(members))
    }
}

// MARK: Looking into it

extension JSONValue {
    /// Whether it is a null.
    public var isNull: Bool {
        self == .null
    }

    /// The Boolean, if it is one.
    public var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The text, if it is one.
    public var stringValue: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The number, where it is written as an integer and fits.
    public var intValue: Int? {
        if case .number(let text) = self { Int(text) } else { nil }
    }

    /// The number nearest to what is written.
    public var doubleValue: Double? {
        if case .number(let text) = self { Double(text) } else { nil }
    }

    /// The elements, if it is an array.
    public var arrayValue: [JSONValue]? {
        if case .array(let values) = self { values } else { nil }
    }

    /// The members, if it is an object.
    public var objectValue: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The member of an object; `nil` where there is none, or this is not an object.
    public subscript(key: String) -> JSONValue? {
        objectValue?[key]
    }

    /// The member of an array; `nil` where there is none, or this is not an array.
    public subscript(index: Int) -> JSONValue? {
        guard let values = arrayValue, values.indices.contains(index) else { return nil }
        return values[index]
    }
}

// MARK: Literals

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) {
        self = .null
    }

    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }

    public init(integerLiteral value: Int) {
        self = .int(value)
    }

    public init(floatLiteral value: Double) {
        self = .double(value)
    }

    public init(stringLiteral value: String) {
        self = .string(value)
    }

    public init(arrayLiteral elements: JSONValue...) {
        self = .array(elements)
    }

    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements.map { (key: $0.0, value: $0.1) }))
    }
}
