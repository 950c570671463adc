/// Appends a text as Python's `json.dumps` writes it, in quotes.
///
/// - `isASCII`: Whether all that is not ASCII becomes an escape, as in what Airflow stores. Where it stays as it is,
///   for a person to read, DEL becomes an escape too: a terminal acts on it.
package func appendJSONString(_ text: String, to bytes: inout [UInt8], isASCII: Bool = true) {
    var text = text
    text.withUTF8 { utf8 in
        bytes.append(UInt8(ascii: "\""))
        var start = 0
        var index = 0
        while index < utf8.count {
            let byte = utf8[index]
            if byte >= 0x20, byte != 0x7f, byte < 0x80 || !isASCII, byte != UInt8(ascii: "\""),
                byte != UInt8(ascii: "\\")
            {
                index += 1
                continue
            }
            bytes.append(contentsOf: utf8[start..<index])
            if byte == 0x7f, !isASCII {
                appendHex(0x7f, to: &bytes)
                index += 1
            } else {
                index += appendEscape(utf8, at: index, to: &bytes)
            }
            start = index
        }
        bytes.append(contentsOf: utf8[start...])
        bytes.append(UInt8(ascii: "\""))
    }
}

/// Writes the character at `index` as an escape and gives back how many bytes it has. The bytes are those of a Swift
/// string, so they are valid UTF-8.
private func appendEscape(_ utf8: UnsafeBufferPointer<UInt8>, at index: Int, to bytes: inout [UInt8]) -> Int {
    let first = utf8[index]
    func continuation(_ offset: Int) -> UInt32 {
        UInt32(utf8[index + offset] & 0x3f)
    }
    switch first {
    case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
    case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
    case 0x08: bytes.append(contentsOf: "\\b".utf8)
    case 0x09: bytes.append(contentsOf: "\\t".utf8)
    case 0x0a: bytes.append(contentsOf: "\\n".utf8)
    case 0x0c: bytes.append(contentsOf: "\\f".utf8)
    case 0x0d: bytes.append(contentsOf: "\\r".utf8)
    // Python's json leaves DEL as it is.
    case 0x7f: bytes.append(first)
    case 0x00..<0x80: appendHex(UInt32(first), to: &bytes)
    case 0xc0..<0xe0:
        appendHex(UInt32(first & 0x1f) << 6 | continuation(1), to: &bytes)
        return 2
    case 0xe0..<0xf0:
        appendHex(UInt32(first & 0x0f) << 12 | continuation(1) << 6 | continuation(2), to: &bytes)
        return 3
    default:
        let scalar = UInt32(first & 0x07) << 18 | continuation(1) << 12 | continuation(2) << 6 | continuation(3)
        appendHex(0xd800 + ((scalar - 0x10000) >> 10), to: &bytes)
        appendHex(0xdc00 + ((scalar - 0x10000) & 0x3ff), to: &bytes)
        return 4
    }
    return 1
}

func appendHex(_ unit: UInt32, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: "\\u".utf8)
    for shift in [12, 8, 4, 0] as [UInt32] {
        let digit = UInt8(unit >> shift & 15)
        bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
}
