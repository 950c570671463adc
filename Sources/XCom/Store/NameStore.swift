/// What has a name in a store.
public enum StoredName: Hashable, Sendable {
    case runID
    case taskID
    case key
}

/// Names that are in a store, for those who complete a word that a person types.
public protocol NameStore: AnyObject {
    /// The names of the runs, task instances or XComs that a filter lets through, each once, the newest first.
    ///
    /// - `rows`: so many of the newest rows are looked at, whatever the size of the store.
    func names(_ kind: StoredName, of filter: XComFilter, rows: Int) throws -> [String]
}
