internal import XCom

/// A row that cannot be read: a column of it does not hold what it should.
struct RowFailure: Error {
    var table: String?
    /// Of which file, where that is not the one that the access was to.
    var place: String?
    /// What names the row: `dag_id 'etl', run_id 'nightly'`; may be empty.
    var row: String
    var column: String
    /// `holds what is not an integer`.
    var problem: String
    var advice = "correct the row, or delete it"

    /// Without the value, which may be a secret.
    func storeError(operation: String, place: String) -> StoreError {
        let table = table.map { "table \($0) of " } ?? ""
        let row = row.isEmpty ? "a row" : "a row (\(row))"
        return StoreError(
            .corrupt, operation: operation,
            message: "\(table)the store \(self.place ?? place) has \(row) whose column \(column) \(problem); \(advice)"
        )
    }
}
