internal import CSQLite

/// One use of a prepared statement: bind the arguments in their order, step, read columns. It is reset at its end.
/// It is over before its connection is closed.
package struct Execution: ~Copyable {
    let statement: Statement
    private var lastBound: Int32 = 0

    package init(_ statement: Statement) {
        self.statement = statement
    }

    var handle: OpaquePointer { statement.handle }

    deinit {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    // MARK: Arguments

    /// Binds a text.
    package mutating func bind(_ text: String) throws {
        var text = text
        try text.withUTF8 { try bindText($0, isCopied: true) }
    }

    /// Binds an integer.
    package mutating func bind(_ number: Int) throws {
        lastBound += 1
        try check(sqlite3_bind_int64(handle, lastBound, Int64(number)))
    }

    /// Binds a text by its bytes in UTF-8.
    package mutating func bind(utf8: [UInt8]) throws {
        try utf8.withUnsafeBufferPointer { try bindText($0, isCopied: true) }
    }

    /// Binds the bytes of a text, which stay where they are until the execution has ended.
    package mutating func bind(uncopied bytes: UnsafeBufferPointer<UInt8>) throws {
        try bindText(bytes, isCopied: false)
    }

    /// Binds bytes that are no text.
    package mutating func bind(blob bytes: [UInt8]) throws {
        lastBound += 1
        let code =
            bytes.isEmpty
            ? sqlite3_bind_zeroblob(handle, lastBound, 0)
            : bytes.withUnsafeBytes {
                sqlite3_bind_blob64(handle, lastBound, $0.baseAddress, UInt64($0.count), Self.copied)
            }
        try check(code)
    }

    /// Binds NULL.
    package mutating func bindNull() throws {
        lastBound += 1
        try check(sqlite3_bind_null(handle, lastBound))
    }

    /// Binds a value of whatever type it is.
    package mutating func bind(_ argument: Argument) throws {
        switch argument {
        case .null: try bindNull()
        case .int(let number): try bind(number)
        case .real(let number):
            lastBound += 1
            try check(sqlite3_bind_double(handle, lastBound, number))
        case .text(let text): try bind(text)
        case .blob(let bytes): try bind(blob: bytes)
        case .utf8(let bytes): try bind(utf8: bytes)
        }
    }

    private mutating func bindText(_ bytes: UnsafeBufferPointer<UInt8>, isCopied: Bool) throws {
        lastBound += 1
        guard let start = bytes.baseAddress, !bytes.isEmpty else {
            // A null pointer would bind NULL instead of an empty text.
            try check(sqlite3_bind_text(handle, lastBound, "", 0, Self.copied))
            return
        }
        let code = start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
            sqlite3_bind_text64(
                handle, lastBound, $0, sqlite3_uint64(bytes.count), isCopied ? Self.copied : nil, UInt8(SQLITE_UTF8))
        }
        try check(code)
    }

    // SAFETY: SQLITE_TRANSIENT, by its definition; SQLite compares it and never calls it.
    private static var copied: sqlite3_destructor_type {
        unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }

    // MARK: Steps

    /// Goes to the next row; `false` when there is none.
    package func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            throw SQLiteError(code: code, connection: sqlite3_db_handle(handle))
        }
    }

    /// Steps to the end, and gives back how many rows a change touched.
    @discardableResult
    package func run() throws -> Int {
        while try step() {}
        return Int(sqlite3_changes(sqlite3_db_handle(handle)))
    }

    private func check(_ code: Int32) throws {
        if code != SQLITE_OK {
            throw SQLiteError(code: code, connection: sqlite3_db_handle(handle))
        }
    }
}
