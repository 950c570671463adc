/// Where large values lie outside of the database: named blobs that are written once and never changed.
///
/// No name is used a second time, so there is nothing to agree on between processes: whoever knows a name from a committed
/// row finds the blob, and a blob that is on its way or on its way out has a name that no row knows.
package protocol BlobStore: AnyObject, Sendable {
    /// Writes a blob. When the call returns it survives a loss of power.
    ///
    /// - Throws: ``BlobError``.
    func put(_ bytes: UnsafeRawBufferPointer, name: String) throws(BlobError)

    /// - Throws: ``BlobError`` `missing` where there is no blob of this name, `damaged` where it has more bytes than
    ///   `limit`.
    func get(_ name: String, limit: Int) throws(BlobError) -> [UInt8]

    func contains(_ name: String) throws(BlobError) -> Bool

    /// Deletes a blob; what is not there is no error.
    func delete(_ name: String) throws(BlobError)

    /// The names in a folder, at any depth.
    func names(in folder: String) throws(BlobError) -> [String]
}
