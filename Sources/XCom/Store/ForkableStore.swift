/// What processes that fork ask of a store: none is carried over a fork.
public protocol ForkableStore: AnyObject {
    /// Closes the copy of a connection that a fork has made, in the child, which then opens the store anew. No access may
    /// have been under way at the fork.
    func closeCopy()

    /// The same store opened once more: for a child after a fork.
    ///
    /// - Throws: ``StoreError``.
    func reopened() throws -> any Store

    /// Takes the lock of a run, which need not be there yet; `nil` where another process executes it.
    ///
    /// - `patience`: for how many seconds to wait for processes that a former owner, which is gone, has left.
    /// - Throws: ``StoreError`` where there can be no lock, or where such processes are still there.
    func lock(run: DagRunKey, patience: Double) throws -> (any RunLock)?
}

extension ForkableStore {
    /// As ``lock(run:patience:)``, and waits for nobody.
    public func lock(run: DagRunKey) throws -> (any RunLock)? {
        try lock(run: run, patience: 0)
    }
}

/// Keeps two processes from executing the same run, whatever their logs' folder is, as long as it is there.
public protocol RunLock: AnyObject {
    /// A descriptor that is given to the processes which are started for the run: the run is not taken up by somebody else
    /// before the last copy of it is closed. -1 where other processes cannot have the store.
    var shared: Int32 { get }
}
