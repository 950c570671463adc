import Testing

@testable import XComRunner

@Suite("secrets in a line")
struct SecretMaskTests {
    private func mask(_ secrets: [String]) -> SecretMask {
        var mask = SecretMask()
        mask.add(secrets)
        return mask
    }

    @Test(
        "each becomes three stars, the longest first",
        arguments: [
            (["hunter2"], "hunter2 and hunter2x", "*** and ***x"), (["abc", "abcdef"], "abcdef abcde", "*** ***de"),
            (["aa"], "aaaaa", "******a"), (["ab", "bc"], "abc", "***c"), ([], "hunter2", "hunter2"),
            (["hunter2"], "", ""), (["hunter2"], "hunter", "hunter"), (["pässwört"], "ein pässwört!", "ein ***!"),
            ([""], "x", "x"), (["a\nb"], "a", "a"),
        ])
    func masked(secrets: [String], line: String, expected: String) {
        let bytes = Array("<\(line)>".utf8)
        // Also in the middle of other bytes.
        let masked = mask(secrets).masked(bytes[1..<(bytes.count - 1)])
        #expect(String(decoding: masked, as: UTF8.self) == expected)
    }

    @Test(
        "a piece of a line ends where no secret goes on",
        arguments: [
            (["secret"], 10, "0123secret89", "0123secret"), (["secret"], 10, "01234567secret", "01234"),
            (["secret"], 8, "secretsecret", "secret"), ([], 5, "0123456789", "01234"),
            (["s"], 5, "0123456789", "01234"),
            (["0123456789abcdef"], 4, "0123456789abcdef", "0123456789abcdef"),
        ])
    func whole(secrets: [String], count: Int, line: String, expected: String) {
        let piece = mask(secrets).whole(count, of: Array(line.utf8)[...])
        #expect(String(decoding: piece, as: UTF8.self) == expected)
    }
}
