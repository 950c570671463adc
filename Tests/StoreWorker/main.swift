// A process of the store's tests that writes while others write: `StoreWorker PATH NUMBER COUNT`.
//
// It opens the store (all workers at once, so that they meet in the migrations), pushes COUNT values under keys of its
// own, and ends with status 0 and no output where nothing went wrong.
import Foundation
import XCom
import XComSQLite

let arguments = CommandLine.arguments
guard arguments.count == 4, let number = Int(arguments[2]), let count = Int(arguments[3]) else {
    print("usage: StoreWorker PATH NUMBER COUNT")
    exit(2)
}

do {
    let store = try SQLiteStore(path: arguments[1])
    let key = TaskInstanceKey(dagID: "d", runID: "r", taskID: "worker_\(number)")
    // Each worker makes the run if it is the first to come, and its own task instance.
    try store.transaction {
        if try store.dagRun(key.dagRun) == nil {
            try store.insert(
                DagRun(key: key.dagRun, runType: .manual, state: .running, logicalDate: .now(), runAfter: .now()))
        }
        try store.insert([TaskInstance(id: UUID(), key: key, operatorName: "PythonOperator")])
    }
    for index in 0..<count {
        try store.set(
            WireValue(text: "{\"worker\": \(number), \"index\": \(index)}"),
            at: XComAddress(taskInstance: key, key: "key_\(index)"))
    }
} catch {
    print("worker \(number): \(error)")
    exit(1)
}
