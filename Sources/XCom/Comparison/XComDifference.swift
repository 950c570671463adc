/// How an XCom of one run differs from that of another.
public struct XComDifference: Hashable, Sendable {
    /// What became of it from the first run to the second.
    public enum Change: String, Hashable, Sendable {
        /// Both runs have it, with other values.
        case changed
        /// Both runs have it, and the values say the same in the forms of different rules: a tuple that one kept as such is
        /// a list in the other.
        case form
        /// Only the first run has it.
        case missing
        /// Only the second run has it.
        case new
        /// One of the values cannot be read, so that nothing is known of a difference.
        case unreadable
    }

    /// The task, with the ids of its groups before it.
    public var taskID: String
    /// The instance of a mapped task.
    public var mapIndex: Int
    /// The key.
    public var key: String
    /// The value in the first run, and the one in the second.
    public var before: WireValue?
    /// The value in the other run; `nil` where it has none.
    public var after: WireValue?
    /// Why a value cannot be read; then it is not among the two above.
    public var problem: StoreError?
    /// Whether the two values differ in their forms only.
    public var isOfForm = false

    /// What kind of difference it is.
    public var change: Change {
        problem != nil ? .unreadable : before == nil ? .new : after == nil ? .missing : isOfForm ? .form : .changed
    }

    /// What differs between the XComs of two runs, sorted by task, map index and key. Values are the same where their JSON
    /// texts are.
    ///
    /// - `acrossRules`: Whether the runs were made by the rules of different versions of Airflow: then values that
    ///   say the same are told from others.
    public static func between(
        _ first: [XComReading], _ second: [XComReading], acrossRules: Bool = false
    ) -> [XComDifference] {
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
        func values(_ entries: [XComReading]) -> [Place: Result<WireValue, StoreError>] {
            Dictionary(entries.map { (Place($0.address), $0.value) }, uniquingKeysWith: { _, last in last })
        }
        let before = values(first)
        let after = values(second)
        return Set(before.keys).union(after.keys).sorted().compactMap { place in
            var difference = XComDifference(taskID: place.taskID, mapIndex: place.mapIndex, key: place.key)
            do throws(StoreError) {
                difference.before = try before[place]?.get()
            } catch {
                difference.problem = error
            }
            do throws(StoreError) {
                difference.after = try after[place]?.get()
            } catch {
                difference.problem = difference.problem ?? error
            }
            if acrossRules, difference.problem == nil, let before = difference.before, let after = difference.after {
                difference.isOfForm = sayTheSame(before, after)
            }
            return difference.problem == nil && difference.before == difference.after ? nil : difference
        }
    }
}
