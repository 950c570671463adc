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
        "what is no JSON is not taken",
        arguments: [
            "{", "[1,]", "{\"a\" 1}", "\"a", "1 2", "tru", "-", "1.", ".5", "1e", "\"\n\"", "{1: 2}", "]", "nan",
        ])
    func invalid(text: String) {
        #expect(throws: MessageError.self) { try JSONText(Array(text.utf8)) }
    }

    @Test(
        "texts are read with their escapes",
        arguments: [(#""a\u00e9\n\"\/""#, "aé\n\"/"), (#""\ud83d\ude00""#, "😀"), (#""""#, ""), (#""é😀""#, "é😀")])
    func strings(json: String, text: String) throws {
        #expect(try JSONText(Array(json.utf8)).string() == text)
    }

    @Test("half of a surrogate pair is no text", arguments: [#""\ud83d""#, #""\ude00x""#, #""\ud83d\u0041""#])
    func surrogates(json: String) throws {
        #expect(throws: MessageError.self) { try JSONText(Array(json.utf8)).string() }
    }

    @Test(
        "names on the wire",
        arguments: [
            ("dagID", "dag_id"), ("runIDs", "run_ids"), ("tiContext", "ti_context"), ("uri", "uri"), ("len", "len"),
        ])
    func names(property: String, name: String) {
        #expect(wireName(property) == name)
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
