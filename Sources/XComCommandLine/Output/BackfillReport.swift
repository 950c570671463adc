internal import XCom
internal import XComRunner

/// What `xcom run --from --to` prints at the end.
struct BackfillReport {
    var result: BackfillResult
    var path: String
    var follows: Bool
    var failures: FailureText

    func show(_ output: OutputOptions) {
        let backfill = result.backfill
        switch output.output {
        case .table, .plain:
            let span = "\(backfill.fromDate.iso8601) to \(backfill.toDate.iso8601)"
            let what = result.isDryRun ? "dry run of a backfill" : "backfill"
            Standard.write("DAG \(backfill.dagID), \(what) from \(span): \(summary)".oneLine + "\n\n")
        case .json, .yaml: break
        }
        let others = result.executed.runs.filter { !$0.isPlanned }.map(\.run)
        output.show([dates] + (others.isEmpty ? [] : [.otherRuns(others)]), as: document(others))
        for run in result.executed.runs where run.run.state != .success {
            if let reason = run.reason { Failure.complain("run \(run.run.key.runID): \(reason)") }
            Standard.writeError(failures.text(of: run))
        }
        result.executed.left.complain(path: path, follows: follows)
        if !result.isDryRun, result.dates.contains(where: { $0.run?.state.isFinished == false }) {
            Failure.complain("The backfill was stopped. The same command takes it up again.")
        }
    }

    private var summary: String {
        let counts = [
            (DagRunState.success.rawValue, result.dates.count { $0.run?.state == .success }),
            (DagRunState.failed.rawValue, result.dates.count { $0.run?.state == .failed }),
            (
                result.isDryRun ? "to be executed" : "not ended",
                result.dates.count { $0.run?.state.isFinished == false }
            ),
            ("left out", result.dates.count { $0.run == nil }),
        ]
        return counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
    }

    private var dates: Listing {
        Listing(
            ["logical_date", "run_id", "state", "start_date", "end_date", "left_out"],
            rows: result.dates.map { date, run in
                [
                    Document(date.logicalDate), Document(run?.key.runID), Document(run?.state.rawValue),
                    Document(run?.startDate), Document(run?.endDate), Document(date.exceptionReason),
                ]
            })
    }

    private func document(_ others: [DagRun]) -> Document {
        let backfill = result.backfill
        return .object([
            ("dag_id", .text(backfill.dagID)), ("from_date", Document(backfill.fromDate)),
            ("to_date", Document(backfill.toDate)), ("max_active_runs", .number(backfill.maxActiveRuns)),
            ("reprocess_behavior", .text(backfill.reprocessBehavior.rawValue)),
            ("dry_run", .value(WireValue(text: result.isDryRun ? "true" : "false"))), ("runs", dates.document),
            ("other_runs", Listing.otherRuns(others).document), ("queued_runs", result.executed.left.document),
        ])
    }
}

extension [DagRunKey] {
    /// Names the runs that nobody has executed, with the command that does.
    func complain(path: String, follows: Bool) {
        for key in self {
            let why =
                follows
                ? "is queued, below too long a chain of runs that have made each other; what executes it"
                : "is queued; --follow executes such runs, and so does"
            Failure.complain(
                "run \(key.runID) of DAG \(key.dagID) \(why): xcom run \(path) --dag-id \(key.dagID) --run-id \(key.runID)"
            )
        }
    }

    var document: Document {
        .list(map { .object([("dag_id", .text($0.dagID)), ("run_id", .text($0.runID))]) })
    }
}
