internal import Glibc

/// The keys of objects that were read lately, so that equal keys are one `str` whose hash is known.
enum KeyCache {
    /// Longer keys are not kept.
    private static let maximumLength = 64

    private static let slots = 1024

    private struct Slot {
        var hash: UInt64
        var key: PyStr?
    }

    // SAFETY: allocated once; read and written with the GIL held. A slot owns one reference to its key.
    nonisolated(unsafe) private static let table: UnsafeMutablePointer<Slot> = {
        let table = UnsafeMutablePointer<Slot>.allocate(capacity: slots)
        table.initialize(repeating: Slot(hash: 0, key: nil), count: slots)
        return table
    }()

    /// The `str` of a text that is ASCII.
    @inline(__always)
    static func key(_ text: UnsafeBufferPointer<UInt8>, _ py: borrowing Python) throws(Raised) -> Owned {
        guard text.count <= maximumLength, let start = text.baseAddress else { return try py.string(ascii: text) }
        let hash = hash(UnsafeRawPointer(start), text.count)
        let slot = table + Int(truncatingIfNeeded: hash & UInt64(slots &- 1))
        if slot.pointee.hash == hash, let key = slot.pointee.key, let known = key.ascii, known.count == text.count,
            let knownStart = known.baseAddress, memcmp(knownStart, start, text.count) == 0
        {
            return key.object.owned()
        }
        let key = try py.string(ascii: text)
        if let old = slot.pointee.key { _ = Owned(stealing: old.object.pointer) }
        slot.pointee = Slot(hash: hash, key: PyStr(unchecked: Borrowed(key.borrowed.owned().take())))
        return key
    }

    @inline(__always)
    private static func hash(_ text: UnsafeRawPointer, _ count: Int) -> UInt64 {
        var hash = UInt64(truncatingIfNeeded: count)
        // Both halves of the product, or a slot would depend on no more than the first bytes of a word.
        func mix(_ word: UInt64) {
            let product = (hash ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
            hash = product.high ^ product.low
        }
        if count >= 8 {
            var index = 0
            while index < count {
                // The last word begins within the one before it.
                mix(text.loadUnaligned(fromByteOffset: min(index, count &- 8), as: UInt64.self))
                index &+= 8
            }
        } else if count >= 4 {
            let low = text.loadUnaligned(as: UInt32.self)
            mix(UInt64(low) << 32 | UInt64(text.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)))
        } else {
            for index in 0..<count { mix(UInt64(text.load(fromByteOffset: index, as: UInt8.self))) }
        }
        return hash
    }
}
