internal import JSONCore

/// What is told of a text while it is read, in its order.
protocol JSONVisitor {
    mutating func null()
    mutating func bool(_ value: Bool)
    mutating func number(_ number: JSONScanner.Number, _ scanner: JSONScanner)
    mutating func string(_ text: JSONScanner.Text, _ scanner: JSONScanner) throws(JSONSyntaxError)
    /// The key of the value that comes next.
    mutating func key(_ text: JSONScanner.Text, _ scanner: JSONScanner) throws(JSONSyntaxError)
    mutating func open(isObject: Bool, at index: Int) throws(JSONSyntaxError)
    /// The array or object that was opened last ends.
    mutating func close()
}

/// Lets a text be checked and nothing else.
struct JSONChecker: JSONVisitor {
    mutating func null() {}
    mutating func bool(_ value: Bool) {}
    mutating func number(_ number: JSONScanner.Number, _ scanner: JSONScanner) {}
    mutating func string(_ text: JSONScanner.Text, _ scanner: JSONScanner) throws(JSONSyntaxError) {
        try scanner.checkUTF8(text)
    }
    mutating func key(_ text: JSONScanner.Text, _ scanner: JSONScanner) throws(JSONSyntaxError) {
        try scanner.checkUTF8(text)
    }
    mutating func open(isObject: Bool, at index: Int) {}
    mutating func close() {}
}
