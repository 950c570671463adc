/// Texts that no output may show, and what stands in their place.
struct SecretMask {
    private static let replacement = Array("***".utf8)

    private var secrets: Set<[UInt8]> = []
    /// By their first byte, the longest first.
    private var byFirstByte: [[[UInt8]]] = Array(repeating: [], count: 256)
    /// The length of the longest, in bytes.
    private(set) var longest = 0

    var isEmpty: Bool { secrets.isEmpty }

    mutating func add(_ texts: [String]) {
        for text in texts {
            let secret = Array(text.utf8)
            guard let first = secret.first, secrets.insert(secret).inserted else { continue }
            longest = max(longest, secret.count)
            byFirstByte[Int(first)].append(secret)
            byFirstByte[Int(first)].sort { $0.count > $1.count }
        }
    }

    /// The bytes without the secrets in them.
    func masked(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let found = occurrences(in: bytes)
        guard !found.isEmpty else { return bytes }
        var masked: [UInt8] = []
        var start = bytes.startIndex
        for range in found {
            masked += bytes[start..<range.lowerBound]
            masked += Self.replacement
            start = range.upperBound
        }
        return (masked + bytes[start...])[...]
    }

    /// The first so many bytes, or a few less or more, so that no secret is cut in two.
    func whole(_ count: Int, of bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        // A secret that begins here may go on in what is yet to come.
        let end = bytes.startIndex + max(count - max(longest - 1, 0), min(count, 1))
        let cut = occurrences(in: bytes).first { $0.lowerBound < end && $0.upperBound > end }
        return bytes[..<(cut?.upperBound ?? end)]
    }

    /// Where secrets are, from left to right.
    private func occurrences(in bytes: ArraySlice<UInt8>) -> [Range<Int>] {
        guard !isEmpty else { return [] }
        // SAFETY: every index is checked against the count; the buffer is used inside the closure only.
        return bytes.withUnsafeBufferPointer { buffer in
            var found: [Range<Int>] = []
            var index = 0
            while index < buffer.count {
                let length = byFirstByte[Int(buffer[index])].first { secret in
                    secret.count <= buffer.count - index
                        && secret.withUnsafeBufferPointer { text in
                            text.indices.allSatisfy { text[$0] == buffer[index + $0] }
                        }
                }?.count
                if let length {
                    found.append(bytes.startIndex + index..<bytes.startIndex + index + length)
                }
                index += length ?? 1
            }
            return found
        }
    }
}
