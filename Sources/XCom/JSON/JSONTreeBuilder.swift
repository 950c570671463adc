internal import JSONCore

/// Makes a tree of what is read.
struct JSONTreeBuilder: JSONVisitor {
    /// Trees deeper than this are refused: nothing in Airflow nests nearly as deep, and what walks a tree by calling itself,
    /// as the compiler's own comparing and freeing do, would run out of stack.
    static let maximumDepth = 5000

    /// An array or an object whose values are being read.
    private struct Container {
        var isObject: Bool
        var values: [JSONValue] = []
        var members: [JSONObject.Member] = []
        /// The key of the member that comes next.
        var key = ""

        var value: JSONValue {
            guard isObject else { return .array(values) }
            var object = JSONObject()
            object.members = members
            return .object(object)
        }
    }

    private var open: [Container] = []
    private var tree = JSONValue.null

    static func build(_ scanner: inout JSONScanner) throws(JSONSyntaxError) -> JSONValue {
        var builder = JSONTreeBuilder()
        try scanner.readValue(&builder)
        return builder.tree
    }

    private mutating func append(_ value: JSONValue) {
        guard let last = open.indices.last else {
            tree = value
            return
        }
        if open[last].isObject {
            open[last].members.append(JSONObject.Member(key: open[last].key, value: value))
        } else {
            open[last].values.append(value)
        }
    }

    mutating func null() {
        append(.null)
    }

    mutating func bool(_ value: Bool) {
        append(.bool(value))
    }

    mutating func number(_ number: JSONScanner.Number, _ scanner: JSONScanner) {
        append(.number(String(decoding: scanner.digits(of: number), as: UTF8.self)))
    }

    mutating func string(_ text: JSONScanner.Text, _ scanner: JSONScanner) throws(JSONSyntaxError) {
        append(.string(try scanner.string(text)))
    }

    mutating func key(_ text: JSONScanner.Text, _ scanner: JSONScanner) throws(JSONSyntaxError) {
        guard let last = open.indices.last else { return }
        open[last].key = try scanner.string(text)
    }

    mutating func open(isObject: Bool, at index: Int) throws(JSONSyntaxError) {
        guard open.count < Self.maximumDepth else {
            throw JSONSyntaxError("values are nested deeper than \(Self.maximumDepth)", at: index)
        }
        open.append(Container(isObject: isObject))
    }

    mutating func close() {
        guard let container = open.popLast() else { return }
        append(container.value)
    }
}
