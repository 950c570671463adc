/// The tables of offloaded values.
///
/// A row of `xcom` whose value was offloaded has the blob's URL in `value`, as SQLite's type BLOB: a user's value always
/// has the type TEXT, so the two cannot be taken for each other. Which rows refer to a blob is what an index says; nobody
/// counts.
enum BlobSchema {
    /// `xcom_blob`: the blobs that rows refer to. `xcom_blob_pending`: those on their way in (since `started`, in seconds
    /// since 1970), and those that are to be removed (no `started`).
    static let migration = """
        CREATE TABLE xcom_blob (
            url TEXT NOT NULL PRIMARY KEY,
            size INTEGER NOT NULL,
            stored_size INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE xcom_blob_pending (
            url TEXT NOT NULL PRIMARY KEY,
            started INTEGER
        ) WITHOUT ROWID;
        \(ofXComs)
        ALTER TABLE xcom_schema_version ADD COLUMN store_id TEXT;
        UPDATE xcom_schema_version SET store_id = lower(hex(randomblob(8)));
        """

    /// What hangs on the table `xcom`.
    static let ofXComs = """
        CREATE INDEX idx_xcom_blob ON xcom (value) WHERE typeof(value) = 'blob';
        CREATE TRIGGER xcom_blob_deleted AFTER DELETE ON xcom WHEN typeof(OLD.value) = 'blob'
        BEGIN \(drop) END;
        CREATE TRIGGER xcom_blob_updated AFTER UPDATE OF value ON xcom
        WHEN typeof(OLD.value) = 'blob' AND OLD.value IS NOT NEW.value
        BEGIN \(drop) END;
        """

    /// The size in bytes of the JSON text of an `xcom` row, found by a look at the value.
    static let size = """
        CASE typeof(value) WHEN 'blob'
        THEN coalesce((SELECT size FROM xcom_blob WHERE url = CAST(value AS TEXT)), length(CAST(value AS BLOB)))
        ELSE length(CAST(value AS BLOB)) END
        """

    /// The same by what the row itself says, where that can be: the size of a row that another program made is measured.
    static let rowSize = "CASE WHEN \(plausible("xcom.size")) THEN xcom.size ELSE \(measuredSize) END"

    /// The size of a row that does not say it.
    static let measuredSize = """
        coalesce((SELECT size FROM xcom_blob WHERE typeof(value) = 'blob' AND url = CAST(value AS TEXT)
        AND \(plausible("xcom_blob.size"))), length(CAST(value AS BLOB)))
        """

    /// Whether a column holds a number of bytes that there can be; sums of such ones stay in range.
    private static func plausible(_ column: String) -> String {
        "typeof(\(column)) = 'integer' AND \(column) BETWEEN 0 AND \(1 << 40)"
    }

    /// Every way in which a row goes ends here, cascades included.
    private static let drop = """
        INSERT OR IGNORE INTO xcom_blob_pending (url) SELECT url FROM xcom_blob
        WHERE url = CAST(OLD.value AS TEXT)
        AND NOT EXISTS (SELECT 1 FROM xcom WHERE typeof(value) = 'blob' AND value = OLD.value);
        DELETE FROM xcom_blob WHERE url = CAST(OLD.value AS TEXT)
        AND NOT EXISTS (SELECT 1 FROM xcom WHERE typeof(value) = 'blob' AND value = OLD.value);
        """
}
