internal import Synchronization

/// The blob stores of places, each opened once: a connection to S3 serves the next blob too.
///
/// It belongs to one process; a fork has one of its own.
package final class OpenedPlaces: Sendable {
    private let stores = Mutex<[BlobPlace: any BlobStore]>([:])

    package init() {}

    /// - Throws: ``BlobError`` `settings`.
    package func store(for place: BlobPlace) throws(BlobError) -> any BlobStore {
        try stores.withLock { stores throws(BlobError) in
            if let store = stores[place] { return store }
            let store = try place.open()
            stores[place] = store
            return store
        }
    }
}
