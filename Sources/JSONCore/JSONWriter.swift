/// JSON text that grows at its end: the one place that spells strings and numbers as Python's `json.dumps` does.
public struct JSONWriter: ~Copyable {
    // SAFETY: `base` is an allocation of `capacity` bytes of which the first `count` are initialized; only this value has
    // it, and every write asks `reserve` for its room first.
    @usableFromInline var base: UnsafeMutablePointer<UInt8>
    @usableFromInline var end = 0
    @usableFromInline var capacity: Int

    public init() {
        self.init(reusing: .allocate(capacity: 256))
    }

    /// Takes over an allocation, like that of a writer that has ended.
    public init(reusing allocation: UnsafeMutableBufferPointer<UInt8>) {
        capacity = allocation.count
        // An empty buffer may have no address.
        base = allocation.baseAddress ?? .allocate(capacity: 0)
    }

    deinit {
        base.deallocate()
    }

    /// Ends the text and hands its allocation over.
    public consuming func takeAllocation() -> UnsafeMutableBufferPointer<UInt8> {
        let allocation = UnsafeMutableBufferPointer(start: base, count: capacity)
        discard self
        return allocation
    }

    /// How many bytes were written.
    @inlinable public var count: Int { end }

    /// The bytes that were written, for as long as nothing more is.
    @inlinable public var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: base, count: end)
    }

    /// Forgets what stands behind a place.
    @inlinable @inline(__always) public mutating func removeAll(from place: Int) {
        end = place
    }

    // MARK: Bytes

    /// Makes room for `room` more bytes.
    @inlinable @inline(__always) mutating func reserve(_ room: Int) {
        if capacity &- end < room { grow(room) }
    }

    @usableFromInline @inline(never) mutating func grow(_ room: Int) {
        // A large text mostly is the last but for what closes it: that little is not to double the allocation.
        let capacity = max(self.capacity * 2, end + room + 64)
        let base = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        base.update(from: self.base, count: end)
        self.base.deallocate()
        self.base = base
        self.capacity = capacity
    }

    /// Writes through a pointer to the end; the closure gives back how many bytes it wrote, of those reserved.
    @inlinable @inline(__always)
    mutating func write(reserving room: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Int) {
        reserve(room)
        end &+= body(base + end)
    }

    @inlinable @inline(__always) public mutating func append(_ byte: UInt8) {
        reserve(1)
        base[end] = byte
        end &+= 1
    }

    @inlinable @inline(__always) public mutating func append(_ first: UInt8, _ second: UInt8) {
        reserve(2)
        base[end] = first
        base[end &+ 1] = second
        end &+= 2
    }

    @inlinable @inline(__always) public mutating func append(_ text: StaticString) {
        append(text.utf8Start, text.utf8CodeUnitCount)
    }

    /// Appends text that is JSON already, or a part of it.
    @inlinable @inline(__always) public mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        if let start = text.baseAddress { append(start, text.count) }
    }

    @inlinable @inline(__always) mutating func append(_ start: UnsafePointer<UInt8>, _ size: Int) {
        reserve(size)
        UnsafeMutableRawPointer(base + end).copyMemory(from: start, byteCount: size)
        end &+= size
    }

    /// Appends text that is JSON already.
    public mutating func append(json text: [UInt8]) {
        text.withUnsafeBufferPointer { append($0) }
    }

    /// Appends text that is JSON already.
    public mutating func append(json text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }
}
