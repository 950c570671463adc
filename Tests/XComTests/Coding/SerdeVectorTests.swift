import Foundation
import Testing
import XCom

/// What a real Airflow's serialization wrote and read: the vectors of the conformance suite.
private let vectors: [String] = {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let file = tests.appendingPathComponent("Conformance/serde.jsonl")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init)
}()

@Suite("Airflow's serialization vectors")
struct SerdeVectorTests {
    private func wire(_ id: String) throws -> JSONValue {
        let vector = try #require(
            vectors.lazy.compactMap { try? JSONValue(parsing: $0) }.first { $0["id"] == .string(id) })
        return try #require(vector["wire"])
    }

    @Test("a tree is written as Python wrote it, every line")
    func texts() throws {
        #expect(vectors.count > 400)
        for vector in vectors {
            // Python's json knows NaN and lone surrogates; a value on the wire has neither.
            guard let tree = try? JSONValue(parsing: vector) else {
                #expect(vector.contains("NaN") || vector.contains("Infinity") || vector.contains("\\ud"))
                continue
            }
            #expect(tree.text == vector)
        }
    }

    /// Reads an envelope as a Swift type and writes it again.
    private func rewritten<Value: Codable>(_ type: Value.Type, _ id: String) throws -> (read: String, written: String) {
        let wire = try wire(id)
        return (wire.text, try WireEncoder().encode(try WireDecoder().decode(type, from: wire)).text)
    }

    @Test(
        "dates in UTC are written as they are read",
        arguments: ["datetime/utc", "datetime/epoch", "datetime/before_epoch", "datetime/far", "datetime/year_1"])
    func dates(id: String) throws {
        let (read, written) = try rewritten(Timestamp.self, id)
        #expect(read == written)
    }

    @Test(
        "decimals are written as they are read",
        arguments: [
            "short", "whole", "exponent", "negative_exponent", "long", "big", "negative", "zero", "in_list",

        ])
    func decimals(name: String) throws {
        let (read, written) =
            name == "in_list"
            ? try rewritten([Decimal].self, "decimal/in_list") : try rewritten(Decimal.self, "decimal/\(name)")
        #expect(read == written)
    }

    @Test("UUIDs, tuples, sets, days and durations are written as they are read")
    func others() throws {
        for (read, written) in [
            try rewritten(UUID.self, "uuid/v4"), try rewritten(UUID.self, "uuid/nil"),
            try rewritten([String: UUID].self, "uuid/in_dict"),
            try rewritten(Tuple<Int, String>.self, "collection/tuple"),
            try rewritten(Tuple<Tuple<Int>, Tuple<Tuple<Int>>>.self, "collection/tuple_nested"),
            try rewritten([Tuple<Int, Int>].self, "collection/tuple_in_list"),
            try rewritten([String: Tuple<Int>].self, "collection/tuple_in_dict"),
            try rewritten(Set<Int>.self, "collection/set"), try rewritten(Set<Int>.self, "collection/set_empty"),
            try rewritten(CalendarDate.self, "datetime/date"), try rewritten(CalendarDate.self, "datetime/date_min"),
            try rewritten(Duration.self, "datetime/timedelta"), try rewritten(Duration.self, "datetime/timedelta_zero"),
        ] {
            #expect(read == written)
        }
    }

    @Test("dates of other zones and of pendulum are the same moment")
    func zones() throws {
        for (id, moment) in [
            ("datetime/zoneinfo", "2026-07-01T22:00:00Z"), ("datetime/zoneinfo_utc", "2026-07-02T00:00:00Z"),
            ("datetime/pendulum_utc", "2026-01-02T00:00:00Z"), ("datetime/pendulum_fixed", "2026-01-01T22:30:00Z"),
            ("datetime/pendulum_micro", "2026-01-02T03:04:05.000006Z"),
            ("datetime/naive_micro", "2026-01-02T03:04:05.678901Z"),
        ] {
            #expect(try WireDecoder().decode(Timestamp.self, from: try wire(id)) == Timestamp(moment), "\(id)")
        }
    }
}
