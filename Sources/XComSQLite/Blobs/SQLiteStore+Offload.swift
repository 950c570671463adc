internal import Logging
internal import SQLite
internal import XCom
internal import XComBlobs

/// Values that are stored outside of the database.
///
/// In this order: a row that says what will be written where, committed; the blob; and in one transaction the XCom's row,
/// the blob's row, and the end of the first one. Whatever is killed when, no row is without its blob, and what was written
/// for nothing is known.
extension SQLiteStore {
    func set(_ value: WireValue, at address: XComAddress, taskMap: TaskMap?, offload: OffloadSettings) throws {
        guard value.utf8.count <= BlobText.largest else {
            throw StoreError(
                .tooLarge, operation: "set XCom",
                message: "\(address.valueWords) has \(value.utf8.count) bytes, and an offloaded one has at most "
                    + "\(BlobText.largest)")
        }
        let text = BlobText(value.utf8)
        // A second time is needed only where the blob went, or the upload was given up for lost, between two steps.
        for _ in 0..<5 {
            let known = try knownBlob(of: text, place: offload.place)
            let upload = known.isThere ? nil : try upload(text, offload)
            do {
                let isSet = try access("set XCom") { connection in
                    try connection.atomically {
                        guard let url = try Self.chooseBlob(text, upload, lost: known.lost, offload.place, connection)
                        else { return false }
                        try Self.setRow(at: address, size: text.count, on: connection) {
                            try $0.bind(blob: Array(url.utf8))
                        }
                        if let taskMap { try Self.set(taskMap, of: address.taskInstance, on: connection) }
                        return true
                    }
                }
                if isSet { return }
                if let upload { abandon(upload.url) }
            } catch {
                if let upload { abandon(upload.url) }
                throw error
            }
        }
        throw StoreError(
            .unavailable, operation: "set XCom",
            message: "the blob of XCom '\(address.key)' was removed again and again while it was written to "
                + "\(offload.place.url); try again")
    }

    private struct Upload {
        var url: BlobURL
        var storedSize: Int
    }

    /// Whether there is a blob with this text; `lost` is one that should be there and is not.
    private func knownBlob(of text: BlobText, place: BlobPlace) throws -> (isThere: Bool, lost: String?) {
        guard let known = try access("set XCom", { try Self.url(of: text, place: place, $0) }),
            let url = BlobURL(known)
        else { return (false, nil) }
        do throws(BlobError) {
            return try blobPlaces.store(for: url.place).contains(url.name) ? (true, nil) : (false, known)
        } catch {
            throw error.storeError(operation: "set XCom")
        }
    }

    private static func url(of text: BlobText, place: BlobPlace, _ connection: StoreConnection) throws -> String? {
        let prefix = BlobURL.prefix(place: place, store: try connection.storeID, digest: text.digest)
        // "." comes after the "-" that the prefix ends with.
        return try connection.first(
            "SELECT url FROM xcom_blob WHERE url >= ? AND url < ?", [.text(prefix), .text(prefix.dropLast() + ".")]
        ) { try $0.text(0) }
    }

    private func upload(_ text: BlobText, _ offload: OffloadSettings) throws -> Upload {
        let storeID = try access("set XCom") { try $0.storeID }
        do throws(BlobError) {
            try blobPlaces.note(offload.place)
        } catch {
            throw error.storeError(operation: "set XCom")
        }
        return try text.encoded(offload.compression) { compression, bytes in
            let url = BlobURL(place: offload.place, store: storeID, digest: text.digest, compression: compression)
            try access("set XCom") { connection in
                _ = try connection.single {
                    try connection.run(
                        "INSERT INTO xcom_blob_pending (url, started) VALUES (?, ?)",
                        [.text(url.text), .int(Self.secondsNow)])
                }
                if connection.database.isInTransaction { connection.uploadsInTransaction.append(url) }
            }
            do throws(BlobError) {
                try blobPlaces.store(for: url.place).put(bytes, name: url.name)
            } catch {
                if error.code == .unavailable { blobPlaces.pause(url.place) }
                abandon(url)
                throw error.storeError(operation: "set XCom")
            }
            return Upload(url: url, storedSize: bytes.count)
        }
    }

    /// Says which blob the XCom's row is to name, in the transaction that writes it; `nil` to begin again.
    private static func chooseBlob(
        _ text: BlobText, _ upload: Upload?, lost: String?, _ place: BlobPlace, _ connection: StoreConnection
    ) throws -> String? {
        let known = try url(of: text, place: place, connection)
        if let known, known != lost {
            // Somebody else was first.
            if let upload { try discard(upload.url, connection) }
            return known
        }
        guard let upload else { return nil }
        // Where the row is gone, the upload was taken for lost, and its blob may be removed at any time.
        guard
            try connection.run(
                "DELETE FROM xcom_blob_pending WHERE url = ? AND started IS NOT NULL", [.text(upload.url.text)]) > 0
        else { return nil }
        try connection.run(
            "INSERT INTO xcom_blob (url, size, stored_size) VALUES (?, ?, ?)",
            [.text(upload.url.text), .int(text.count), .int(upload.storedSize)])
        if let known {
            // The same text is at hand, so the rows that have lost theirs get it back.
            try connection.run(
                "UPDATE xcom SET value = ? WHERE typeof(value) = 'blob' AND value = ?",
                [.blob(Array(upload.url.text.utf8)), .blob(Array(known.utf8))])
        }
        return upload.url.text
    }

    /// Queues the blob of an upload that came to nothing.
    private func abandon(_ url: BlobURL) {
        do {
            try access("set XCom") { connection in
                try connection.single { try Self.discard(url, connection) }
                connection.hasDroppedBlobs = true
            }
        } catch {
            log.warning("the blob \(url.text), which no row names, is not queued for removal: \(error)")
        }
    }

    /// Queues the blobs of a transaction that was taken back: what said that they were written went with it.
    func settleUploads(on connection: StoreConnection) {
        guard !connection.uploadsInTransaction.isEmpty, !connection.database.isInTransaction else { return }
        let uploads = connection.uploadsInTransaction
        connection.uploadsInTransaction = []
        for url in uploads {
            let known = try? connection.first("SELECT 1 FROM xcom_blob WHERE url = ?", [.text(url.text)]) { _ in true }
            if known != true { abandon(url) }
        }
    }

    private static func discard(_ url: BlobURL, _ connection: StoreConnection) throws {
        try connection.run(
            "INSERT INTO xcom_blob_pending (url) VALUES (?) ON CONFLICT (url) DO UPDATE SET started = NULL",
            [.text(url.text)])
    }

    static var secondsNow: Int {
        Int(Timestamp.now().microseconds / 1_000_000)
    }
}

extension StoreConnection {
    /// What tells the blobs of this database from those of others in the same place.
    var storeID: String {
        get throws {
            let id = try first("SELECT store_id FROM xcom_schema_version", [], of: "xcom_schema_version") { row in
                let id = try row.text(0)
                guard BlobURL.isStoreID(id) else { throw row.failure(0, "holds what is not an id of a store") }
                return id
            }
            return id ?? ""
        }
    }
}
