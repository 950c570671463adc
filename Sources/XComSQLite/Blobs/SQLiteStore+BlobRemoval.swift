internal import Logging
internal import SQLite
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
                "UPDATE xcom_blob_pending SET started = NULL WHERE started BETWEEN 0 AND ?",
                [.int(Self.secondsNow - seconds)])
        }
        try removeDroppedBlobs()
    }

    /// Removes the blobs whose last row went, and those of uploads that were lost. Each database change that drops a blob
    /// does it by itself; what a killed process left is removed by the next one.
    ///
    /// Blobs at places that are not the store's own stay: see ``BlobPlaces``.
    package func removeDroppedBlobs() throws {
        try access("remove blobs") { connection in
            guard try connection.first("SELECT 1 FROM xcom_blob_pending LIMIT 1", [], { _ in true }) == true else {
                return
            }
            // Places of others may be the store's own by now.
            _ = try connection.single {
                try connection.run("UPDATE xcom_blob_pending SET started = NULL WHERE started < 0")
            }
            connection.hasDroppedBlobs = true
        }
    }

    /// A row of `xcom_blob_pending`.
    private struct DroppedBlob {
        /// The row's key, whatever it is.
        var key: Argument
        /// `nil` where it names no blob that this store may delete.
        var url: BlobURL?
    }

    /// Outside of a transaction: a blob goes after the commit.
    func removeDroppedBlobs(on connection: StoreConnection) throws {
        defer { connection.hasDroppedBlobs = false }
        var last = Argument.null
        while true {
            let blobs = try droppedBlobs(after: last, on: connection)
            let removed = blobs.filter { removeBlob($0) }.map(\.key)
            let foreign = blobs.filter { $0.url == nil }.map(\.key)
            if !removed.isEmpty || !foreign.isEmpty {
                try connection.transaction {
                    for key in removed { try connection.run("DELETE FROM xcom_blob_pending WHERE url = ?", [key]) }
                    // Out of the way of those that can be removed.
                    for key in foreign {
                        try connection.run("UPDATE xcom_blob_pending SET started = -1 WHERE url = ?", [key])
                    }
                }
            }
            guard blobs.count == Self.batch, let key = blobs.last?.key else { return }
            last = key
        }
    }

    /// Gives back whether a blob is gone now. A place that fails is not waited for again soon.
    private func removeBlob(_ blob: DroppedBlob) -> Bool {
        guard let url = blob.url, !blobPlaces.isPaused(url.place) else { return false }
        do throws(BlobError) {
            try blobPlaces.store(for: url.place).delete(url.name)
            return true
        } catch {
            log.info("the blob \(url.text) stays until its place can be reached: \(error.message)")
            blobPlaces.pause(url.place)
            return false
        }
    }

    private static let batch = 500

    private func droppedBlobs(after last: Argument, on connection: StoreConnection) throws -> [DroppedBlob] {
        // The commits that dropped the rows have to be on disk before their blobs go: after a loss of power the rows would
        // be back.
        try connection.database.run(script: "PRAGMA synchronous = FULL")
        defer { if !options.survivesPowerLoss { try? connection.database.run(script: "PRAGMA synchronous = NORMAL") } }
        let places = blobPlaces.own
        return try connection.transaction {
            let storeID = try connection.storeID
            try connection.run(
                "UPDATE xcom_blob_pending SET started = NULL WHERE started IS NULL OR started BETWEEN 0 AND ?",
                [.int(Self.secondsNow - Self.longestUpload)])
            return try connection.all(
                """
                SELECT url FROM xcom_blob_pending WHERE started IS NULL AND (?1 IS NULL OR url > ?1)
                ORDER BY url LIMIT \(Self.batch)
                """, [last]
            ) { DroppedBlob(key: $0.argument(0), url: Self.ownBlob($0.label(0), places, storeID)) }
        }
    }

    /// The blob of a URL, where it is in this store's folder of a place of its own.
    private static func ownBlob(_ text: String, _ places: Set<BlobPlace>, _ storeID: String) -> BlobURL? {
        BlobURL(text, inFolderOf: storeID).flatMap { places.contains($0.place) ? $0 : nil }
    }

    @discardableResult
    package func removeUnknownBlobs() throws -> Int {
        try removeDroppedBlobs()
        let storeID = try access("remove blobs") { try $0.storeID }
        var count = 0
        for place in blobPlaces.own {
            let urls: [BlobURL]
            do throws(BlobError) {
                urls = try blobPlaces.store(for: place).names(in: storeID).compactMap {
                    BlobURL("\(place.url)/\($0)", inFolderOf: storeID)
                }
            } catch {
                throw error.storeError(operation: "remove blobs")
            }
            // A blob is known before it is written, or written in a transaction that holds the lock until it is known.
            count += try access("remove blobs") { connection in
                try connection.transaction {
                    try urls.reduce(into: 0) { count, url in
                        count += try connection.run(
                            """
                            INSERT INTO xcom_blob_pending (url) SELECT ?1
                            WHERE NOT EXISTS (SELECT 1 FROM xcom_blob WHERE url = ?1)
                            AND NOT EXISTS (SELECT 1 FROM xcom_blob_pending WHERE url = ?1)
                            """, [.text(url.text)])
                    }
                }
            }
        }
        try removeDroppedBlobs()
        return count
    }

    /// What is wrong with the blobs, a sentence each.
    func blobProblems(on connection: StoreConnection) throws -> [String] {
        guard try connection.hasTable("xcom_blob") else { return [] }
        let unknown = try connection.all(
            """
            SELECT dag_id, run_id, task_id, map_index, "key" FROM xcom WHERE typeof(value) = 'blob'
            AND NOT EXISTS (SELECT 1 FROM xcom_blob WHERE url = CAST(value AS TEXT))
            """, []
        ) { row in
            "XCom '\(row.label(4))' of task '\(row.label(2))' in run '\(row.label(1))' of DAG '\(row.label(0))' refers to a "
                + "blob that the store does not know"
        }
        var damages: [String] = []
        for text in try connection.all("SELECT url FROM xcom_blob", [], { $0.label(0) }) {
            do {
                guard let url = BlobURL(text) else {
                    throw BlobError(.damaged, "table xcom_blob has a row (url '\(text)') that names no blob; delete it")
                }
                _ = try connection.text(of: url, isThorough: true)
            } catch let error as BlobError {
                // Where the last row has just gone, so has the blob.
                let isGone = try connection.first("SELECT 1 FROM xcom_blob WHERE url = ?", [.text(text)]) { _ in true }
                if isGone == true { damages.append(error.message) }
            }
        }
        return try unknown + damages + foreignBlobs(on: connection)
    }

    /// The places where blobs stay that nothing refers to, a sentence each.
    private func foreignBlobs(on connection: StoreConnection) throws -> [String] {
        let places = blobPlaces.own
        let storeID = try connection.storeID
        let urls = try connection.all(
            "SELECT url FROM xcom_blob_pending WHERE started IS NULL OR started < 0 ORDER BY url", []
        ) { $0.label(0) }
        let foreign = urls.filter { Self.ownBlob($0, places, storeID) == nil }
        let blobs = foreign.compactMap { BlobURL($0, inFolderOf: storeID) }
        let byPlace = Dictionary(grouping: blobs, by: \.place).sorted { $0.key.url < $1.key.url }
        let others = foreign.count - blobs.count
        return byPlace.map { place, blobs in
            "no setting names \(place.url), so blobs that no XCom needs stay there: \(blobs.count); "
                + "`xcom clean` with XCOM_OFFLOAD=\(place.url) deletes them"
        }
            + (others == 0
                ? []
                : [
                    "table xcom_blob_pending has rows that name no blob of this store: \(others), the first with url "
                        + "'\(foreign.first { BlobURL($0, inFolderOf: storeID) == nil } ?? "")'; delete them"
                ])
    }
}
