// A process of the store's tests that writes while others write: `StoreWorker URL NUMBER COUNT`.
//
// It opens the store (all workers at once, so that they meet in the migrations), pushes COUNT values under keys of its
// own, and ends with status 0 and no output where nothing went wrong.
//
// `StoreWorker URL NUMBER COUNT BLOBS` pushes and deletes large values at random, offloaded to the folder BLOBS, few
// enough different ones that the workers meet in them.
import Foundation
import XCom
import XComBlobs
import XComStores

let arguments = CommandLine.arguments
guard 4...5 ~= arguments.count, let number = Int(arguments[2]), let count = Int(arguments[3]) else {
    print("usage: StoreWorker URL NUMBER COUNT")
    exit(2)
}

do {
    var opener = StoreOpener(url: arguments[1])
    if arguments.count == 5 {
        opener.options.offload = OffloadSettings(place: try BlobPlace(arguments[4]), threshold: 100)
    }
    let store = try opener.open()
    let key = TaskInstanceKey(dagID: "d", runID: "r", taskID: "worker_\(number)")
    // Each worker makes the run if it is the first to come, and its own task instance.
    try store.transaction {
        if try store.dagRun(key.dagRun) == nil {
            try store.insert(
                DagRun(key: key.dagRun, runType: .manual, state: .running, logicalDate: .now(), runAfter: .now()))
        }
        if try store.taskInstance(key) == nil {
            try store.insert([TaskInstance(id: UUID(), key: key, operatorName: "PythonOperator")])
        }
    }
    if opener.options.offload != nil {
        try pushAndDelete(in: store, key, count: count)
        exit(0)
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

func pushAndDelete(in store: any Store, _ key: TaskInstanceKey, count: Int) throws {
    for index in 0..<count {
        let address = XComAddress(taskInstance: key, key: "key_\(Int.random(in: 0..<4))")
        let value = String(repeating: "\(Int.random(in: 1...3))", count: 20_000)
        switch Int.random(in: 0..<8) {
        case 0: try store.delete(address)
        case 1: try store.clear(key)
        case 2: try store.set(WireValue(text: "\(index)"), at: address)
        case 3:
            try store.transaction {
                try store.set(WireValue(text: value), at: address)
                try store.clear(key)
                try store.set(WireValue(text: value), at: address)
            }
        default: try store.set(WireValue(text: value), at: address)
        }
        _ = try store.slice(
            of: XComSequence(dagID: "d", runID: "r", taskID: "worker_\(Int.random(in: 0..<4))", key: address.key),
            start: nil, stop: nil, step: nil, .excluded)
    }
}
