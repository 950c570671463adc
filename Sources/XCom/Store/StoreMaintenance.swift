/// How a store is looked after.
public protocol StoreMaintenance: AnyObject {
    /// How messages name the store: a file's path.
    var place: String { get }
    var isReadOnly: Bool { get }

    /// What a commit survives, in words, read back from what writes it.
    func durability() throws -> String
    /// What is wrong with the store, a sentence each.
    func problems() throws -> [String]
    /// What is in the store, by DAG id.
    func statistics() throws -> [DagStatistics]

    /// The runs that a policy lets go, those of one DAG together, the oldest first. Only such that have ended can be
    /// deleted.
    func runs(beyond policy: RetentionPolicy) throws -> [DagRunExtent]
    /// Deletes a run that has ended, with all that belongs to it, and holds nobody up meanwhile.
    ///
    /// Where it is stopped in the middle, what is left of the run goes with the next call.
    func deleteInBatches(_ run: DagRunKey) throws -> DagRunDeletion
    /// Gives space that holds nothing back to the file system, and says how many bytes: once other processes have read what
    /// they are reading.
    func giveBackSpace() throws -> Int
    /// How many bytes hold nothing.
    func emptySpace() throws -> Int

    /// Removes offloaded values that nothing refers to any more: what processes that were killed have left.
    func removeDroppedBlobs() throws
    /// Looks for offloaded values that the store does not know, removes them, and gives back how many there were: what is
    /// left where a process was killed in a transaction that it had pushed in.
    @discardableResult func removeUnknownBlobs() throws -> Int

    /// Copies the DAG runs, task instances and XComs of a real Airflow 3, run by run, each in a transaction.
    ///
    /// A run that is here already is left out, so that an import which was stopped can be started again.
    ///
    /// - Parameters:
    ///   - source: Airflow's database, opened to read.
    ///   - dagID: Only runs of this DAG.
    /// - Throws: ``StoreError``, also where the source is not a database of Airflow 3.
    func importRuns(from source: any Store, dagID: String?) throws -> ImportReport
}

/// What one DAG has in a store.
public struct DagStatistics: Hashable, Sendable {
    /// The DAG.
    public var dagID: String
    /// How many runs it has.
    public var runs: Int
    /// How many task instances.
    public var taskInstances: Int
    /// How many XComs.
    public var xcoms: Int
    /// Bytes of all XCom values.
    public var bytes: Int
    /// Bytes of the largest XCom value.
    public var largest: Int

    public init(dagID: String, runs: Int, taskInstances: Int, xcoms: Int, bytes: Int, largest: Int) {
        self.dagID = dagID
        self.runs = runs
        self.taskInstances = taskInstances
        self.xcoms = xcoms
        self.bytes = bytes
        self.largest = largest
    }
}
