import Testing
import XCom

@Suite("A timestamp")
struct TimestampTests {
    @Test(
        "is read from what users write",
        arguments: [
            ("2026-01-01", "2026-01-01T00:00:00+00:00"), ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00+00:00"),
            ("2026-01-01 03:04:05.000000", "2026-01-01T03:04:05+00:00"),
            ("2026-01-01T03:04:05.678901+00:00", "2026-01-01T03:04:05.678901+00:00"),
            ("2026-01-01T03:04:05.5+05:30", "2025-12-31T21:34:05.500000+00:00"),
            ("2026-01-01T03:04-0800", "2026-01-01T11:04:00+00:00"),
            ("2024-02-29T23:59:59,123456789Z", "2024-02-29T23:59:59.123456+00:00"),
            ("0001-01-01", "0001-01-01T00:00:00+00:00"),
            ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999+00:00"),
            ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999+00:00"),
        ])
    func read(text: String, iso: String) {
        #expect(Timestamp(text)?.iso8601 == iso)
    }

    @Test(
        "is not made of anything else",
        arguments: [
            "", "2026", "2026-1-1", "2026-02-29", "2026-13-01", "2026-01-01T", "2026-01-01T24:00:00",
            "2026-01-01T00:00:60",
            "2026-01-01T00:00:00.", "2026-01-01T00:00:00 UTC", "2026-01-01x", "0000-01-01", "tomorrow",
            "2026-01-01T00:00:00+25:00",
        ])
    func refuse(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test("is written as SQLAlchemy writes it into SQLite")
    func sqlText() {
        #expect(Timestamp("2026-01-01")?.sqlText == "2026-01-01 00:00:00.000000")
        #expect(Timestamp(microseconds: -1).sqlText == "1969-12-31 23:59:59.999999")
    }

    @Test("goes through its text unchanged on every day of four centuries")
    func everyDay() {
        for day in stride(from: Int64(-719_162), to: 146_097, by: 1) {
            let timestamp = Timestamp(microseconds: day * 86_400_000_000 + 123)
            #expect(Timestamp(timestamp.iso8601) == timestamp)
        }
    }
}
