internal import JSONCore
internal import Testing

@Suite("The writer of JSON text")
struct JSONWriterTests {
    static func written(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// A character as `json.dumps` spells it, one by one.
    static func spelled(_ scalar: UInt32) -> String {
        func unit(_ value: UInt32) -> String {
            let digits = String(value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        switch scalar {
        case 0x22: return "\\\""
        case 0x5C: return "\\\\"
        case 0x0A: return "\\n"
        case 0x0D: return "\\r"
        case 0x09: return "\\t"
        case 0x0C: return "\\f"
        case 0x08: return "\\b"
        case 0x20..<0x7F: return String(Character(Unicode.Scalar(UInt8(scalar))))
        case ..<0x1_0000: return unit(scalar)
        default: return unit(0xD800 + (scalar - 0x1_0000) >> 10) + unit(0xDC00 + (scalar - 0x1_0000) & 0x3FF)
        }
    }

    @Test("an escape is found wherever it stands", arguments: [0x00, 0x0A, 0x1F, 0x22, 0x5C, 0x7F] as [UInt8])
    func escapes(byte: UInt8) {
        for count in Array(1...35) + [255, 256, 257, 263, 520] {
            for place in count < 40 ? Array(0..<count) : [0, count / 2, count - 9, count - 1] {
                var text = [UInt8](repeating: 0x61, count: count)
                text[place] = byte
                let expected = "\"" + text.map { Self.spelled(UInt32($0)) }.joined() + "\""
                #expect(Self.written { w in text.withUnsafeBufferPointer { w.string(ascii: $0) } } == expected)
            }
        }
    }

    @Test("text without escapes is copied whole, and nothing behind it is written", arguments: 0...40)
    func plain(count: Int) {
        let text = (0..<count).map { UInt8(0x30 + $0) }.map { $0 == 0x5C ? 0x20 : $0 }
        let expected = "\"" + String(decoding: text, as: UTF8.self) + "\","
        let result = Self.written { writer in
            text.withUnsafeBufferPointer { writer.string(ascii: $0) }
            writer.append(0x2C)
        }
        #expect(result == expected)
    }

    @Test("each character is spelled as Python spells it, in whichever width it comes")
    func scalars() {
        let scalars =
            Array(0..<0x180) + [0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x1_0000, 0x1_F600, 0x10_FFFF] as [UInt32]
        let expected = "\"" + scalars.map(Self.spelled).joined() + "\""
        let result = Self.written { w in scalars.withUnsafeBufferPointer { #expect(w.string(scalars: $0) == nil) } }
        #expect(result == expected)
        let text = String(String.UnicodeScalarView(scalars.compactMap { Unicode.Scalar($0) }))
        #expect(Self.written { $0.string(text) } == expected)
        let bytes = (0...0xFF).map { UInt8($0) }
        let latin = Self.written { w in bytes.withUnsafeBufferPointer { #expect(w.string(scalars: $0) == nil) } }
        #expect(latin == "\"" + bytes.map { Self.spelled(UInt32($0)) }.joined() + "\"")
    }

    @Test("surrogates that stand alone are written, and where the first of them are is returned")
    func surrogates() {
        func place(_ units: [UInt16]) -> Range<Int>? {
            var writer = JSONWriter()
            return units.withUnsafeBufferPointer { writer.string(scalars: $0) }
        }
        #expect(place([0x61, 0x62]) == nil)
        #expect(place([0xD83D]) == 1..<7)
        #expect(place([0x61, 0xDE00, 0x62, 0xD83D]) == 2..<8)
        #expect(place([0x61, 0xD83D, 0xDE00, 0x62, 0xD83D]) == 2..<14)
        let long = [UInt16](repeating: 0x61, count: 255) + [0xD83D, 0xDE00]
        #expect(place(long) == 256..<268)
        #expect(
            Self.written { w in [0xDE00 as UInt32].withUnsafeBufferPointer { _ = w.string(scalars: $0) } }
                == #""\ude00""#)
    }

    @Test("text for a person keeps what is not ASCII")
    func readable() {
        #expect(Self.written { $0.string(readable: "é\u{1F600}\n\"\u{7F}") } == "\"é\u{1F600}\\n\\\"\\u007f\"")
    }

    @Test("integers, up to the last that 64 bits hold")
    func integers() {
        var numbers = [0, Int.min, Int.max, Int.min + 1]
        var power = 1
        while power < 1_000_000_000_000_000_000 {
            numbers += [power - 1, power, power + 1, -power]
            power *= 10
        }
        for number in numbers { #expect(Self.written { $0.integer(number) } == String(number)) }
    }

    @Test(
        "floats as Python's repr",
        arguments: [
            (0.0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (-2.5, "-2.5"), (0.1, "0.1"), (123456.789, "123456.789"),
            (0.001, "0.001"), (0.0001, "0.0001"), (0.00001, "1e-05"), (1e-7, "1e-07"), (1.5e-10, "1.5e-10"),
            (999_999_999.999999, "999999999.999999"), (1e9, "1000000000.0"), (1e15, "1000000000000000.0"),
            (9_007_199_254_740_992, "9007199254740992.0"), (9_007_199_254_740_994, "9007199254740994.0"),
            (9_999_999_999_999_998, "9999999999999998.0"), (1e16, "1e+16"),
            (1.8446744073709552e19, "1.8446744073709552e+19"),
            (1e22, "1e+22"), (.leastNonzeroMagnitude, "5e-324"), (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
            (0.1 + 0.2, "0.30000000000000004"), (2.675, "2.675"), (100.0 / 3, "33.333333333333336"),
        ] as [(Double, String)])
    func floats(number: Double, text: String) {
        #expect(Self.written { $0.double(number) } == text)
        #expect(pythonRepr(number) == text)
    }

    @Test("short decimals are the shortest digits that read back")
    func shortDecimals() {
        for places in 0...7 {
            for step in 0..<2000 {
                var power = 1.0
                for _ in 0..<places { power *= 10 }
                let number = Double(step * 2_654_435_761 % 19_999_999_999 - 9_999_999_999) / power
                let text = Self.written { $0.double(number) }
                #expect(Double(text) == number)
                #expect(text.count <= number.description.count || text.hasSuffix(".0"))
            }
        }
    }

    @Test("what is not finite has no digits")
    func notFinite() {
        #expect([Double.nan, .infinity, -.infinity].map(pythonRepr) == ["NaN", "Infinity", "-Infinity"])
    }

    @Test("text goes back to a place, and its allocation to the next writer")
    func reuse() {
        var writer = JSONWriter(reusing: UnsafeMutableBufferPointer.allocate(capacity: 0))
        for _ in 0..<100 { writer.append("[1, ") }
        writer.removeAll(from: 2)
        writer.append(0x5D)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "[1]")
        #expect(writer.count == 3)
        let next = JSONWriter(reusing: writer.takeAllocation())
        #expect(next.count == 0)
    }

    @Test("an envelope stands around its data, and a timezone in its tuple")
    func envelopes() {
        let text = Self.written { writer in
            writer.open(.datetime)
            writer.openTimezone()
            writer.string("UTC")
            writer.closeTimezone(.pendulumFixedTimezone)
            writer.append("}")
        }
        #expect(
            text == #"{"__classname__": "datetime.datetime", "__version__": 2, "__data__": "#
                + #"{"__classname__": "builtins.tuple", "__version__": 1, "__data__": "#
                + #"["UTC", "pendulum.tz.timezone.FixedTimezone", 1, true]}}"#)
        for envelope in Envelope.allCases {
            #expect(Envelope(name: envelope.name) == envelope)
            #expect(
                Self.written { $0.open(envelope) }.contains(
                    #""\#(envelope.name)", "__version__": \#(envelope.version)"#))
        }
        #expect(Envelope(name: "builtins.dict") == nil)
    }
}
