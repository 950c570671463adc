internal import SQLite
internal import XCom
internal import XComBlobs

extension StoreConnection {
    /// The value in a column that holds `xcom.value`, wherever its text lies.
    ///
    /// - Throws: ``BlobFailure``.
    func xcomValue(_ row: borrowing Execution, _ column: Int32) throws -> WireValue {
        guard row.isBlob(column) else { return row.value(column) }
        let bytes = row.blob(column)
        let url = BlobURL(String(decoding: bytes, as: UTF8.self))
        if let url, let readBlob, readBlob.url == url { return readBlob.value }
        do {
            guard let url else {
                throw BlobError(.damaged, "the row holds bytes that name no blob; delete it, or push the value again")
            }
            let value = WireValue(utf8: try text(of: url))
            readBlob = (url, value)
            return value
        } catch let error as BlobError {
            throw BlobFailure(error: error, url: url, address: try? address(of: bytes))
        }
    }

    /// The value of an `xcom` row that is known to be one.
    ///
    /// - Throws: ``BlobFailure``, `StoreError` `corrupt` where it is not JSON.
    func checkedValue(_ row: borrowing Execution, _ column: Int32, of address: XComAddress) throws -> WireValue {
        do {
            let value = try xcomValue(row, column)
            _ = try JSONText(value.utf8, allowsNonFinite: true)
            return value
        } catch var failure as BlobFailure {
            // Another row may share the blob.
            failure.address = address
            throw failure
        } catch let error as JSONSyntaxError {
            throw StoreError(
                .corrupt, operation: "get XCom",
                message: "\(address.valueWords) is not JSON (\(error)); push it again, or delete it")
        }
    }

    /// The text in a blob that a row refers to. It is read while the row's snapshot is open, so that its size is known.
    ///
    /// - Throws: `BlobError`, `SQLiteError`.
    func text(of url: BlobURL, isThorough: Bool = false) throws -> [UInt8] {
        let size: Int?
        do {
            size = try first("SELECT size, url FROM xcom_blob WHERE url = ?", [.text(url.text)]) { try $0.int(0) }
        } catch let failure as RowError {
            throw BlobError(.damaged, "the size of the blob \(url.text) \(failure.problem): push the value again")
        }
        guard let size else { throw BlobError(.missing, "the store does not know the blob \(url.text)") }
        return try BlobText.read(url, count: size, from: blobPlaces.store(for: url.place), isThorough: isThorough)
    }

    /// One of the XComs whose value is in a blob.
    private func address(of bytes: [UInt8]) throws -> XComAddress? {
        try first(
            """
            SELECT dag_id, run_id, task_id, map_index, "key" FROM xcom WHERE typeof(value) = 'blob' AND value = ? LIMIT 1
            """, [.blob(bytes)]
        ) { XComAddress(taskInstance: try $0.taskInstanceKey(0), key: try $0.text(4)) }
    }

    /// SQL for the size in bytes of the JSON text of an `xcom` row, wherever it lies.
    var xcomSize: String {
        get throws {
            guard try hasTable("xcom_blob") else { return "length(CAST(value AS BLOB))" }
            return try knowsSizes ? BlobSchema.rowSize : BlobSchema.measuredSize
        }
    }

    /// SQL for whether an `xcom` row has nothing or null. A large value is not looked at.
    var xcomIsNull: String {
        get throws {
            let look = "value IS NULL OR value = 'null'"
            return try knowsSizes ? "CASE WHEN xcom.size > 4 THEN 0 ELSE \(look) END" : look
        }
    }

    /// False for the database of a real Airflow, and for a store of an older version that is only read.
    private var knowsSizes: Bool {
        get throws {
            try first("SELECT 1 FROM pragma_table_info('xcom') WHERE name = 'size'", []) { _ in true } ?? false
        }
    }
}
