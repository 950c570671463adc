internal import Foundation
internal import XComBlobs

/// The blob stores of the places that were asked for, each opened once.
// SAFETY: `opened` is touched with the lock held only.
final class BlobPlaces: @unchecked Sendable {
    private let lock = NSLock()
    private var opened: [BlobPlace: any BlobStore] = [:]

    func store(for place: BlobPlace) throws(BlobError) -> any BlobStore {
        lock.lock()
        defer { lock.unlock() }
        if let store = opened[place] { return store }
        let store = try place.open()
        opened[place] = store
        return store
    }
}
