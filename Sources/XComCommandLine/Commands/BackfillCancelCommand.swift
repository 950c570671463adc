internal import ArgumentParser
internal import XCom
internal import XComRunner

struct BackfillCancelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "End the backfill of a DAG that has not come to its end; its queued runs have failed then.",
        discussion: "Example: xcom backfill cancel --dag-id etl")

    @Option(help: ArgumentHelp("Id of the DAG.", valueName: "id"), completion: .dagID)
    var dagID: String
    @OptionGroup var storage: StoreOptions

    func run() throws {
        let (backfill, begun) = try BackfillCancellation(storage.open()).cancel(dagID: dagID)
        Standard.write(
            "Cancelled the backfill of \(dagID) from \(backfill.fromDate.iso8601) to \(backfill.toDate.iso8601)."
                .oneLine + "\n")
        for key in begun {
            Failure.complain(
                "run \(key.runID) had begun; xcom run FILE --dag-id \(dagID) --run-id \(key.runID) ends it")
        }
    }
}
