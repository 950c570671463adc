import Testing

@testable import XCom

@Suite("A JSON text that is looked into")
struct JSONTextTests {
    private func text(_ json: String) throws -> JSONText {
        try JSONText(Array(json.utf8))
    }

    @Test("gives each value of an array and an object as it is written")
    func parts() throws {
        let json = #" {"a" : [1 , "x,]\"" ,{ "b":[ ]}] , "b":{} ,"\u0061":-1.50e3 } "#
        let members = try #require(try text(json).members())
        #expect(members.map(\.key) == ["a", "b", "a"])
        #expect(members.map(\.value.wireValue.text) == [#"[1 , "x,]\"" ,{ "b":[ ]}]"#, "{}", "-1.50e3"])
        let items = try #require(members[0].value.items())
        #expect(items.map(\.wireValue.text) == ["1", #""x,]\"""#, #"{ "b":[ ]}"#])
        #expect(items.map(\.kind) == [.number, .string, .object])
        #expect(try items[1].string() == #"x,]""#)
        #expect(try items[2].member("b")?.items()?.count == 0)
        #expect(try text(json).member("a")?.number == "-1.50e3")
        #expect(try text("[]").members() == nil)
        #expect(try text("{}").items() == nil)
        #expect(try text("true").bool == true)
    }

    @Test("may be nested as deep as it likes")
    func depth() throws {
        let deep = String(repeating: #"[{"a":"#, count: 100_000) + "1" + String(repeating: "}]", count: 100_000)
        let item = try #require(try text(deep).items()?.first)
        #expect(item.wireValue.text == String(deep.dropFirst().dropLast()))
    }

    @Test("is refused deeper than a type can go into itself")
    func recursion() throws {
        struct Nested: Codable {
            var inner: [Nested]
        }
        func nested(_ depth: Int) -> WireValue {
            WireValue(
                text: String(repeating: #"{"inner": ["#, count: depth) + String(repeating: "]}", count: depth))
        }
        #expect(try WireEncoder().encode(WireDecoder().decode(Nested.self, from: nested(200))) == nested(200))
        #expect(throws: DecodingError.self) { try WireDecoder().decode(Nested.self, from: nested(100_000)) }
    }

    @Test(
        "is UTF-8",
        arguments: [
            ([0xc3, 0xa9], true), ([0xe2, 0x82, 0xac], true), ([0xf0, 0x9f, 0x98, 0x80], true),
            ([0xf4, 0x8f, 0xbf, 0xbf], true), ([0xed, 0x9f, 0xbf], true), ([0xee, 0x80, 0x80], true),
            ([0x80], false), ([0xc0, 0x80], false), ([0xc1, 0xbf], false), ([0xe0, 0x9f, 0xbf], false),
            ([0xed, 0xa0, 0x80], false), ([0xf0, 0x8f, 0xbf, 0xbf], false), ([0xf4, 0x90, 0x80, 0x80], false),
            ([0xf5, 0x80, 0x80, 0x80], false), ([0xe2, 0x82], false), ([0xc3], false), ([0xe2, 0x28, 0xac], false),
        ] as [([UInt8], Bool)])
    func utf8(bytes: [UInt8], isValid: Bool) {
        #expect((String(validating: bytes, as: UTF8.self) != nil) == isValid)
        #expect(((try? JSONText([0x22] + bytes + [0x22])) != nil) == isValid)
        #expect(((try? JSONValue(parsing: [0x22] + bytes + [0x22])) != nil) == isValid)
    }
}
