internal import XCom
internal import XComBlobs

extension Connection {
    /// The value in a column that holds `xcom.value`, wherever its text lies.
    ///
    /// - Throws: ``BlobFailure``.
    func xcomValue(_ row: borrowing Execution, _ column: Int32) throws -> WireValue {
        guard row.isBlob(column), let url = BlobURL(row.text(column)) else { return row.value(column) }
        if let readBlob, readBlob.url == url { return readBlob.value }
        do throws(BlobError) {
            let value = WireValue(utf8: try text(of: url))
            readBlob = (url, value)
            return value
        } catch {
            throw BlobFailure(error: error, url: url, address: try? address(of: url))
        }
    }

    /// The text in a blob that a row refers to. It is read while the row's snapshot is open, so that its size is known.
    func text(of url: BlobURL, isThorough: Bool = false) throws(BlobError) -> [UInt8] {
        guard let size = try? first("SELECT size FROM xcom_blob WHERE url = ?", [.text(url.text)], { $0.int(0) }) else {
            throw BlobError(.missing, "the store does not know the blob \(url.text)")
        }
        return try BlobText.read(url, count: size, from: blobPlaces.store(for: url.place), isThorough: isThorough)
    }

    /// One of the XComs whose value is in a blob.
    private func address(of url: BlobURL) throws -> XComAddress? {
        try first(
            """
            SELECT dag_id, run_id, task_id, map_index, "key" FROM xcom WHERE typeof(value) = 'blob' AND value = ? LIMIT 1
            """, [.blob(url.text)]
        ) { XComAddress(taskInstance: $0.taskInstanceKey(0), key: $0.text(4)) }
    }

    /// SQL for the size in bytes of the JSON text of an `xcom` row, wherever it lies.
    var xcomSize: String {
        get throws {
            guard try hasTable("xcom_blob") else { return "length(CAST(value AS BLOB))" }
            return try knowsSizes ? "coalesce(xcom.size, \(BlobSchema.size))" : BlobSchema.size
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
