internal import GRDBSQLite
internal import XCom

internal import struct Foundation.UUID

/// The columns of the row that an execution stands on. What does not hold what is asked for is an error that names the
/// row, and never something else in its place: any program can write into the file.
extension Execution {
    func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    func isBlob(_ column: Int32) -> Bool {
        sqlite3_column_type(handle, column) == SQLITE_BLOB
    }

    /// The column as an argument of another statement, as it is.
    func argument(_ column: Int32) -> Argument {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_NULL: .null
        case SQLITE_INTEGER: .int(Int(sqlite3_column_int64(handle, column)))
        case SQLITE_FLOAT: .real(sqlite3_column_double(handle, column))
        case SQLITE_BLOB: .blob(blob(column))
        default: .value(WireValue(utf8: Array(bytes(column))))
        }
    }

    // MARK: Checked

    /// Larger numbers than this mean nothing in any column; sums and products of smaller ones stay in range.
    private static let largestNumber = 1 << 53

    func int(_ column: Int32) throws -> Int {
        guard !isNull(column) else { throw failure(column, "is missing") }
        guard sqlite3_column_type(handle, column) == SQLITE_INTEGER else {
            throw failure(column, "holds what is not an integer")
        }
        let number = Int(sqlite3_column_int64(handle, column))
        guard -Self.largestNumber...Self.largestNumber ~= number else {
            throw failure(column, "holds a number out of range")
        }
        return number
    }

    /// A number of things.
    func count(_ column: Int32) throws -> Int {
        let number = try int(column)
        guard number >= 0 else { throw failure(column, "holds a negative number") }
        return number
    }

    func optionalInt(_ column: Int32) throws -> Int? {
        isNull(column) ? nil : try int(column)
    }

    func bool(_ column: Int32) throws -> Bool {
        try int(column) != 0
    }

    func text(_ column: Int32) throws -> String {
        guard !isNull(column) else { throw failure(column, "is missing") }
        guard sqlite3_column_type(handle, column) == SQLITE_TEXT else {
            throw failure(column, "holds what is not a text")
        }
        guard let text = String(validating: bytes(column), as: UTF8.self) else {
            throw failure(column, "holds a text that is not UTF-8")
        }
        return text
    }

    func optionalText(_ column: Int32) throws -> String? {
        isNull(column) ? nil : try text(column)
    }

    func timestamp(_ column: Int32) throws -> Timestamp {
        guard let timestamp = Timestamp(try text(column)) else {
            throw failure(column, "holds a text that is not a timestamp")
        }
        return timestamp
    }

    func optionalTimestamp(_ column: Int32) throws -> Timestamp? {
        isNull(column) ? nil : try timestamp(column)
    }

    func uuid(_ column: Int32) throws -> UUID {
        guard let id = UUID(hex: try text(column)) else { throw failure(column, "holds a text that is not a UUID") }
        return id
    }

    /// One of the words of an enumeration.
    func word<Word: RawRepresentable<String>>(_ column: Int32) throws -> Word {
        guard let word = Word(rawValue: try text(column)) else {
            throw failure(column, "holds a word that is not known here")
        }
        return word
    }

    func optionalWord<Word: RawRepresentable<String>>(_ column: Int32) throws -> Word? {
        isNull(column) ? nil : try word(column)
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

    // MARK: Unchecked

    /// A JSON text as it is: whoever needs it parsed checks it. A number that a column of Airflow's own database has
    /// turned into SQLite's REAL is spelled as Python spells it; a missing one is `null`.
    func value(_ column: Int32) -> WireValue {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_NULL: .null
        case SQLITE_FLOAT: WireValue(text: pythonRepr(sqlite3_column_double(handle, column)))
        default: WireValue(utf8: Array(bytes(column)))
        }
    }

    func blob(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    /// What a column holds, for a message that names its row: whatever it is.
    func label(_ column: Int32) -> String {
        String(decoding: bytes(column), as: UTF8.self)
    }

    /// The bytes of a text, until the next step.
    private func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        // `column_text` before `column_bytes`: the first converts, the second counts.
        guard let start = sqlite3_column_text(handle, column) else {
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }

    // MARK: Failures

    /// What names a row, in whatever table.
    private static let names: Set<String> = [
        "id", "dag_id", "run_id", "task_id", "map_index", "key", "try_number", "ti_id", "conn_id", "name", "uri", "url",
    ]

    /// Names the row by what else it holds.
    func failure(_ column: Int32, _ problem: String) -> RowFailure {
        var row: [String] = []
        for other in 0..<sqlite3_column_count(handle) where other != column && !isNull(other) {
            let name = name(other)
            if Self.names.contains(name) { row.append("\(name) '\(label(other).prefix(250))'") }
        }
        return RowFailure(row: row.joined(separator: ", "), column: name(column), problem: problem)
    }

    func name(_ column: Int32) -> String {
        sqlite3_column_name(handle, column).map { String(cString: $0) } ?? ""
    }
}
