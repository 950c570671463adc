internal import JSONCore
internal import SQLite
internal import XCom

internal import struct FoundationEssentials.UUID

extension Argument {
    static func value(_ value: WireValue) -> Argument {
        .utf8(value.utf8)
    }

    static func optional(_ value: WireValue?) -> Argument {
        value.map { .value($0) } ?? .null
    }

    static func timestamp(_ timestamp: Timestamp?) -> Argument {
        timestamp.map { .text($0.sqlText) } ?? .null
    }

    static func uuid(_ id: UUID) -> Argument {
        .text(id.hex)
    }
}

/// What the columns of a store hold beside SQLite's own types.
extension Execution {
    func timestamp(_ column: Int32) throws -> Timestamp {
        guard let timestamp = Timestamp(try text(column)) else {
            throw failure(column, "holds a text that is not a timestamp")
        }
        return timestamp
    }

    func optionalTimestamp(_ column: Int32) throws -> Timestamp? {
        isNull(column) ? nil : try timestamp(column)
    }

    /// What another row of the database is found by, or nothing.
    func optionalRowID(_ column: Int32) throws -> Int64? {
        try optionalInt(column).map(Int64.init)
    }

    func uuid(_ column: Int32) throws -> UUID {
        guard let id = UUID(hex: try text(column)) else { throw failure(column, "holds a text that is not a UUID") }
        return id
    }

    /// A JSON text; a missing one is `null`.
    func json(_ column: Int32) throws -> WireValue {
        let value = value(column)
        do throws(JSONSyntaxError) {
            _ = try JSONText(value.utf8)
        } catch {
            throw failure(column, "holds what is not JSON (\(error))")
        }
        return value
    }

    /// A JSON text that is not `null`, which SQLAlchemy writes for a missing one.
    func optionalJSON(_ column: Int32) throws -> WireValue? {
        let value = try json(column)
        return value.isNull ? nil : value
    }

    /// A JSON array of texts, or nothing.
    func optionalTexts(_ column: Int32) throws -> [String]? {
        guard let json = try optionalJSON(column) else { return nil }
        let items = try? JSONValue(json).arrayValue
        let texts = items?.compactMap(\.stringValue)
        guard let texts, texts.count == items?.count else { throw failure(column, "holds what is not a list of texts") }
        return texts
    }

    /// A JSON text as it is: whoever needs it parsed checks it. A number that a column of Airflow's own database has
    /// turned into SQLite's REAL is spelled as Python spells it; a missing one is `null`.
    func value(_ column: Int32) -> WireValue {
        if isNull(column) { return .null }
        return isReal(column) ? WireValue(text: pythonRepr(double(column))) : WireValue(utf8: utf8(column))
    }
}
