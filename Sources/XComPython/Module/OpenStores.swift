internal import Glibc
internal import XCom
internal import XComStores

/// The stores that Python code of this process has opened for itself, each by its number.
enum OpenStores {
    /// A store, and how it was opened.
    typealias Entry = (store: any Store, opener: StoreOpener)

    // SAFETY: read and changed with the GIL held only.
    nonisolated(unsafe) private static var entries: [Int: Entry] = [:]
    nonisolated(unsafe) private static var lastNumber = 0
    nonisolated(unsafe) private static var process: pid_t = 0

    /// Keeps an open store.
    static func add(_ store: any Store, opener: StoreOpener, _ py: borrowing Python) throws(Raised) -> Int {
        try reopenAfterFork(py)
        lastNumber += 1
        entries[lastNumber] = (store, opener)
        return lastNumber
    }

    /// The number of a store that may have been opened by other means; `nil` where nobody knows by which.
    static func number(of store: any Store, opener: StoreOpener?, _ py: borrowing Python) throws(Raised) -> Int? {
        try reopenAfterFork(py)
        if let known = entries.first(where: { $0.value.store === store }) { return known.key }
        guard let opener else { return nil }
        return try add(store, opener: opener, py)
    }

    /// A store by its number.
    static func open(_ number: Int, _ py: borrowing Python) throws(Raised) -> Entry {
        try reopenAfterFork(py)
        guard let entry = entries[number] else {
            throw py.raise(.runtimeError, "the store is closed, or is in the memory of another process")
        }
        return entry
    }

    /// Lets a store go. It is closed when nobody else of this process uses it.
    static func close(_ number: Int, _ py: borrowing Python) throws(Raised) {
        try reopenAfterFork(py)
        entries[number] = nil
    }

    /// In a forked process, closes the copies of its parent's connections.
    static func closeCopies() -> [Int: Entry] {
        guard process != getpid() else { return [:] }
        let copies = process == 0 ? [:] : entries
        process = getpid()
        entries = [:]
        for copy in copies.values { copy.store.closeCopy() }
        return copies
    }

    /// A connection does not survive a fork: a child has its own. A store in memory is its parent's alone.
    private static func reopenAfterFork(_ py: borrowing Python) throws(Raised) {
        StoreGate.make()
        for (number, copy) in closeCopies() {
            do {
                if try copy.opener.isInMemory { continue }
                entries[number] = (try copy.store.reopened(), copy.opener)
            } catch {
                throw py.raise(.runtimeError, "\(error)")
            }
        }
    }
}
