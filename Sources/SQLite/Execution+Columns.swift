internal import CSQLite

/// The columns of the row that an execution stands on. What does not hold what is asked for is an error that names the
/// row, and never something else in its place: any program can write into the file.
extension Execution {
    /// Whether a column holds nothing.
    package func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    /// Whether a column holds bytes that are no text.
    package func isBlob(_ column: Int32) -> Bool {
        sqlite3_column_type(handle, column) == SQLITE_BLOB
    }

    /// Whether a column holds a floating-point number.
    package func isReal(_ column: Int32) -> Bool {
        sqlite3_column_type(handle, column) == SQLITE_FLOAT
    }

    /// The column as an argument of another statement, as it is.
    package func argument(_ column: Int32) -> Argument {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_NULL: .null
        case SQLITE_INTEGER: .int(Int(sqlite3_column_int64(handle, column)))
        case SQLITE_FLOAT: .real(sqlite3_column_double(handle, column))
        case SQLITE_BLOB: .blob(blob(column))
        default: .utf8(utf8(column))
        }
    }

    // MARK: Checked

    /// Larger numbers than this mean nothing in any column; sums and products of smaller ones stay in range.
    private static let largestNumber = 1 << 53

    /// An integer.
    package func int(_ column: Int32) throws -> Int {
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
    package func count(_ column: Int32) throws -> Int {
        let number = try int(column)
        guard number >= 0 else { throw failure(column, "holds a negative number") }
        return number
    }

    /// An integer, or nothing.
    package func optionalInt(_ column: Int32) throws -> Int? {
        isNull(column) ? nil : try int(column)
    }

    /// SQLite's truth.
    package func bool(_ column: Int32) throws -> Bool {
        try int(column) != 0
    }

    /// A text.
    package func text(_ column: Int32) throws -> String {
        guard !isNull(column) else { throw failure(column, "is missing") }
        guard sqlite3_column_type(handle, column) == SQLITE_TEXT else {
            throw failure(column, "holds what is not a text")
        }
        guard let text = String(validating: bytes(column), as: UTF8.self) else {
            throw failure(column, "holds a text that is not UTF-8")
        }
        return text
    }

    /// A text, or nothing.
    package func optionalText(_ column: Int32) throws -> String? {
        isNull(column) ? nil : try text(column)
    }

    /// One of the words of an enumeration.
    package func word<Word: RawRepresentable<String>>(_ column: Int32) throws -> Word {
        guard let word = Word(rawValue: try text(column)) else {
            throw failure(column, "holds a word that is not known here")
        }
        return word
    }

    /// One of the words of an enumeration, or nothing.
    package func optionalWord<Word: RawRepresentable<String>>(_ column: Int32) throws -> Word? {
        isNull(column) ? nil : try word(column)
    }

    // MARK: Unchecked

    /// A number as SQLite makes one of what a column holds.
    package func double(_ column: Int32) -> Double {
        sqlite3_column_double(handle, column)
    }

    /// The bytes of a text, or of what SQLite makes a text of.
    package func utf8(_ column: Int32) -> [UInt8] {
        Array(bytes(column))
    }

    /// The bytes of what is not text.
    package func blob(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    /// What a column holds, for a message that names its row: whatever it is.
    package func label(_ column: Int32) -> String {
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

    /// Names the row by what else it holds.
    package func failure(_ column: Int32, _ problem: String) -> RowError {
        var row: [String] = []
        for other in 0..<sqlite3_column_count(handle) where other != column && !isNull(other) {
            let name = name(other)
            if statement.namingColumns.contains(name) { row.append("\(name) '\(label(other).prefix(250))'") }
        }
        return RowError(row: row.joined(separator: ", "), column: name(column), problem: problem)
    }

    /// A column's name.
    package func name(_ column: Int32) -> String {
        sqlite3_column_name(handle, column).map { String(cString: $0) } ?? ""
    }
}
