internal import ArgumentParser

/// How much of a listing is shown.
struct LimitOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Show so many rows at most; of runs and backfills the newest.", valueName: "n"))
    var limit: Int?

    func validate() throws {
        guard limit ?? 1 > 0 else { throw ValidationError("--limit needs a number above 0.") }
    }

    func first<Row>(_ rows: [Row]) -> [Row] { limit.map { Array(rows.prefix($0)) } ?? rows }

    /// The newest rows, of those that are in the order in which they were made.
    func newest<Row>(_ rows: [Row]) -> [Row] { limit.map { Array(rows.suffix($0)) } ?? rows }
}
