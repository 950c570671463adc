import Testing
import XCom

@testable import XComSupervisor

@Suite("reading and writing messages")
struct CodingTests {
    @Test("a value of any depth goes through")
    func depth() throws {
        let depth = 100_000
        let value = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let json = #"{"type": "SetXCom", "key": "k", "value": \#(value), "dag_id": "d", "run_id": "r", "task_id": "t"}"#
        #expect(try SetXCom(json: Array(json.utf8)).value.text == value)
    }

    @Test(
        "what is not JSON is not taken",
        arguments: ["{", "[1,]", "{\"a\" 1}", "\"a", "1 2", "tru", "\"\n\"", "]", "nan"])
    func invalid(text: String) {
        let error = #expect(throws: MessageError.self) { try GetVariable(json: Array(text.utf8)) }
        #expect(error?.code == .notJSON)
    }

    @Test(
        "texts are read with their escapes",
        arguments: [(#""a\u00e9\n\"\/""#, "aé\n\"/"), (#""\ud83d\ude00""#, "😀"), (#""""#, ""), (#""é😀""#, "é😀")])
    func strings(json: String, text: String) throws {
        #expect(try GetVariable(json: Array(#"{"key": \#(json)}"#.utf8)).key == text)
    }

    @Test("half of a surrogate pair is not text", arguments: [#""\ud83d""#, #""\ude00x""#, #""\ud83d\u0041""#])
    func surrogates(json: String) throws {
        let error = #expect(throws: MessageError.self) { try GetVariable(json: Array(#"{"key": \#(json)}"#.utf8)) }
        #expect(
            error?.description
                == "cannot read the message: .key: half of a surrogate pair stands alone, which no text can hold")
    }

    @Test("of two equal keys the last one counts")
    func duplicates() throws {
        #expect(try GetVariable(json: Array(#"{"key": "a", "key": "b"}"#.utf8)).key == "b")
    }

    @Test(
        "texts as Python shows them",
        arguments: [
            ("a", "'a'"), ("it's", #""it's""#), (#"'""#, #"'\'"'"#), ("a\nb\\", #"'a\nb\\'"#), ("é\u{1}", #"'é\x01'"#),
        ])
    func repr(text: String, expected: String) {
        #expect(pythonRepr(text) == expected)
    }
}
