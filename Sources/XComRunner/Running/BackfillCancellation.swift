package import XCom

/// Ends a backfill that is not to go on.
///
/// Airflow: `api_fastapi/core_api/routes/public/backfills.py, cancel_backfill`.
package struct BackfillCancellation {
    private let store: any Store

    package init(_ store: any Store) {
        self.store = store
    }

    /// Runs of the backfill that are queued have failed then; those that had begun stay as they are.
    ///
    /// - Returns: The backfill, and its runs that had begun and have not ended.
    /// - Throws: ``RunnerError`` `refused` where the DAG has no backfill to end, or where one is being executed.
    package func cancel(dagID: String, now: Timestamp = .now()) throws -> (backfill: Backfill, begun: [DagRunKey]) {
        guard let backfill = try store.activeBackfill(dagID: dagID), let id = backfill.id else {
            throw RunnerError(.refused, "DAG \(dagID) has no backfill that has not come to its end.")
        }
        let runs = try BackfillOpening.unfinished(backfill, in: store)
        // Held until the end: nobody takes one of them up meanwhile.
        let locks = try runs.map { key in
            guard let lock = try store.lock(run: key, patience: 0) else {
                throw RunnerError(
                    .refused,
                    "The backfill is being executed (run \(key.runID)): stop that command first, by Ctrl-C.")
            }
            return lock
        }
        return try withExtendedLifetime(locks) {
            try store.transaction {
                let begun = try runs.filter { try store.dagRun($0)?.state != .queued }
                for key in runs where !begun.contains(key) {
                    try store.updateDagRun(key) { $0.state = .failed }
                }
                try store.completeBackfill(id: id, at: now)
                return (backfill, begun)
            }
        }
    }
}
