/// A row that cannot be read: a column of it does not hold what it should.
package struct RowError: Error {
    /// The row's table, once somebody who knows it has said so.
    package var table: String?
    /// The row's file, likewise.
    package var place: String?
    /// What names the row: `dag_id 'etl', run_id 'nightly'`; may be empty.
    package var row: String
    package var column: String
    /// `holds what is not an integer`. It shows no value, which may be a secret.
    package var problem: String
    /// What to do about it.
    package var advice: String

    package init(
        table: String? = nil, row: String, column: String, problem: String,
        advice: String = "correct the row, or delete it"
    ) {
        self.table = table
        self.row = row
        self.column = column
        self.problem = problem
        self.advice = advice
    }
}
