internal import JSONCore

/// What is told of a value in its order, for a coding that is not JSON text. How much is in an array or an object is told
/// before it.
package protocol WireVisitor {
    mutating func null() throws
    mutating func bool(_ value: Bool) throws
    /// A number as JSON writes it.
    mutating func number(_ text: String) throws
    mutating func string(_ text: String) throws
    /// A moment that JSON would have as a text.
    mutating func moment(_ timestamp: Timestamp) throws
    mutating func array(count: Int) throws
    mutating func object(count: Int) throws
    /// The key of the value that comes next.
    mutating func key(_ text: String) throws
}

extension WireValue {
    /// Tells a visitor what the text says.
    ///
    /// - Throws: ``JSONSyntaxError``, and what the visitor throws.
    package func visit<Visitor: WireVisitor>(_ visitor: inout Visitor) throws {
        try utf8.withUnsafeBufferPointer { bytes in
            // Counts come first in other codings and last in JSON: it is read twice.
            var counts = ContainerCounts()
            var scanner = JSONScanner(bytes)
            try scanner.readValue(&counts)
            try scanner.readEnd()
            var teller = WireTeller(visitor: visitor, counts: counts.counts)
            scanner = JSONScanner(bytes)
            try scanner.readValue(&teller)
            visitor = teller.visitor
            if let failure = teller.failure { throw failure }
        }
    }
}

extension EncodingNode {
    func visit<Visitor: WireVisitor>(_ visitor: inout Visitor) throws {
        switch content {
        case .nothing: try visitor.object(count: 0)
        case .json(let text): try WireValue(utf8: text).visit(&visitor)
        case .word(let word): try WireValue(text: word).visit(&visitor)
        case .string(let text): try visitor.string(text)
        case .moment(let timestamp): try visitor.moment(timestamp)
        case .array(_, .some):
            var writer = JSONWriter()
            write(to: &writer)
            try writer.wireValue.visit(&visitor)
        case .array(let nodes, nil):
            try visitor.array(count: nodes.count)
            for node in nodes { try node.visit(&visitor) }
        case .object(let members, _):
            try visitor.object(count: members.count)
            for member in members {
                try visitor.key(member.key)
                try member.node.visit(&visitor)
            }
        }
    }
}

/// How much is in each array and object, in the order in which they begin.
private struct ContainerCounts: JSONVisitor {
    var counts: [Int] = []
    private var open: [Int] = []

    private mutating func value() {
        if let last = open.last { counts[last] += 1 }
    }

    mutating func null() { value() }
    mutating func bool(_ value: Bool) { self.value() }
    mutating func number(_ number: JSONScanner.Number, _ scanner: JSONScanner) { value() }
    mutating func string(_ text: JSONScanner.Text, _ scanner: JSONScanner) throws(JSONSyntaxError) { value() }
    mutating func key(_ text: JSONScanner.Text, _ scanner: JSONScanner) throws(JSONSyntaxError) {}
    mutating func open(isObject: Bool, at index: Int) {
        value()
        open.append(counts.count)
        counts.append(0)
    }
    mutating func close() { open.removeLast() }
}

/// Tells what is read to a visitor of values.
private struct WireTeller<Visitor: WireVisitor>: JSONVisitor {
    var visitor: Visitor
    /// What the visitor threw: it is told nothing more then.
    var failure: (any Error)?
    private let counts: [Int]
    private var container = 0

    init(visitor: Visitor, counts: [Int]) {
        self.visitor = visitor
        self.counts = counts
    }

    private mutating func tell(_ body: (inout Visitor) throws -> Void) {
        guard failure == nil else { return }
        do {
            try body(&visitor)
        } catch {
            failure = error
        }
    }

    mutating func null() { tell { try $0.null() } }
    mutating func bool(_ value: Bool) { tell { try $0.bool(value) } }
    mutating func number(_ number: JSONScanner.Number, _ scanner: JSONScanner) {
        tell { try $0.number(String(decoding: scanner.digits(of: number), as: UTF8.self)) }
    }
    mutating func string(_ text: JSONScanner.Text, _ scanner: JSONScanner) throws(JSONSyntaxError) {
        let text = try scanner.string(text)
        tell { try $0.string(text) }
    }
    mutating func key(_ text: JSONScanner.Text, _ scanner: JSONScanner) throws(JSONSyntaxError) {
        let text = try scanner.string(text)
        tell { try $0.key(text) }
    }
    mutating func open(isObject: Bool, at index: Int) {
        let count = counts[container]
        container += 1
        tell { isObject ? try $0.object(count: count) : try $0.array(count: count) }
    }
    mutating func close() {}
}
