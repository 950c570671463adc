internal import JSONCore
internal import Testing

@Suite("The scanner of JSON text")
struct JSONScannerTests {
    /// Scans text that has nothing behind it which could be read by mistake.
    private func scanned<R>(
        _ text: some Sequence<UInt8>, _ body: (inout JSONScanner) throws(JSONSyntaxError) -> R
    ) -> Result<R, JSONSyntaxError> {
        let text = Array(text)
        let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.count)
        defer { memory.deallocate() }
        _ = memory.initialize(from: text)
        var scanner = JSONScanner(UnsafeBufferPointer(memory))
        return Result { () throws(JSONSyntaxError) in try body(&scanner) }
    }

    private func string(_ text: some Sequence<UInt8>) -> Result<String, JSONSyntaxError> {
        scanned(text) { scanner throws(JSONSyntaxError) in try scanner.nextString() }
    }

    /// The characters of a text, written as whoever makes Python's strings writes them.
    private func scalars(_ text: String) throws -> [UInt32] {
        try scanned(text.utf8) { scanner throws(JSONSyntaxError) in
            let text = try scanner.readString()
            try scanner.checkUTF8(text)
            let (count, bits) = scanner.measure(text)
            func written<Unit: FixedWidthInteger>(_ type: Unit.Type) -> [UInt32] {
                let target = UnsafeMutableBufferPointer<Unit>.allocate(capacity: count)
                defer { target.deallocate() }
                scanner.write(text, into: target)
                return target.map { UInt32(truncatingIfNeeded: $0) }
            }
            return bits < 0x100 ? written(UInt8.self) : bits < 0x1_0000 ? written(UInt16.self) : written(UInt32.self)
        }.get()
    }

    @Test("each escape says its character")
    func escapes() throws {
        #expect(try string(#""\"\\\/\b\f\n\r\t""#.utf8).get() == "\"\\/\u{8}\u{C}\n\r\t")
        #expect(try string(#""\u0041\u00e9\u20AC\ud83d\ude00\u0000""#.utf8).get() == "Aé€\u{1F600}\u{0}")
    }

    @Test("a backslash wants one of eight characters behind it, or u and four digits")
    func oddEscapes() {
        for byte in UInt8.min...UInt8.max where !"\"\\/bfnrtu".utf8.contains(byte) {
            #expect(string([0x22, 0x5C, byte, 0x22]) == .failure(JSONSyntaxError("there is no such escape", at: 1)))
        }
    }

    @Test("only hexadecimal digits are taken for some", arguments: 0..<4)
    func hexadecimal(place: Int) {
        for byte in UInt8.min...UInt8.max {
            var text = Array(#""\u0abC""#.utf8)
            text[3 + place] = byte
            let digits = String(decoding: text[3..<7], as: UTF8.self)
            let isDigit = Character(Unicode.Scalar(byte)).isHexDigit && byte < 0x80
            let expected: Result<String, JSONSyntaxError> =
                isDigit
                ? .success(UInt32(digits, radix: 16).flatMap { Unicode.Scalar($0) }.map { String(Character($0)) } ?? "")
                : .failure(JSONSyntaxError("an escape has no four hexadecimal digits", at: 1))
            // A first digit of D makes half of a surrogate pair.
            if place == 0, byte | 0x20 == 0x64 { continue }
            #expect(string(text) == expected)
        }
    }

    @Test("halves of surrogate pairs stand alone for Python, and never in a Swift text")
    func surrogates() throws {
        for (text, units) in [
            (#""\ud83d""#, [0xD83D]), (#""\ude00\ud83d""#, [0xDE00, 0xD83D]),
            (#""\ud83d\ud83d\ude00""#, [0xD83D, 0x1_F600]),
            (#""\ud83dx\ude00""#, [0xD83D, 0x78, 0xDE00]), (#""\ud83d\n""#, [0xD83D, 0x0A]),
            (#""é\ud83d""#, [0xE9, 0xD83D]),
        ] as [(String, [UInt32])] {
            #expect(try scalars(text) == units)
            #expect(throws: JSONSyntaxError.self) { try string(text.utf8).get() }
        }
        #expect(try scalars(#""\udbff\udfff""#) == [0x10_FFFF])
    }

    @Test("a text is the same however it is read", arguments: [0, 1, 7, 8, 9, 31, 32, 33, 63, 64, 65, 100, 300])
    func longTexts(count: Int) throws {
        let plain = String(repeating: "a", count: count)
        for end in ["", "\\n", "é", "\\u00e9é", "€\\t", "\u{1F600}", "\\ud83d\\ude00"] {
            let inner = plain + end + plain
            let expected = inner.replacing("\\n", with: "\n").replacing("\\t", with: "\t")
                .replacing("\\u00e9", with: "é").replacing("\\ud83d\\ude00", with: "\u{1F600}")
            #expect(try string("\"\(inner)\"".utf8).get() == expected)
            #expect(try scalars("\"\(inner)\"") == expected.unicodeScalars.map(\.value))
            let isPlain = end.isEmpty
            let read = scanned("\"\(inner)\"!".utf8) { scanner in
                (scanner.readPlainString().map { String(decoding: $0, as: UTF8.self) }, scanner.next)
            }
            #expect(try read.get() == (isPlain ? expected : nil, isPlain ? UInt8(ascii: "!") : UInt8(ascii: "\"")))
        }
    }

    @Test("a control character is refused wherever it stands", arguments: [0x00, 0x0A, 0x1F] as [UInt8])
    func controls(byte: UInt8) {
        for place in 0..<80 {
            let text = [0x22] + [UInt8](repeating: 0x61, count: place) + [byte, 0x61, 0x22]
            #expect(
                string(text) == .failure(JSONSyntaxError("a control character in a text is not escaped", at: place + 1))
            )
            #expect(scanned(text) { $0.readPlainString() == nil } == .success(true))
        }
    }

    @Test(
        "what is not UTF-8 is refused",
        arguments: [[0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0xFF]]
            as [[UInt8]])
    func notUTF8(bytes: [UInt8]) {
        for rest in [[], [0x5C, 0x6E]] as [[UInt8]] {
            #expect(
                string([0x22] + bytes + rest + [0x22]) == .failure(JSONSyntaxError("a text is not valid UTF-8", at: 0)))
        }
    }

    @Test("a text that ends too early is refused, wherever it ends")
    func truncatedTexts() throws {
        let whole = Array(("\"plain text, longer than a word, é€\u{1F600} " + #"\n\u00e9\ud83d\ude00 \\ \" end""#).utf8)
        _ = try string(whole).get()
        for count in 0..<whole.count {
            let result = scanned(whole.prefix(count)) { scanner throws(JSONSyntaxError) in try scanner.readString() }
            guard case .failure(let error) = result else {
                Issue.record("\(count) bytes are a text")
                continue
            }
            #expect(error.offset <= count)
        }
    }

    @Test(
        "a text that is known to be valid is gone past",
        arguments: ["\"a\\\"b\"", "[1, {\"a\": \"]}\"}, []]", "-1.5e3", "null"])
    func skipping(text: String) throws {
        let next = scanned("\(text),".utf8) { scanner in
            scanner.skipValue()
            return scanner.next
        }
        #expect(try next.get() == UInt8(ascii: ","))
    }

    // MARK: Numbers

    private struct Parts: Equatable {
        var text: String
        var isNegative = false
        var digits: UInt64
        var count: Int
        var fraction = 0
        var hasExponent = false
    }

    private func number(_ text: some Sequence<UInt8>) -> Result<Parts, JSONSyntaxError> {
        scanned(text) { scanner throws(JSONSyntaxError) in
            let number = try scanner.readNumber()
            return Parts(
                text: String(decoding: scanner.digits(of: number), as: UTF8.self), isNegative: number.isNegative,
                digits: number.digits, count: number.count, fraction: number.fraction, hasExponent: number.hasExponent)
        }
    }

    @Test("a number gives its digits, as far as 64 bits hold them")
    func numbers() throws {
        let expected = [
            Parts(text: "0", digits: 0, count: 1), Parts(text: "-0", isNegative: true, digits: 0, count: 1),
            Parts(text: "12.50", digits: 1250, count: 4, fraction: 2),
            Parts(text: "-0.001", isNegative: true, digits: 1, count: 4, fraction: 3),
            Parts(text: "1E+5", digits: 1, count: 1, hasExponent: true),
            Parts(text: "3.5e-10", digits: 35, count: 2, fraction: 1, hasExponent: true),
            Parts(text: "999999999999999999", digits: 999_999_999_999_999_999, count: 18),
            Parts(text: "9223372036854775808", digits: 1 << 63, count: 19),
            Parts(text: "9999999999999999999", digits: 9_999_999_999_999_999_999, count: 19),
        ]
        for parts in expected {
            #expect(try number(parts.text.utf8).get() == parts)
            #expect(try number("\(parts.text)]".utf8).get() == parts)
        }
        let long = String(repeating: "9", count: 400)
        #expect(try number(long.utf8).get().count == 400)
    }

    @Test("a zero in front ends the number")
    func zeroInFront() throws {
        #expect(try number("012".utf8).get().text == "0")
    }

    @Test(
        "a number that ends too early, or has no digits where some must be",
        arguments: [
            ("-", 1), ("-x", 1), ("1.", 2), ("1.x", 2), ("1e", 2), ("1e+", 3), ("1e-]", 3), ("1.5E", 4), ("-.5", 1),
        ])
    func oddNumbers(text: String, offset: Int) {
        guard case .failure(let error) = number(text.utf8) else {
            Issue.record("\(text) is a number")
            return
        }
        #expect(error.offset == offset)
    }

    @Test("words are taken whole", arguments: ["", "t", "tru", "trux", "nul", "True"])
    func words(text: String) {
        let result = scanned(text.utf8) { scanner throws(JSONSyntaxError) in try scanner.readWord("true") }
        #expect(throws: JSONSyntaxError("no value begins like this", at: 0)) { try result.get() }
    }
}
