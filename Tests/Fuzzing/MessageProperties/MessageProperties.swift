internal import Foundation
internal import XCom
internal import XComStores
internal import XComSupervisor

/// What must hold for any bytes that a task sends to its supervisor.
public enum MessageProperties {
    /// - Returns: what does not hold; `nil` where all does. That nothing traps is the first of the properties.
    public static func violation(_ bytes: [UInt8]) -> String? {
        do {
            return try Self.world.get().violation(bytes)
        } catch {
            return "there is no store to ask: \(error)"
        }
    }

    nonisolated(unsafe) private static let world = Result { try World() }

    /// A store in which the ids are that the seeds of the corpus name.
    private final class World {
        private let store: any Store
        private let instance: UUID

        init() throws {
            store = try StoreOpener.inMemory.open()
            let run = DagRunKey(dagID: "d", runID: "r")
            let date = Timestamp("2026-01-01T00:00:00Z")
            try store.save(DagRecord(dagID: "d"))
            try store.insert(
                DagRun(key: run, runType: .manual, state: .running, logicalDate: date, runAfter: date ?? .now()))
            let instances = [("t", -1), ("mapped", 0), ("mapped", 1)].map { taskID, mapIndex in
                var instance = TaskInstance(
                    id: UUID(),
                    key: TaskInstanceKey(dagID: "d", runID: "r", taskID: taskID, mapIndex: mapIndex),
                    operatorName: "PythonOperator", maxTries: 1)
                instance.state = .queued
                instance.tryNumber = 1
                return instance
            }
            instance = instances[0].id
            try store.insert(instances)
            try store.set(WireValue(text: "[1, 2]"), at: XComAddress(taskInstance: instances[0].key, key: "k"))
            try store.save(VariableRecord(key: "k", value: "v"))
            try store.save(AssetRecord(key: AssetKey(name: "a", uri: "a://b")))
            _ = try Supervisor(store: store).start(taskInstance: instance, pid: 1, hostname: "h")
        }

        private struct Undo: Error {}

        func violation(_ bytes: [UInt8]) throws -> String? {
            var violation: String?
            do {
                // Each message finds the same.
                try store.transaction {
                    let supervisor = Supervisor(store: store)
                    supervisor.attach(taskInstance: instance)
                    do {
                        if let reply = try supervisor.answer(json: bytes), (try? JSONText(reply)) == nil {
                            violation = "a reply is not JSON"
                        }
                    } catch {
                        violation = "a message is not answered: \(error)"
                    }
                    throw Undo()
                }
            } catch is Undo {}
            return violation
        }
    }
}
