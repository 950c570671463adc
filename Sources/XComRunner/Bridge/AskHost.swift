/// Asks a program that a run is a part of whether it wants the run to stop: a handler of a signal, or its code in a task, has
/// raised what is no task's own.
struct AskHost: BridgeCall {
    static let name = "ask_host"

    struct Answer: Decodable {
        var stops: Bool
    }
}

/// Lets a program make what a task that runs alone finds in the store: the XComs of tasks before it.
struct PrepareTask: BridgeCall {
    typealias Answer = NoAnswer
    static let name = "prepare_task"

    var runID: String
}
