internal import XCom

extension TriggerRule {
    /// What a rule says of an instance: whether it may run, and the final state that it takes without running.
    struct Verdict: Equatable {
        var isMet: Bool
        var state: TaskInstanceState?
    }

    /// Judges by the direct upstream instances.
    ///
    /// Airflow: `ti_deps/deps/trigger_rule_dep.py`, the evaluation of direct relatives. Instances that were removed count
    /// for nothing where the instance is itself one of several.
    func verdict(_ up: UpstreamStates, mapIndex: Int, by rules: SchedulingRules) -> Verdict {
        let ignoresRemoved = rules.ignoresRemoved || mapIndex > -1
        return Verdict(
            isMet: isMet(up, removed: ignoresRemoved ? up.removed : 0, by: rules),
            state: finalState(up, mapIndex: mapIndex, by: rules))
    }

    private func finalState(_ up: UpstreamStates, mapIndex: Int, by rules: SchedulingRules) -> TaskInstanceState? {
        let anyFailed = up.failed > 0 || up.upstreamFailed > 0
        switch self {
        case .allSuccess:
            if anyFailed { return .upstreamFailed }
            // Of several upstream tasks that run at once all are heard before a skip: a failure weighs more.
            if up.skipped > 0 { return up.underWay > 0 ? nil : .skipped }
            return up.removed > 0 && up.success > 0 && mapIndex > -1 && mapIndex >= up.success ? .removed : nil
        case .allFailed:
            return up.success > 0 || up.skipped > 0 ? .skipped : nil
        case .oneSuccess:
            guard up.allDone else { return nil }
            if up.done == up.skipped { return .skipped }
            return up.success <= 0 ? .upstreamFailed : nil
        case .oneFailed:
            return up.allDone && !anyFailed ? .skipped : nil
        case .oneDone:
            return up.allDone && up.failed == 0 && up.success == 0 ? .skipped : nil
        case .noneFailed:
            return anyFailed ? .upstreamFailed : nil
        case .noneFailedMinOneSuccess:
            if anyFailed { return .upstreamFailed }
            if up.skipped == up.expected { return .skipped }
            return rules.insistsOnOneSuccess && up.allDone && up.success == 0 ? .upstreamFailed : nil
        case .noneSkipped:
            return up.skipped > 0 ? .skipped : nil
        case .allSkipped:
            return up.success > 0 || anyFailed ? .skipped : nil
        case .allDoneMinOneSuccess:
            if up.skipped > 0 { return .skipped }
            let done = up.success + up.failed + up.upstreamFailed + up.removed
            return done >= up.expected && up.success == 0 ? .upstreamFailed : nil
        case .allDoneSetupSuccess:
            guard up.allDone, up.expectedSetups > 0 else { return nil }
            if up.skippedSetups >= up.expectedSetups { return .skipped }
            return up.successSetups == 0 ? .upstreamFailed : nil
        case .allDone, .always:
            return nil
        }
    }

    private func isMet(_ up: UpstreamStates, removed: Int, by rules: SchedulingRules) -> Bool {
        switch self {
        case .oneSuccess: up.success > 0
        case .oneFailed: up.failed > 0 || up.upstreamFailed > 0
        case .oneDone: up.success + up.failed > 0
        case .allSuccess: up.expected - up.success - removed <= 0
        case .allFailed: up.expected - up.failed - up.upstreamFailed - removed <= 0
        case .allDone: up.allDone
        case .noneFailed: up.expected - up.success - up.skipped - removed <= 0
        case .noneFailedMinOneSuccess:
            up.expected - up.success - up.skipped - removed <= 0 && (up.success > 0 || !rules.insistsOnOneSuccess)
        case .noneSkipped: up.allDone && up.skipped == 0
        case .allSkipped: up.expected - up.skipped <= 0
        case .allDoneSetupSuccess: up.allDone && (up.expectedSetups == 0 || up.successSetups > 0)
        case .allDoneMinOneSuccess:
            up.skipped == 0 && up.success > 0 && up.success + up.failed + up.upstreamFailed + up.removed >= up.expected
        case .always: true
        }
    }
}
