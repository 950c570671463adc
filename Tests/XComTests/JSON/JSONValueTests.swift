import Testing
import XCom

@Suite("A JSON tree")
struct JSONValueTests {
    /// Left what is read, right what Python's `json.dumps(json.loads(left))` gives, numbers apart: they keep their digits.
    @Test(
        "is written as Python writes it",
        arguments: [
            ("null", "null"), (" true ", "true"), ("[]", "[]"), ("{}", "{}"), ("[ [ ] , { } ]", "[[], {}]"),
            (#"{"b":1,"a":[1.0,-0,1e400,{"x":null}]}"#, #"{"b": 1, "a": [1.0, -0, 1e400, {"x": null}]}"#),
            (#""\u00e9\/\b\f\n\r\t\\\"""#, #""\u00e9/\b\f\n\r\t\\\"""#),
            ("\"é日🐟\u{7f}\"", "\"\\u00e9\\u65e5\\ud83d\\udc1f\\u007f\""),
            (#""\ud83d\uDC1F\u0000""#, #""\ud83d\udc1f\u0000""#),
            (#"{"a": 1, "a": 2}"#, #"{"a": 1, "a": 2}"#),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            (#"[{"a": [1]}, [[2], 3], "x"]"#, #"[{"a": [1]}, [[2], 3], "x"]"#),
        ])
    func text(input: String, output: String) throws {
        #expect(try JSONValue(parsing: input).text == output)
    }

    @Test(
        "is not made of what is not JSON",
        arguments: [
            ("", "the text ends too early at byte 0"), ("nul", "no value begins like this at byte 0"),
            ("NaN", "no value begins like this at byte 0"), ("[1,]", "no value begins like this at byte 3"),
            ("[1 2]", "a comma or ] is missing at byte 3"), ("{\"a\" 1}", "a colon is missing at byte 5"),
            ("{1: 2}", "a key in quotes is missing at byte 1"), ("01", "something follows the value at byte 1"),
            ("1.", "a digit is missing at byte 2"), ("-", "the text ends too early at byte 1"),
            ("\"a", "a text has no end at byte 0"),
            ("\"\u{1}\"", "a control character in a text is not escaped at byte 1"),
            (#""\x""#, "there is no such escape at byte 1"),
            (#""\u12g4""#, "an escape has no four hexadecimal digits at byte 1"),
            (#"["\ud800"]"#, "half of a surrogate pair stands alone, which no text can hold at byte 2"),
            (#""\udc00\ud800""#, "half of a surrogate pair stands alone, which no text can hold at byte 1"),
            ("[", "the text ends too early at byte 1"), ("{\"a\": 1", "the text ends too early at byte 7"),
            ("1 1", "something follows the value at byte 2"),
        ])
    func refusals(input: String, message: String) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: input) }
        #expect(error?.description == message)
    }

    @Test("is not made of bytes that are no UTF-8")
    func invalidUTF8() {
        #expect(throws: JSONSyntaxError("a text is not valid UTF-8", at: 0)) {
            try JSONValue(parsing: [0x22, 0xff, 0x22])
        }
    }

    @Test("goes 5,000 values deep and no deeper")
    func depth() throws {
        let deep = String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
        #expect(try JSONValue(parsing: deep).text == deep)
        #expect(throws: JSONSyntaxError("values are nested deeper than 5000", at: 5000)) {
            try JSONValue(parsing: "[" + deep + "]")
        }
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: String(repeating: "{\"a\":", count: 1_000_000)) }
    }

    @Test(
        "spells doubles as Python's repr does",
        arguments: [
            (0.0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (0.1, "0.1"), (1e16, "1e+16"),
            (123_456_789_012_345_680, "1.2345678901234568e+17"),
            (9_007_199_254_740_992, "9007199254740992.0"), (1e15, "1000000000000000.0"), (1e-4, "0.0001"),
            (1e-5, "1e-05"),
            (1.5e-7, "1.5e-07"), (1e100, "1e+100"), (.leastNonzeroMagnitude, "5e-324"),
            (1.7976931348623157e308, "1.7976931348623157e+308"),
            (0.00012345, "0.00012345"), (-2.5e20, "-2.5e+20"), (9_999_999_999_999_998, "9999999999999998.0"),
            (18_446_744_073_709_551_616, "1.8446744073709552e+19"), (100, "100.0"),
        ])
    func doubles(number: Double, text: String) {
        #expect(JSONValue.double(number).text == text)
    }

    @Test("gives the last of two values of a key, and keeps the order of keys when one is changed")
    func members() throws {
        var value = try JSONValue(parsing: #"{"b": 1, "a": 2, "b": 3}"#)
        #expect(value["b"] == 3)
        guard case .object(var object) = value else { return }
        object["a"] = "x"
        object["c"] = nil
        object["d"] = [true, nil]
        value = .object(object)
        #expect(value.text == #"{"b": 1, "a": "x", "b": 3, "d": [true, null]}"#)
    }
}
