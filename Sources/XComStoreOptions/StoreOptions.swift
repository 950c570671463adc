public import XCom
public import XComBlobs

/// How a store is opened, whichever it is.
public struct StoreOptions: Hashable, Sendable, Codable {
    /// Nothing is written, and a store that is not there is an error. The metadata database of a real Airflow can be read
    /// like this.
    public var readOnly = false
    /// Whether a commit survives a loss of power, and not just the end of the process. Slower by the time that the disk
    /// needs.
    public var survivesPowerLoss = false
    /// How many seconds to wait for other processes.
    public var busyTimeout = 60.0
    /// Where the values of XComs go that are too large for the store; `nil` to keep them all in it. What was put
    /// elsewhere is read, and goes away with its row, whatever is set here.
    public var offload: OffloadSettings?
    /// The keys that variables, connections and the arguments of triggers are encrypted with; `nil` to keep them in
    /// clear, as Airflow does without a key.
    public var fernetKeys: FernetKeys?
    /// How large an XCom may be.
    public var limits = SizeLimits()

    public init() {}
}
