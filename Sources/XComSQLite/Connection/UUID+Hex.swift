internal import struct FoundationEssentials.UUID

extension UUID {
    /// 32 hexadecimal digits: how SQLAlchemy keeps a UUID in SQLite.
    var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        // SAFETY: a UUID has 16 bytes, so that all 32 digits are written.
        return withUnsafeBytes(of: uuid) { bytes in
            String(unsafeUninitializedCapacity: 32) { text in
                for (index, byte) in bytes.enumerated() {
                    text[2 * index] = digits[Int(byte >> 4)]
                    text[2 * index + 1] = digits[Int(byte & 15)]
                }
                return 32
            }
        }
    }

    /// Reads 32 hexadecimal digits, with or without hyphens.
    init?(hex: String) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16)
        var high: UInt8?
        for character in hex.utf8 where character != UInt8(ascii: "-") {
            guard let digit = Character(Unicode.Scalar(character)).hexDigitValue else { return nil }
            if let first = high {
                bytes.append(first << 4 | UInt8(digit))
                high = nil
            } else {
                high = UInt8(digit)
            }
        }
        guard bytes.count == 16, high == nil else { return nil }
        self.init(
            uuid: (
                bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7], bytes[8], bytes[9],
                bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]
            ))
    }
}
