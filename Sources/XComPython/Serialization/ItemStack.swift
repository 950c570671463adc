/// The items of the lists that are being read, those of the innermost list last.
struct ItemStack: ~Copyable {
    // SAFETY: `capacity` places, of which the first `count` hold a reference each.
    private var items: UnsafeMutablePointer<PyPointer>?
    private(set) var count = 0
    private var capacity = 0

    deinit {
        for index in 0..<count { if let items { _ = Owned(stealing: items[index]) } }
        items?.deallocate()
    }

    @inline(__always)
    mutating func push(_ item: consuming Owned) {
        if count == capacity { grow() }
        items.unsafelyUnwrapped[count] = item.take()
        count &+= 1
    }

    @inline(never)
    private mutating func grow() {
        let capacity = max(32, capacity * 2)
        let items = UnsafeMutablePointer<PyPointer>.allocate(capacity: capacity)
        if let old = self.items {
            items.update(from: old, count: count)
            old.deallocate()
        }
        self.items = items
        self.capacity = capacity
    }

    /// Moves the items from a place on into a new list of as many places.
    @inline(__always)
    mutating func pop(from mark: Int, into list: PyList) {
        guard let items else { return }
        for index in mark..<count { list.initialize(index &- mark, to: Owned(stealing: items[index])) }
        count = mark
    }
}
