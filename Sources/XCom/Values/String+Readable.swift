extension String {
    /// The text as a person may read it on a terminal: what would do something there, instead of being shown, is escaped:
    /// control characters and what changes the direction of writing. Lines and tabs stay.
    package var readable: String {
        escaped { $0 != "\n" && $0 != "\t" && Self.isControl($0) }
    }

    /// As ``readable``, in one line.
    package var oneLine: String {
        escaped(Self.isControl)
    }

    /// A JSON text of ours, spelled so that it is ``readable`` and says the same.
    package var readableJSON: String {
        guard unicodeScalars.contains(where: Self.isControl) else { return self }
        var text = ""
        for scalar in unicodeScalars {
            if Self.isControl(scalar) {
                text += "\\u" + Self.hexadecimal(scalar, digits: 4)
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    private func escaped(_ isMeant: (Unicode.Scalar) -> Bool) -> String {
        guard unicodeScalars.contains(where: isMeant) else { return self }
        var text = ""
        for scalar in unicodeScalars {
            switch scalar {
            case _ where !isMeant(scalar): text.unicodeScalars.append(scalar)
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x100: text += "\\x" + Self.hexadecimal(scalar, digits: 2)
            default: text += "\\u" + Self.hexadecimal(scalar, digits: 4)
            }
        }
        return text
    }

    /// C0, C1 and DEL, line and paragraph separators, marks that turn the direction of writing, and the one without width that
    /// begins files. All have four digits.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7f...0x9f, 0x61c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff: true
        default: false
        }
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar, digits: Int) -> String {
        let text = String(scalar.value, radix: 16)
        return String(repeating: "0", count: Swift.max(0, digits - text.count)) + text
    }
}
