import MessagePack
import Testing

private func bytes(_ token: MessagePackToken) -> [UInt8] {
    var writer = MessagePackWriter()
    writer.append(token)
    return writer.bytes
}

private func tokens(_ bytes: [UInt8], maximumDepth: Int = 1000) throws -> [MessagePackToken] {
    var reader = MessagePackReader(bytes, maximumDepth: maximumDepth)
    var tokens: [MessagePackToken] = []
    while let token = try reader.next() { tokens.append(token) }
    return tokens
}

private func moment(_ seconds: Int64, _ nanoseconds: UInt32 = 0) -> MessagePackToken {
    MessagePackTimestamp(seconds: seconds, nanoseconds: nanoseconds).map { .timestamp($0) } ?? .null
}

@Suite("MessagePack, token by token")
struct TokenTests {
    @Test(
        "a scalar takes the fewest bytes that hold it, and is read back",
        arguments: [
            (.null, [0xC0]), (.bool(false), [0xC2]), (.bool(true), [0xC3]),
            (.integer(0), [0x00]), (.integer(127), [0x7F]), (.integer(128), [0xCC, 0x80]),
            (.integer(255), [0xCC, 0xFF]), (.integer(256), [0xCD, 1, 0]), (.integer(65_535), [0xCD, 0xFF, 0xFF]),
            (.integer(65_536), [0xCE, 0, 1, 0, 0]), (.integer(1 << 32), [0xCF, 0, 0, 0, 1, 0, 0, 0, 0]),
            (.integer(.max), [0xCF, 0x7F] + Array(repeating: 0xFF, count: 7)),
            (.largeInteger(.max), [0xCF] + Array(repeating: 0xFF, count: 8)),
            (.integer(-1), [0xFF]), (.integer(-32), [0xE0]), (.integer(-33), [0xD0, 0xDF]),
            (.integer(-128), [0xD0, 0x80]), (.integer(-129), [0xD1, 0xFF, 0x7F]),
            (.integer(-32_768), [0xD1, 0x80, 0]), (.integer(-32_769), [0xD2, 0xFF, 0xFF, 0x7F, 0xFF]),
            (.integer(-2_147_483_649), [0xD3] + Array(repeating: 0xFF, count: 4) + [0x7F, 0xFF, 0xFF, 0xFF]),
            (.integer(.min), [0xD3, 0x80] + Array(repeating: 0, count: 7)),
            (.float(1.5), [0xCA, 0x3F, 0xC0, 0, 0]), (.double(2.5), [0xCB, 0x40, 0x04, 0, 0, 0, 0, 0, 0]),
            (.text(""), [0xA0]), (.text("é"), [0xA2, 0xC3, 0xA9]),
            (.binary([]), [0xC4, 0]), (.binary([1, 2]), [0xC4, 2, 1, 2]),
            (.extended(type: 5, [7]), [0xD4, 5, 7]), (.extended(type: -2, [1, 2]), [0xD5, 0xFE, 1, 2]),
            (.extended(type: 5, []), [0xC7, 0, 5]), (.extended(type: 5, [1, 2, 3]), [0xC7, 3, 5, 1, 2, 3]),
            (moment(0), [0xD6, 0xFF, 0, 0, 0, 0]), (moment(4_294_967_295), [0xD6, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
            (moment(4_294_967_296), [0xD7, 0xFF, 0, 0, 0, 1, 0, 0, 0, 0]),
            (moment(1, 1), [0xD7, 0xFF, 0, 0, 0, 4, 0, 0, 0, 1]),
            (moment(-1, 999_999_999), [0xC7, 12, 0xFF, 0x3B, 0x9A, 0xC9, 0xFF] + Array(repeating: 0xFF, count: 8)),
            (moment(1 << 34), [0xC7, 12, 0xFF, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0]),
        ] as [(MessagePackToken, [UInt8])])
    func scalars(token: MessagePackToken, written: [UInt8]) throws {
        #expect(bytes(token) == written)
        #expect(try tokens(written) == [token])
    }

    @Test(
        "a length stands in as few bytes as hold it",
        arguments: [0, 1, 15, 16, 31, 32, 255, 256, 65_535, 65_536])
    func lengths(count: Int) throws {
        let text = String(repeating: "x", count: count)
        let head = count < 32 ? 1 : count < 256 ? 2 : count < 65_536 ? 3 : 5
        #expect(bytes(.text(text)).count == head + count)
        #expect(try tokens(bytes(.text(text))) == [.text(text)])
        let content = Array(repeating: UInt8(7), count: count)
        for token in [.binary(content), .extended(type: 1, content)] as [MessagePackToken] {
            #expect(try tokens(bytes(token)) == [token])
        }
        let array = bytes(.array(count: count)) + Array(repeating: 0xC0, count: count)
        #expect(array.count - count == (count < 16 ? 1 : count < 65_536 ? 3 : 5))
        #expect(try tokens(array) == [.array(count: count)] + Array(repeating: .null, count: count))
        let map = bytes(.map(count: count)) + Array(repeating: 0xC0, count: 2 * count)
        #expect(try tokens(map).count == 1 + 2 * count)
    }

    @Test("the reader knows where a key comes next, and how much is open")
    func places() throws {
        var reader = MessagePackReader([0x82, 0xA1, 0x61, 0x91, 0x01, 0xA1, 0x62, 0xC0])
        var places: [String] = []
        repeat {
            places.append("\(reader.offset) \(reader.depth)\(reader.isAtKey ? " key" : "")")
        } while try reader.next() != nil
        #expect(places == ["0 0", "1 1 key", "3 1", "4 2", "5 1 key", "7 1", "8 0"])
    }

    @Test("a value is gone past with all that is in it")
    func skipping() throws {
        var reader = MessagePackReader([0x93, 0x92, 0x90, 0x81, 0x01, 0x02, 0xC0, 0x91, 0xC0])
        #expect(try reader.next() == .array(count: 3))
        #expect(try reader.nextValue() == [0x92, 0x90, 0x81, 0x01, 0x02])
        #expect(try reader.nextValue() == [0xC0])
        #expect(try reader.nextValue() == [0x91, 0xC0])
        #expect(try reader.next() == nil)
    }

    @Test(
        "what is wrong is said with its place",
        arguments: [
            ([], "byte 0: a value is missing"), ([0xC1], "byte 0: no value begins with the byte 0xC1"),
            ([0x91], "byte 0: 1 values are announced, and only 0 bytes follow"),
            ([0x92, 0xC0, 0xC1], "byte 2: no value begins with the byte 0xC1"),
            ([0x81, 0xA1, 0x61], "byte 3: a value is missing"),
            ([0xDD, 0xFF, 0xFF, 0xFF, 0xFF], "byte 0: 4294967295 values are announced, and only 0 bytes follow"),
            ([0xDF, 0, 0, 0, 2, 1, 1, 1], "byte 0: 2 pairs are announced, and only 3 bytes follow"),
            (
                [0xDB, 0xFF, 0xFF, 0xFF, 0xFF, 0x61],
                "byte 0: 4294967295 bytes of text are announced, and only 1 bytes follow"
            ),
            ([0xC6, 0, 0, 1, 0], "byte 0: 256 bytes are announced, and only 0 bytes follow"),
            ([0x91, 0xCF, 0], "byte 1: the bytes end within a number"),
            ([0xD9], "byte 0: the bytes end within a number"),
            ([0xA1, 0xFF], "byte 0: a text is not valid UTF-8"),
            ([0xA3, 0xED, 0xA0, 0x80], "byte 0: a text is not valid UTF-8"),
            ([0xD4, 0xFF, 0], "byte 0: an extension of type -1 is no moment"),
            ([0xD7, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0], "byte 0: an extension of type -1 is no moment"),
            ([0xC0, 0xC0], "byte 1: 1 bytes follow the value"), ([0x90, 1, 2], "byte 1: 2 bytes follow the value"),
        ] as [([UInt8], String)])
    func errors(bytes: [UInt8], message: String) {
        let error = #expect(throws: MessagePackError.self) { try tokens(bytes) }
        #expect(error?.description == message)
    }

    @Test("arrays and maps go into each other as deep as is allowed")
    func depth() throws {
        let nested = { Array(repeating: UInt8(0x91), count: $0) + [0xC0] }
        #expect(try tokens(nested(1000)).count == 1001)
        let error = #expect(throws: MessagePackError.self) { try tokens(nested(1001)) }
        #expect(error?.code == .tooDeep)
        #expect(error?.description == "byte 1000: arrays and maps are nested deeper than 1000")
        #expect(try tokens([0x91, 0x91, 0x90], maximumDepth: 2).count == 3)
        #expect(throws: MessagePackError.self) { try tokens([0x91, 0x81, 0xC0, 0x91, 0xC0], maximumDepth: 2) }
    }
}
