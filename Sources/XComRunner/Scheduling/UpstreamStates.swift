internal import XCom

/// How many of the instances that a task instance looks at are in which final state.
struct UpstreamStates: Equatable {
    /// How many instances there are, whatever their state.
    var expected = 0
    var expectedSetups = 0
    var success = 0
    var skipped = 0
    var failed = 0
    var upstreamFailed = 0
    var removed = 0
    var done = 0
    /// Those that have been given a try which has not ended.
    var underWay = 0
    var successSetups = 0
    var skippedSetups = 0

    var allDone: Bool { done >= expected }

    /// Counts `count` instances in one state; unfinished ones are only expected.
    mutating func add(_ state: TaskInstanceState?, isSetup: Bool, count: Int = 1) {
        expected += count
        if isSetup { expectedSetups += count }
        addState(state, isSetup: isSetup, count: count)
    }

    /// Counts the states of instances that are expected already.
    mutating func addState(_ state: TaskInstanceState?, isSetup: Bool, count: Int = 1) {
        guard let state else { return }
        guard state.isFinished else {
            if state != .upForRetry, state != .upForReschedule { underWay += count }
            return
        }
        done += count
        switch state {
        case .success:
            success += count
            if isSetup { successSetups += count }
        case .skipped:
            skipped += count
            if isSetup { skippedSetups += count }
        case .failed: failed += count
        case .upstreamFailed: upstreamFailed += count
        default: removed += count
        }
    }
}
