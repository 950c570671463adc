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
        case array([EncodingNode], classname: String?)
        case object([(key: String, node: EncodingNode)], index: MemberIndex)
    }

    var content = Content.nothing
    /// Set where the value is a collection that goes into an envelope.
    var classname: String?

    func makeArray() {
        if case .array = content { return }
        content = .array([], classname: classname)
    }

    func makeObject() {
        if case .object = content { return }
        content = .object([], index: MemberIndex())
    }

    func append() -> EncodingNode {
        let node = EncodingNode()
        guard case .array(var nodes, let classname) = content else { return node }
        content = .nothing
        nodes.append(node)
        content = .array(nodes, classname: classname)
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

    func write(to bytes: inout [UInt8]) {
        switch content {
        case .nothing: bytes.append(contentsOf: "{}".utf8)
        case .json(let text): bytes.append(contentsOf: text)
        case .word(let word): bytes.append(contentsOf: word.utf8)
        case .string(let text): appendJSONString(text, to: &bytes)
        case .array(let nodes, let classname):
            if let classname {
                bytes.append(
                    contentsOf: "{\"__classname__\": \"\(classname)\", \"__version__\": 1, \"__data__\": ".utf8)
            }
            bytes.append(UInt8(ascii: "["))
            for (index, node) in nodes.enumerated() {
                if index > 0 { bytes.append(contentsOf: ", ".utf8) }
                node.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
            if classname != nil { bytes.append(UInt8(ascii: "}")) }
        case .object(let members, _):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(contentsOf: ", ".utf8) }
                appendJSONString(member.key, to: &bytes)
                bytes.append(contentsOf: ": ".utf8)
                member.node.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }
}
