internal import GRDBSQLite
internal import XCom
internal import XComBlobs

/// How blobs go.
extension SQLiteStore {
    /// After so many seconds an upload is taken for lost. One that goes on all the same notices it, and begins again.
    private static let longestUpload = 600

    /// Removes the blobs of uploads that began long ago; one that still goes on begins again.
    package func removeLostUploads(olderThan seconds: Int) throws {
        _ = try access("remove blobs") { connection in
            try connection.run(
                "UPDATE xcom_blob_pending SET started = NULL WHERE started <= ?", [.int(Self.secondsNow - seconds)])
        }
        try removeDroppedBlobs()
    }

    /// Removes the blobs whose last row went, and those of uploads that were lost. Each database change that drops a blob
    /// does it by itself; what a killed process left is removed by the next one.
    public func removeDroppedBlobs() throws {
        try access("remove blobs") { connection in
            if try connection.first("SELECT 1 FROM xcom_blob_pending LIMIT 1", [], { _ in true }) == true {
                connection.hasDroppedBlobs = true
            }
        }
    }

    /// Outside of a transaction: a blob goes after the commit.
    func removeDroppedBlobs(on connection: Connection) throws {
        defer { connection.hasDroppedBlobs = false }
        while true {
            let urls = try droppedBlobs(on: connection)
            let removed = removeBlobs(urls)
            if !removed.isEmpty {
                try connection.transaction {
                    for url in removed {
                        try connection.run("DELETE FROM xcom_blob_pending WHERE url = ?", [.text(url)])
                    }
                }
            }
            // What cannot be removed now is no reason to try for ever.
            if urls.count < Self.batch || removed.count < urls.count { return }
        }
    }

    /// Gives back which blobs are gone now. A place that fails once is not waited for again.
    private func removeBlobs(_ urls: [String]) -> [String] {
        var failed: Set<BlobPlace> = []
        return urls.filter { text in
            guard let url = BlobURL(text), !failed.contains(url.place) else { return false }
            do throws(BlobError) {
                try blobPlaces.store(for: url.place).delete(url.name)
                return true
            } catch {
                failed.insert(url.place)
                return false
            }
        }
    }

    private static let batch = 500

    private func droppedBlobs(on connection: Connection) throws -> [String] {
        // The commits that dropped the rows have to be on disk before their blobs go: after a loss of power the rows would
        // be back.
        try connection.script("PRAGMA synchronous = FULL")
        defer { if !options.survivesPowerLoss { try? connection.script("PRAGMA synchronous = NORMAL") } }
        return try connection.transaction {
            try connection.run(
                "UPDATE xcom_blob_pending SET started = NULL WHERE started IS NULL OR started < ?",
                [.int(Self.secondsNow - Self.longestUpload)])
            return try connection.all(
                "SELECT url FROM xcom_blob_pending WHERE started IS NULL LIMIT \(Self.batch)", []
            ) { $0.text(0) }
        }
    }

    /// Looks through the places for blobs of this store that it does not know, removes them, and gives back how many there
    /// were: what is left where a process was killed in a transaction that it had pushed in.
    @discardableResult
    public func removeUnknownBlobs() throws -> Int {
        try removeDroppedBlobs()
        let (storeID, urls) = try access("remove blobs") { connection in
            (
                try connection.storeID,
                try connection.all("SELECT url FROM xcom_blob UNION ALL SELECT url FROM xcom_blob_pending", []) {
                    $0.text(0)
                }
            )
        }
        var places = Set(urls.compactMap { BlobURL($0)?.place })
        if let offload = options.offload { places.insert(offload.place) }
        var count = 0
        for place in places {
            let names: [String]
            do throws(BlobError) {
                names = try blobPlaces.store(for: place).names(in: storeID)
            } catch {
                throw error.storeError(operation: "remove blobs")
            }
            // A blob is known before it is written, or written in a transaction that holds the lock until it is known.
            count += try access("remove blobs") { connection in
                try connection.transaction {
                    try names.reduce(into: 0) { count, name in
                        count += try connection.run(
                            """
                            INSERT INTO xcom_blob_pending (url) SELECT ?1
                            WHERE NOT EXISTS (SELECT 1 FROM xcom_blob WHERE url = ?1)
                            AND NOT EXISTS (SELECT 1 FROM xcom_blob_pending WHERE url = ?1)
                            """, [.text(BlobURL(place: place, name: name).text)])
                    }
                }
            }
        }
        try removeDroppedBlobs()
        return count
    }

    /// What is wrong with the blobs, a sentence each.
    func blobProblems(on connection: Connection) throws -> [String] {
        guard try connection.hasTable("xcom_blob") else { return [] }
        let unknown = try connection.all(
            """
            SELECT dag_id, run_id, task_id, map_index, "key" FROM xcom WHERE typeof(value) = 'blob'
            AND NOT EXISTS (SELECT 1 FROM xcom_blob WHERE url = CAST(value AS TEXT))
            """, []
        ) { row in
            "XCom '\(row.text(4))' of task '\(row.text(2))' in run '\(row.text(1))' of DAG '\(row.text(0))' refers to a "
                + "blob that the store does not know"
        }
        var damages: [String] = []
        for text in try connection.all("SELECT url FROM xcom_blob", [], { $0.text(0) }) {
            guard let url = BlobURL(text) else { continue }
            do throws(BlobError) {
                _ = try connection.text(of: url, isThorough: true)
            } catch {
                // Where the last row has just gone, so has the blob.
                let isGone = try connection.first("SELECT 1 FROM xcom_blob WHERE url = ?", [.text(text)]) { _ in true }
                if isGone == true { damages.append(error.message) }
            }
        }
        return unknown + damages
    }
}
