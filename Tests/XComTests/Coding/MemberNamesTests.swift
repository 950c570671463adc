import Testing

@testable import XCom

@Suite("Names of members")
struct MemberNamesTests {
    @Test(
        "in snake case",
        arguments: [
            ("dagID", "dag_id"), ("runIDs", "run_ids"), ("tiContext", "ti_context"), ("uri", "uri"), ("len", "len"),
            ("responded_at", "responded_at"), ("größeX", "größe_x"),
        ])
    func snakeCase(property: String, name: String) {
        #expect(snakeCased(property) == name)
    }

    @Test("stand for Swift's names in both directions")
    func coding() throws {
        struct Pair: Codable, Equatable {
            var firstOne: Int
            var secondOnes: [String: Int]?
        }
        let encoder = WireEncoder(style: .message, names: .snakeCase)
        #expect(try encoder.encode(Pair(firstOne: 1)).text == #"{"first_one": 1}"#)
        let decoder = WireDecoder(style: .message, names: .snakeCase)
        #expect(try decoder.decode(Pair.self, from: WireValue(text: #"{"first_one": 1}"#)) == Pair(firstOne: 1))
    }
}
