internal import GRDBSQLite
internal import XCom

internal import struct Foundation.UUID

/// One use of a prepared statement: bind the arguments in their order, step, read columns. It is reset at its end.
///
/// This stands beside GRDB's `Statement` because GRDB ends the process where a value cannot be bound (one over SQLite's
/// limit), and because a value's bytes go to and from SQLite without a `String` or `Data` between.
struct Execution: ~Copyable {
    let handle: OpaquePointer
    private var lastBound: Int32 = 0

    // SAFETY: the handle belongs to a GRDB statement that the connection keeps, and the connection's queue admits one
    // thread at a time; an execution never outlives the access that made it.
    init(_ handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    // MARK: Arguments

    mutating func bind(_ text: String) throws {
        var text = text
        try text.withUTF8 { try bindText($0, isCopied: true) }
    }

    mutating func bind(_ number: Int) throws {
        lastBound += 1
        try check(sqlite3_bind_int64(handle, lastBound, Int64(number)))
    }

    mutating func bind(_ timestamp: Timestamp) throws {
        try bind(timestamp.sqlText)
    }

    mutating func bind(_ id: UUID) throws {
        try bind(id.hex)
    }

    /// Binds the value's bytes as a text that SQLite copies.
    mutating func bind(_ value: WireValue) throws {
        try value.utf8.withUnsafeBufferPointer { try bindText($0, isCopied: true) }
    }

    /// Binds bytes that stay where they are until the execution has ended.
    mutating func bind(uncopied bytes: UnsafeBufferPointer<UInt8>) throws {
        try bindText(bytes, isCopied: false)
    }

    mutating func bind(blob bytes: [UInt8]) throws {
        lastBound += 1
        let code =
            bytes.isEmpty
            ? sqlite3_bind_zeroblob(handle, lastBound, 0)
            : bytes.withUnsafeBytes {
                sqlite3_bind_blob64(handle, lastBound, $0.baseAddress, UInt64($0.count), Self.copied)
            }
        try check(code)
    }

    mutating func bindNull() throws {
        lastBound += 1
        try check(sqlite3_bind_null(handle, lastBound))
    }

    mutating func bind(_ argument: Argument) throws {
        switch argument {
        case .null: try bindNull()
        case .int(let number): try bind(number)
        case .real(let number):
            lastBound += 1
            try check(sqlite3_bind_double(handle, lastBound, number))
        case .text(let text): try bind(text)
        case .blob(let bytes): try bind(blob: bytes)
        case .value(let value): try bind(value)
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
    func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            throw SQLiteFailure(code: code, connection: sqlite3_db_handle(handle))
        }
    }

    /// Steps to the end, and gives back how many rows a change touched.
    @discardableResult
    func run() throws -> Int {
        while try step() {}
        return Int(sqlite3_changes(sqlite3_db_handle(handle)))
    }

    private func check(_ code: Int32) throws {
        if code != SQLITE_OK {
            throw SQLiteFailure(code: code, connection: sqlite3_db_handle(handle))
        }
    }
}

/// An argument of a statement that is put together at run time.
enum Argument {
    case null
    case int(Int)
    case real(Double)
    case text(String)
    case blob([UInt8])
    case value(WireValue)

    static func timestamp(_ timestamp: Timestamp?) -> Argument {
        timestamp.map { .text($0.sqlText) } ?? .null
    }

    static func optional(_ text: String?) -> Argument {
        text.map { .text($0) } ?? .null
    }

    static func optional(_ number: Int?) -> Argument {
        number.map { .int($0) } ?? .null
    }

    static func optional(_ value: WireValue?) -> Argument {
        value.map { .value($0) } ?? .null
    }
}
