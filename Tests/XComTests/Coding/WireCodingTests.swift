import Foundation
import Testing
import XCom

/// A type as users declare it, with everything that has an envelope.
private struct Order: Codable, Equatable {
    var id: UUID
    var when: Timestamp
    var day: CalendarDate
    var total: Decimal
    var wait: Duration
    var tags: Set<String>
    var pair: Tuple<Int, String>
    var note: String?
    var raw: WireValue
    var tree: JSONValue
    var numbers: [Double]

    enum CodingKeys: String, CodingKey {
        case id, when, day, total, wait, tags, pair, note, raw, tree, numbers
    }
}

@Suite("Typed values on the wire")
struct WireCodingTests {
    @Test("every type comes back as it went")
    func roundTrip() throws {
        let order = Order(
            id: try #require(UUID(uuidString: "12345678-1234-4678-9234-567812345678")),
            when: try #require(Timestamp("2026-01-02T03:04:05.678901Z")), day: try #require(CalendarDate("2026-02-28")),
            total: try #require(Decimal(string: "1.10")), wait: .milliseconds(1500), tags: ["a"], pair: Tuple(1, "x"),
            note: nil, raw: WireValue(text: #"{"b":1,  "a":1.50}"#), tree: ["x": .number("1e400")], numbers: [1, 0.5])
        let wire = try WireEncoder().encode(order)
        #expect(try WireDecoder().decode(Order.self, from: wire) == order)
        #expect(wire.text.contains(#""raw": {"b":1,  "a":1.50}, "tree": {"x": 1e400}, "numbers": [1.0, 0.5]}"#))
        let message = try WireEncoder(style: .message).encode(order)
        #expect(
            message.text == """
                {"id": "12345678-1234-4678-9234-567812345678", "when": "2026-01-02T03:04:05.678901+00:00", \
                "day": "2026-02-28", "total": 1.1, "wait": 1.5, "tags": ["a"], "pair": [1, "x"], \
                "raw": {"b":1,  "a":1.50}, "tree": {"x": 1e400}, "numbers": [1.0, 0.5]}
                """)
        #expect(try WireDecoder(style: .message).decode(Order.self, from: message) == order)
    }

    @Test("elements that may be null keep those that are not", arguments: [WireStyle.xcom, .message])
    func optionals(style: WireStyle) throws {
        let decoder = WireDecoder(style: style)
        #expect(try decoder.decode([String?].self, from: WireValue(text: #"["a", null]"#)) == ["a", nil])
        let nested = try decoder.decode([[Int?]].self, from: WireValue(text: "[[1, null], [null, 2]]"))
        #expect(nested == [[1, nil], [nil, 2]])
        #expect(try decoder.decode(Bool?.self, from: WireValue(text: "true")) == true)
        #expect(try decoder.decode(Double?.self, from: WireValue(text: "null")) == nil)
        #expect(try decoder.decode([String: Timestamp?].self, from: WireValue(text: #"{"a": null}"#)) == ["a": nil])
        #expect(throws: DecodingError.self) { try decoder.decode([Int?].self, from: WireValue(text: #"["a"]"#)) }
    }

    /// The right sides are what a real Airflow wrote.
    @Test("envelopes are Airflow's")
    func envelopes() throws {
        func text(_ value: some Encodable) throws -> String { try WireEncoder().encode(value).text }
        let utc =
            #""tz": {"__classname__": "builtins.tuple", "__version__": 1, "__data__": ["UTC", "pendulum.tz.timezone.FixedTimezone", 1, true]}"#
        for (iso, timestamp) in [
            ("2026-01-02T00:00:00Z", "1767312000.0"), ("1970-01-01T00:00:00Z", "0.0"),
            ("1900-01-01T00:00:00Z", "-2208988800.0"),
            ("9999-12-31T23:59:59Z", "253402300799.0"), ("0001-01-02T00:00:00Z", "-62135510400.0"),
            ("2026-01-02T03:04:05.000006Z", "1767323045.000006"),
        ] {
            let expected =
                #"{"__classname__": "datetime.datetime", "__version__": 2, "__data__": {"timestamp": \#(timestamp), \#(utc)}}"#
            #expect(try text(try #require(Timestamp(iso))) == expected)
        }
        #expect(
            try text(Duration.seconds(5))
                == #"{"__classname__": "datetime.timedelta", "__version__": 2, "__data__": 5.0}"#)
        #expect(
            try text(Tuple(1, "a")) == #"{"__classname__": "builtins.tuple", "__version__": 1, "__data__": [1, "a"]}"#)
        #expect(
            try text([Tuple(Tuple(1))])
                == #"[{"__classname__": "builtins.tuple", "__version__": 1, "__data__": [{"__classname__": "builtins.tuple", "__version__": 1, "__data__": [1]}]}]"#
        )
        #expect(try text(Set([1])) == #"{"__classname__": "builtins.set", "__version__": 1, "__data__": [1]}"#)
        for (decimal, data) in [
            ("1.10", "1.1"), ("5", "5"), ("1000", "1000"), ("0.0000001", "1e-07"), ("-2.5", "-2.5"), ("0", "0"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("0.1234567890123456789", "0.1234567890123456789"),
        ] {
            let number = try #require(Decimal(string: decimal))
            let wire = try WireEncoder().encode(number)
            #expect(wire.text == #"{"__classname__": "decimal.Decimal", "__version__": 1, "__data__": \#(data)}"#)
            #expect(try WireDecoder().decode(Decimal.self, from: wire) == number)
        }
    }

    @Test("Python's collections, dates and classes are read")
    func leniency() throws {
        func read<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
            try WireDecoder().decode(type, from: WireValue(text: text))
        }
        let tuple = #"{"__classname__": "builtins.frozenset", "__version__": 1, "__data__": [1, 2]}"#
        #expect(try read([Int].self, tuple) == [1, 2])
        #expect(try read(Set<Int>.self, tuple) == [1, 2])
        let pendulum =
            #"{"__classname__": "pendulum.datetime.DateTime", "__version__": 2, "__data__": {"timestamp": 1767306600.0, "tz": {"__classname__": "builtins.tuple", "__version__": 1, "__data__": [5400, "pendulum.tz.timezone.FixedTimezone", 1, true]}}}"#
        #expect(try read(Timestamp.self, pendulum) == Timestamp("2026-01-01T22:30:00Z"))
        #expect(try read(Date.self, pendulum) == Date(timeIntervalSince1970: 1_767_306_600))
        struct Point: Decodable, Equatable {
            var x: Int
            var y: Int?
        }
        let dataclass = #"{"__classname__": "m.Point", "__version__": 0, "__data__": {"x": 1, "y": null}}"#
        #expect(try read(Point.self, dataclass) == Point(x: 1, y: nil))
        #expect(try read([String: Int].self, #"{"a": 1, "a": 2}"#) == ["a": 2])
        #expect(try read(Int.self, "3.0") == 3)
        #expect(try read(WireValue.self, #"{"a":"\ud800"}"#).text == #"{"a":"\ud800"}"#)
        #expect(try read([WireValue].self, #"[ {"a":"\ud800"} ]"#).map(\.text) == [#"{"a":"\ud800"}"#])
    }

