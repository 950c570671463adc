/// How an XCom of one run differs from that of another.
public struct XComDifference: Hashable, Sendable {
    /// What became of it from the first run to the second.
    public enum Change: String, Hashable, Sendable {
        /// Both runs have it, with other values.
        case changed
        /// Only the first run has it.
        case missing
        /// Only the second run has it.
        case new
    }

    public var taskID: String
    public var mapIndex: Int
    public var key: String
    /// The value in the first run, and the one in the second.
    public var before: WireValue?
    public var after: WireValue?

    public var change: Change {
        before == nil ? .new : after == nil ? .missing : .changed
    }

    /// What differs between the XComs of two runs, sorted by task, map index and key. Values are the same where their JSON
    /// texts are.
    public static func between(_ first: [XComEntry], _ second: [XComEntry]) -> [XComDifference] {
        struct Place: Hashable, Comparable {
            var taskID: String
            var mapIndex: Int
            var key: String

            init(_ address: XComAddress) {
                taskID = address.taskInstance.taskID
                mapIndex = address.taskInstance.mapIndex
                key = address.key
            }

            static func < (a: Place, b: Place) -> Bool {
                (a.taskID, a.mapIndex, a.key) < (b.taskID, b.mapIndex, b.key)
            }
        }
        func values(_ entries: [XComEntry]) -> [Place: WireValue] {
            Dictionary(entries.map { (Place($0.address), $0.value) }, uniquingKeysWith: { _, last in last })
        }
        let before = values(first)
        let after = values(second)
        return Set(before.keys).union(after.keys).sorted().compactMap { place in
            guard before[place] != after[place] else { return nil }
            return XComDifference(
                taskID: place.taskID, mapIndex: place.mapIndex, key: place.key, before: before[place],
                after: after[place])
        }
    }
}
