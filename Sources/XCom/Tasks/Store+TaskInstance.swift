extension Store {
    /// Takes the part of a task instance, and makes it and its run where the store has none: for programs that no DAG
    /// file knows of.
    ///
    /// - Parameters:
    ///   - key: The task instance.
    ///   - logicalDate: That of the run, if it is made; `nil` for a run without one.
    /// - Throws: ``StoreError``.
    public func openTaskInstance(_ key: TaskInstanceKey, logicalDate: Timestamp? = nil) throws -> RuntimeTaskInstance {
        try transaction {
            if try dagRun(key.dagRun) == nil {
                let now = Timestamp.now()
                var run = DagRun(
                    key: key.dagRun, runType: .manual, state: .running, logicalDate: logicalDate,
                    runAfter: logicalDate ?? now)
                run.startDate = now
                try insert(run)
            }
            if try taskInstance(key) == nil {
                try insert([TaskInstance(id: .version7(now: .now()), key: key, operatorName: "SwiftTask")])
            }
            return try RuntimeTaskInstance(key, in: self)
        }
    }
}