    @Test("what would lose something is refused, with the path inside the value")
    func refusals() throws {
        #expect(throws: EncodingError.self) { try WireEncoder().encode(["a": Double.nan]) }
        #expect(throws: EncodingError.self) { try WireEncoder().encode(["__classname__": 1]) }
        #expect(throws: EncodingError.self) { try WireEncoder().encode(Decimal.nan) }
        for date in [Date(timeIntervalSince1970: 1e300), Date(timeIntervalSince1970: .nan)] {
            #expect(throws: EncodingError.self) { try WireEncoder().encode(date) }
        }
        #expect(throws: EncodingError.self) { try WireEncoder().encode(Timestamp(microseconds: .max)) }
        #expect(throws: EncodingError.self) { try WireEncoder().encode(Duration.seconds(Int64.max)) }
        #expect(try WireEncoder(style: .message).encode(["__classname__": 1]).text == #"{"__classname__": 1}"#)
        func path(_ type: (some Decodable).Type, _ text: String) -> String? {
            do {
                _ = try WireDecoder().decode(type, from: WireValue(text: text))
                return nil
            } catch let error as DecodingError {
                switch error {
                case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
                    .dataCorrupted(let context):
                    return context.codingPath.map(\.stringValue).joined(separator: ".") + ": "
                        + context.debugDescription
                @unknown default: return nil
                }
            } catch {
                return "\(error)"
            }
        }
        #expect(path([String: [Int]].self, #"{"a": [1, "x"]}"#) == "a.1: an integer is expected, found a text")
        #expect(path([Int8].self, "[300]") == "0: the number does not fit Int8")
        #expect(path(Int.self, "1.5") == ": the number does not fit Int")
        #expect(path(Double.self, "9007199254740993") == ": the number does not fit a Double")
        #expect(path(Double.self, "9007199254740992") == nil)
        #expect(path(Double.self, "1e400") == ": the number does not fit a Double")
        #expect(path(Float.self, "5e42") == ": the number does not fit a Float")
        #expect(path(Float.self, "16777217") == ": the number does not fit a Float")
        #expect(path(Float.self, "0.1") == nil)
        #expect(path(Decimal.self, "134028236692084634633746074317682114550000") == nil)
        #expect(path(Decimal.self, "1e9223372036854775807") == ": the number does not fit a Decimal")
        #expect(path(Duration.self, "86399999999999.5") == nil)
        #expect(path(Duration.self, "86400000000000") == ": the duration is too long")
        #expect(path(Timestamp.self, #""9999-12-31T23:59:59-01:00""#) == ": this is not an ISO 8601 date and time")
        #expect(
            path([Decimal].self, "[1.234567890123456789012345678901234567890]")
                == "0: the number does not fit a Decimal")
        #expect(path([String].self, #"["\ud800"]"#)?.hasPrefix("0: half of a surrogate pair") == true)
        #expect(path(Tuple<Int, Int>.self, "[1]")?.hasSuffix("the array has no more elements") == true)
        #expect(path(Tuple<Int>.self, "[1, 2]")?.hasSuffix("the tuple has more elements") == true)
        #expect(path(Timestamp.self, #""tomorrow""#) == ": this is not an ISO 8601 date and time")
        #expect(path(Int.self, "[") == "the text ends too early at byte 1")
    }
}
