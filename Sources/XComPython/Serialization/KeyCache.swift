internal import CPython
internal import CPythonShims
internal import Glibc

/// The keys of objects that were read lately, so that equal keys are one `str` whose hash is known.
enum KeyCache {
    /// Longer keys are not kept.
    static let maximumLength = 64

    private static let slots = 1024

    private struct Slot {
        var hash: UInt64
        var key: PyPointer?
    }

    // SAFETY: allocated once; read and written with the GIL held. A slot owns one reference to its key.
    nonisolated(unsafe) private static let table: UnsafeMutablePointer<Slot> = {
        let table = UnsafeMutablePointer<Slot>.allocate(capacity: slots)
        table.initialize(repeating: Slot(hash: 0, key: nil), count: slots)
        return table
    }()

    /// A borrowed reference to the key with this text, which is ASCII.
    @inline(__always)
    static func find(_ text: UnsafePointer<UInt8>, _ count: Int, _ hash: UInt64) -> PyPointer? {
        let slot = table + Int(truncatingIfNeeded: (hash ^ hash >> 32) & UInt64(slots &- 1))
        guard slot.pointee.hash == hash, let key = slot.pointee.key, xcom_unicode_length(key) == count,
            let data = xcom_unicode_data(key), memcmp(data, text, count) == 0
        else { return nil }
        return key
    }

    static func keep(_ key: PyPointer, _ hash: UInt64) {
        let slot = table + Int(truncatingIfNeeded: (hash ^ hash >> 32) & UInt64(slots &- 1))
        xcom_incref(key)
        let old = slot.pointee.key
        slot.pointee = Slot(hash: hash, key: key)
        if let old { xcom_decref(old) }
    }
}
