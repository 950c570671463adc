internal import JSONCore

/// Python's `tuple`, with a type for each place: `Tuple(1, "a")` is stored as `(1, "a")`.
public struct Tuple<each Element> {
    /// The elements, each of its own type.
    public var elements: (repeat each Element)

    public init(_ elements: repeat each Element) {
        self.elements = (repeat each elements)
    }
}

extension Tuple: Sendable where repeat each Element: Sendable {}

extension Tuple: Encodable where repeat each Element: Encodable {
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        repeat try container.encode(each elements)
    }
}

extension Tuple: Decodable where repeat each Element: Decodable {
    public init(from decoder: any Decoder) throws {
        let places = Places(try decoder.unkeyedContainer())
        self.init(repeat try places.next((each Element).self))
        guard places.container.isAtEnd else {
            throw DecodingError.dataCorruptedError(
                in: places.container, debugDescription: "the tuple has more elements")
        }
    }
}

extension Tuple: Equatable where repeat each Element: Equatable {
    public static func == (a: Tuple, b: Tuple) -> Bool {
        for (left, right) in repeat (each a.elements, each b.elements) {
            guard left == right else { return false }
        }
        return true
    }
}

/// The elements of a tuple that is being read, one by one.
private final class Places {
    var container: any UnkeyedDecodingContainer

    init(_ container: any UnkeyedDecodingContainer) {
        self.container = container
    }

    func next<Element: Decodable>(_ type: Element.Type) throws -> Element {
        try container.decode(type)
    }
}

/// A type whose elements are written into an envelope.
protocol EnvelopedCollection {
    static var envelope: Envelope { get }
}

extension Tuple: EnvelopedCollection {
    static var envelope: Envelope { .tuple }
}

extension Set: EnvelopedCollection {
    static var envelope: Envelope { .set }
}
