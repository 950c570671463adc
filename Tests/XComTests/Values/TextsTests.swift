import Testing

@testable import XCom

@Suite("Texts")
struct TextsTests {
    @Test(
        "are trimmed on both sides, and only there",
        arguments: [("", ""), (" \t\r\n", ""), ("a", "a"), (" a b\n", "a b"), ("grün \u{a0}", "grün")])
    func trimmed(text: String, expected: String) {
        #expect(text.trimmed() == expected)
        #expect(text[...].trimmed() == expected)
    }

    @Test("are trimmed of what is asked for")
    func trimmedOf() {
        #expect("[profile a] ".trimmed(of: { "[] ".contains($0) }) == "profile a")
    }

    @Test("of bytes have two digits for each")
    func hexadecimalDigits() {
        #expect(hexadecimal([0, 0x0a, 0xff]) == "000aff")
        #expect(hexadecimal([]).isEmpty)
    }
}
