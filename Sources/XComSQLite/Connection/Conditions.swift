internal import SQLite
internal import XCom

/// The `WHERE` clause of a filter: its conditions are joined by `AND`; an unset one is left out.
struct Conditions {
    private(set) var terms: [String] = []
    private(set) var arguments: [Argument] = []

    /// A condition with one `?`.
    mutating func add(_ term: String, _ argument: Argument?) {
        guard let argument else { return }
        terms.append(term)
        arguments.append(argument)
    }

    /// `column IN (...)`; an empty list lets nothing through.
    ///
    /// The list goes in as one JSON text: SQLite limits how many arguments a statement may have, and one text of SQL
    /// serves lists of every length.
    mutating func add(_ column: String, in list: [String]?) {
        add(column, inArray: list.map { WireValue(keys: $0) })
    }

    mutating func add(_ column: String, in list: [Int]?) {
        add(column, inArray: list.map { WireValue(indexes: $0) })
    }

    private mutating func add(_ column: String, inArray json: WireValue?) {
        add("\(column) IN (SELECT value FROM json_each(?))", json.map { .value($0) })
    }

    mutating func add(term: String) {
        terms.append(term)
    }

    var clause: String {
        terms.isEmpty ? "" : " WHERE " + terms.joined(separator: " AND ")
    }
}
