package import struct Foundation.UUID

extension XComStore where Self: RunStore {
    /// Takes the part of a task instance, and makes it and its run where the store has none: for programs that no DAG
    /// file knows of.
    ///
    /// - Parameter logicalDate: That of the run, if it is made; `nil` for a run without one.
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

extension UUID {
    /// A new UUID that begins with a time, as Airflow's task instances have.
    package static func version7(now: Timestamp) -> UUID {
        var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        let milliseconds = UInt64(max(0, now.microseconds / 1000))
        for index in 0..<6 {
            bytes[index] = UInt8(truncatingIfNeeded: milliseconds >> UInt64(40 - 8 * index))
        }
        bytes[6] = bytes[6] & 0x0f | 0x70
        bytes[8] = bytes[8] & 0x3f | 0x80
        return UUID(
            uuid: (
                bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7], bytes[8], bytes[9],
                bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]
            ))
    }
}
