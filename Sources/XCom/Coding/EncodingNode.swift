internal import JSONCore

/// A place in the tree that an encoder fills.
final class EncodingNode {
    enum Content {
        /// Nothing was encoded: an empty object, as other encoders have it.
        case nothing
        /// JSON text.
        case json([UInt8])
        /// A word or a number.
        case word(String)
        /// What a JSON string says.
        case string(String)
        /// A moment outside of an envelope.
        case moment(Timestamp)
        case array([EncodingNode], in: Envelope?)
        case object([(key: String, node: EncodingNode)], index: MemberIndex)
    }

    var content = Content.nothing
    /// Set where the value is a collection that goes into an envelope.
    var envelope: Envelope?

    func makeArray() {
        if case .array = content { return }
        content = .array([], in: envelope)
    }

    func makeObject() {
        if case .object = content { return }
        content = .object([], index: MemberIndex())
    }

    func append() -> EncodingNode {
        let node = EncodingNode()
        guard case .array(var nodes, let envelope) = content else { return node }
        content = .nothing
        nodes.append(node)
        content = .array(nodes, in: envelope)
        return node
    }

    func member(_ key: String) -> EncodingNode {
        let node = EncodingNode()
        guard case .object(var members, var index) = content else { return node }
        content = .nothing
        if let position = index.position(of: key, count: members.count, keyAt: { members[$0].key }) {
            members[position].node = node
        } else {
            index.added(key, at: members.count)
            members.append((key, node))
        }
        content = .object(members, index: index)
        return node
    }

    var count: Int {
        if case .array(let nodes, _) = content { nodes.count } else { 0 }
    }

    func write(to writer: inout JSONWriter) {
        switch content {
        case .nothing: writer.append("{}")
        case .json(let text): writer.append(json: text)
        case .word(let word): writer.append(json: word)
        case .string(let text): writer.string(text)
        case .moment(let timestamp): writer.string(timestamp.iso8601)
        case .array(let nodes, let envelope):
            if let envelope { writer.open(envelope) }
            writer.append("[")
            for (index, node) in nodes.enumerated() {
                if index > 0 { writer.append(", ") }
                node.write(to: &writer)
            }
            writer.append("]")
            if envelope != nil { writer.append("}") }
        case .object(let members, _):
            writer.append("{")
            for (index, member) in members.enumerated() {
                if index > 0 { writer.append(", ") }
                writer.string(member.key)
                writer.append(": ")
                member.node.write(to: &writer)
            }
            writer.append("}")
        }
    }
}
