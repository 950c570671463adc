internal import CPython
internal import CPythonShims
internal import Glibc

/// Bytes that grow at the end: where JSON text is written.
struct OutputBuffer: ~Copyable {
    // SAFETY: `base` is an allocation of `capacity` bytes of which the first `count` are initialized; only this value has
    // it, and every write asks `reserve` for its room first.
    private(set) var base: UnsafeMutablePointer<UInt8>
    private(set) var count = 0
    private var capacity: Int

    /// Takes the allocation that the last buffer has left, or makes one.
    init(_ py: borrowing Python) {
        if let spare = Self.spare {
            Self.spare = nil
            base = spare
            capacity = Self.spareCapacity
        } else {
            capacity = 1024
            base = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        }
    }

    deinit {
        if Self.spare == nil, capacity <= Self.maximumSpare {
            Self.spare = base
            Self.spareCapacity = capacity
        } else {
            base.deallocate()
        }
    }

    /// Large allocations come fresh from the system each time, and to touch their pages takes longer than to fill them: one
    /// is kept.
    // SAFETY: buffers are made and ended with the GIL held.
    nonisolated(unsafe) private static var spare: UnsafeMutablePointer<UInt8>?
    nonisolated(unsafe) private static var spareCapacity = 0
    private static let maximumSpare = 1 << 20

    /// Makes room for `room` more bytes.
    @inline(__always) mutating func reserve(_ room: Int) {
        if capacity &- count < room { grow(room) }
    }

    @inline(never) private mutating func grow(_ room: Int) {
        let capacity = max(self.capacity * 2, count + room)
        let base = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        base.update(from: self.base, count: count)
        self.base.deallocate()
        self.base = base
        self.capacity = capacity
    }

    /// Writes through a pointer to the end; the closure gives back how many bytes it wrote, of those reserved.
    @inline(__always) mutating func write(reserving room: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Int) {
        reserve(room)
        count &+= body(base + count)
    }

    @inline(__always) mutating func append(_ byte: UInt8) {
        reserve(1)
        base[count] = byte
        count &+= 1
    }

    @inline(__always) mutating func append(_ first: UInt8, _ second: UInt8) {
        reserve(2)
        base[count] = first
        base[count &+ 1] = second
        count &+= 2
    }

    @inline(__always) mutating func append(_ text: StaticString) {
        let size = text.utf8CodeUnitCount
        reserve(size)
        memcpy(base + count, text.utf8Start, size)
        count &+= size
    }

    @inline(__always) mutating func append(_ bytes: UnsafePointer<UInt8>, count size: Int) {
        reserve(size)
        memcpy(base + count, bytes, size)
        count &+= size
    }

    /// Moves the end: forward over what was written through a pointer, or back to forget what comes after a position.
    @inline(__always) mutating func advance(to position: Int) {
        count = position
    }

    /// The bytes as an array.
    borrowing func array() -> [UInt8] {
        Array(UnsafeBufferPointer(start: base, count: count))
    }

    /// The bytes as a Python `bytes`.
    borrowing func bytes(_ py: borrowing Python) throws(Raised) -> Owned {
        try Owned(
            checking: PyBytes_FromStringAndSize(
                UnsafeRawPointer(base).assumingMemoryBound(to: CChar.self), count))
    }
}
