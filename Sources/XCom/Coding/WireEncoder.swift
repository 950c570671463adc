internal import JSONCore

/// Writes Swift values as Airflow would: the text is that of Python's `json.dumps`, and types that JSON does not have go
/// into the envelopes that Airflow's `deserialize` reads (see ``WireStyle``).
///
/// Members that are a ``WireValue`` or a ``JSONValue`` are written as they are.
public struct WireEncoder: Sendable {
    /// Which JSON is read or written.
    public var style: WireStyle
    let names: MemberNames

    public init(style: WireStyle = .xcom) {
        self.init(style: style, names: .asDeclared)
    }

    package init(style: WireStyle, names: MemberNames) {
        self.style = style
        self.names = names
    }

    /// - Throws: `EncodingError` with the path inside the value, for a number that is not finite, and for a key that
    ///   Airflow reserves (`__classname__`, `__id__`).
    public func encode(_ value: some Encodable) throws -> WireValue {
        var writer = JSONWriter()
        try node(of: value).write(to: &writer)
        return writer.wireValue
    }

    /// Tells a visitor what would be written, for a coding that is not JSON text.
    ///
    /// - Throws: as ``encode(_:)``, and what the visitor throws.
    package func encode(_ value: some Encodable, to visitor: inout some WireVisitor) throws {
        try node(of: value).visit(&visitor)
    }

    private func node(of value: some Encodable) throws -> EncodingNode {
        let node = EncodingNode()
        try NodeEncoder(node: node, style: style, names: names, path: nil).box(value)
        return node
    }
}
