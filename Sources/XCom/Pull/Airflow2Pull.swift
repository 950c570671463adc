/// What `xcom_pull` of Airflow 2 asks for (airflow 2.11 models/taskinstance.py, `_xcom_pull`).
public struct Airflow2Pull: PullRequest {
    /// The rows that were asked for. Without task ids those of any task, without a key those under any.
    public var selection: XComSelection
    /// Whether one task, or any, and at most one map index were asked for by themselves, not in a list.
    public var isSingle: Bool

    public init(selection: XComSelection, isSingle: Bool) {
        self.selection = selection
        self.isSingle = isSingle
    }

    /// `default` stands for a value only where there is no row.
    ///
    /// A single value is that of the newest row. Where that is a mapped task's and no map index was given, the answer is
    /// all of the rows, by map index.
    public func answer<Value>(
        from source: some PullSource, none: Value, default: Value, decode: (WireValue) throws -> Value?
    ) throws -> PullAnswer<Value> {
        guard isSingle else { return .selection(selection) }
        var newest = selection
        newest.order = .newestFirst
        guard let row = try source.entries(of: newest, in: .first).first else { return .one(`default`) }
        if row.address.taskInstance.mapIndex >= 0, selection.mapIndexes == nil {
            var rows = selection
            rows.order = .mapIndex
            return .selection(rows)
        }
        return .one(try decode(row.value) ?? none)
    }
}
