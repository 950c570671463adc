internal import SQLite
internal import XCom

/// A column of a record's table: its name, how it is bound, and how it is read.
struct Column<Record>: Sendable {
    typealias Bind = @Sendable (Record) -> Argument
    typealias Read = @Sendable (inout Record, borrowing Execution, Int32) throws -> Void

    /// As it stands in SQL.
    let name: String
    /// `nil` for one that is not written.
    let bind: Bind?
    /// `nil` for one that is not read.
    let read: Read?
    let role: Role

    enum Role {
        case plain
        /// Of what tells the table's rows apart.
        case key
        /// A row that is there keeps what it has.
        case kept
        /// Is not read, but names the row in an error.
        case naming
        /// Stands in another table.
        case joined
    }

    private init(name: String, role: Role, bind: Bind? = nil, read: Read? = nil) {
        self.name = name
        self.role = role
        self.bind = bind
        self.read = read
    }

    init(_ name: String, _ bind: @escaping Bind, _ read: @escaping Read) {
        self.init(name: "\"\(name)\"", role: .plain, bind: bind, read: read)
    }

    static func key(_ name: String, _ bind: @escaping Bind, _ read: @escaping Read) -> Column {
        Column(name: "\"\(name)\"", role: .key, bind: bind, read: read)
    }

    /// The columns of a task instance's key.
    static func key(_ path: any WritableKeyPath<Record, TaskInstanceKey> & Sendable) -> [Column] {
        [
            .key("dag_id", { .text($0[keyPath: path].dagID) }, { $0[keyPath: path].dagID = try $1.text($2) }),
            .key("run_id", { .text($0[keyPath: path].runID) }, { $0[keyPath: path].runID = try $1.text($2) }),
            .key("task_id", { .text($0[keyPath: path].taskID) }, { $0[keyPath: path].taskID = try $1.text($2) }),
            .key("map_index", { .int($0[keyPath: path].mapIndex) }, { $0[keyPath: path].mapIndex = try $1.int($2) }),
        ]
    }

    /// A column that others read who look into the table.
    static func written(_ name: String, _ bind: @escaping Bind) -> Column {
        Column(name: "\"\(name)\"", role: .plain, bind: bind)
    }

    /// As ``written(_:_:)``, when the row is made.
    static func writtenOnce(_ name: String, _ bind: @escaping Bind) -> Column {
        Column(name: "\"\(name)\"", role: .kept, bind: bind)
    }

    /// A number that the database gives its rows.
    static func rowID(_ name: String, _ read: Read? = nil) -> Column {
        Column(name: "\"\(name)\"", role: read == nil ? .naming : .plain, read: read)
    }

    /// A column of a joined table, by its name in the clause.
    static func joined(_ name: String, _ read: @escaping Read) -> Column {
        Column(name: name, role: .joined, read: read)
    }

    var isSelected: Bool { read != nil || role == .naming }
}
