extension Document {
    /// A YAML document. Stored values stand in it as JSON, which YAML includes.
    var yaml: String {
        var lines: [String] = []
        Self.append(self, indent: "", lead: "", to: &lines)
        return lines.joined(separator: "\n") + "\n"
    }

    /// Appends a node: `lead` stands before its first line, `indent` before the others.
    private static func append(_ node: Document, indent: String, lead: String, to lines: inout [String]) {
        switch node {
        case .list(let items) where !items.isEmpty:
            for (number, item) in items.enumerated() {
                append(item, indent: indent + "  ", lead: (number == 0 ? lead : indent) + "- ", to: &lines)
            }
        case .object(let fields) where !fields.isEmpty:
            for (number, (key, value)) in fields.enumerated() {
                let start = (number == 0 ? lead : indent) + scalar(key) + ":"
                switch value {
                case .list(let items) where !items.isEmpty:
                    lines.append(start)
                    append(value, indent: indent, lead: indent, to: &lines)
                case .object(let members) where !members.isEmpty:
                    lines.append(start)
                    append(value, indent: indent + "  ", lead: indent + "  ", to: &lines)
                default:
                    lines.append("\(start) \(value.flow)")
                }
            }
        default:
            lines.append(lead + node.flow)
        }
    }

    private var flow: String {
        if case .text(let text) = self { return Self.scalar(text) }
        return json
    }

    /// A text, plain where YAML reads it as the same text.
    private static func scalar(_ text: String) -> String {
        let isWord = text.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || "_-.".unicodeScalars.contains(scalar))
        }
        let startsPlain = text.unicodeScalars.first.map { $0.properties.isAlphabetic } ?? false
        let reserved: Set<String> = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
        return isWord && startsPlain && !reserved.contains(text.lowercased()) ? text : quoted(text)
    }
}
