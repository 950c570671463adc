package import FoundationEssentials
package import XCom

// What a task written in Swift asks of runs, of other task instances and of assets, made of the domain's own types.

extension TriggerDagRun {
    package init(_ run: DagRunKey, logicalDate: Timestamp?, conf: WireValue?, reset: Bool, note: String?) {
        self.init(
            logicalDate: logicalDate, conf: conf, resetDagRun: reset, note: note, dagID: run.dagID, runID: run.runID)
    }
}

extension GetDagRunState {
    package init(of run: DagRunKey) { self.init(dagID: run.dagID, runID: run.runID) }
}

extension GetDRCount {
    package init(of dagID: String, logicalDates: [Timestamp]?, runIDs: [String]?, states: [DagRunState]?) {
        self.init(dagID: dagID, logicalDates: logicalDates, runIDs: runIDs, states: states?.map(\.rawValue))
    }
}

extension GetPreviousDagRun {
    package init(of dagID: String, before date: Timestamp, state: DagRunState?) {
        self.init(dagID: dagID, logicalDate: date, state: state?.rawValue)
    }
}

extension GetTICount {
    package init(
        of dagID: String, taskIDs: [String]?, taskGroupID: String?, runIDs: [String]?, states: [TaskInstanceState]?
    ) {
        self.init(
            dagID: dagID, taskIDs: taskIDs, taskGroupID: taskGroupID, runIDs: runIDs, states: states?.map(\.rawValue))
    }
}

extension GetTaskStates {
    package init(of dagID: String, taskIDs: [String]?, taskGroupID: String?, runIDs: [String]?) {
        self.init(dagID: dagID, taskIDs: taskIDs, taskGroupID: taskGroupID, runIDs: runIDs)
    }
}

extension MaskSecret {
    package init(_ value: WireValue, name: String?) { self.init(value: value, name: name) }
}

extension DeferTask {
    package init(
        to classpath: String, kwargs: WireValue, timeout: Double?, nextMethod: String, nextKwargs: WireValue
    ) {
        self.init(
            state: "deferred", classpath: classpath, triggerKwargs: kwargs,
            triggerTimeout: timeout.map { MessageDuration(seconds: $0) }, nextMethod: nextMethod,
            nextKwargs: nextKwargs)
    }
}

extension CreateHITLDetailPayload {
    package init(
        of taskInstance: UUID, options: [String], subject: String, body: String?, defaults: [String]?, multiple: Bool
    ) {
        self.init(
            tiID: taskInstance, options: options, subject: subject, body: body, defaults: defaults, multiple: multiple,
            // Airflow's API refuses the question without the two.
            params: WireValue(text: "{}"), assignedUsers: [])
    }
}

extension AwaitInputTask {
    package init(timeout: Double?, nextMethod: String) {
        self.init(
            state: "awaiting_input", timeout: timeout.map { MessageDuration(seconds: $0) }, nextMethod: nextMethod,
            // Airflow's API refuses a null.
            nextKwargs: WireValue(text: "{}"))
    }
}

extension GetAssetEventByAsset {
    package init(
        of name: String?, uri: String?, after: Timestamp?, before: Timestamp?, limit: Int?, ascending: Bool
    ) {
        self.init(name: name, uri: uri, after: after, before: before, limit: limit, ascending: ascending)
    }
}

extension GetAssetEventByAssetAlias {
    package init(of alias: String, after: Timestamp?, before: Timestamp?, limit: Int?, ascending: Bool) {
        self.init(aliasName: alias, after: after, before: before, limit: limit, ascending: ascending)
    }
}

extension AssetEventDetail {
    /// The event as the domain has it.
    package var event: AssetEvent {
        var event = AssetEvent(
            id: id, asset: AssetRecord(key: AssetKey(name: asset.name, uri: asset.uri), group: asset.group),
            extra: extra ?? WireValue(text: "{}"),
            source: TaskInstanceKey(dagID: sourceDagID, runID: sourceRunID, taskID: sourceTaskID, sourceMapIndex),
            timestamp: timestamp)
        event.asset.extra = asset.extra ?? event.asset.extra
        event.partitionKey = partitionKey
        return event
    }
}

extension ConsumedAssetEvent {
    /// The event as the domain has it.
    package var event: AssetEvent {
        var event = AssetEvent(
            asset: AssetRecord(key: AssetKey(name: asset.name, uri: asset.uri), extra: asset.extra), extra: extra,
            source: TaskInstanceKey(dagID: sourceDagID, runID: sourceRunID, taskID: sourceTaskID, sourceMapIndex),
            aliases: sourceAliases.map(\.name), timestamp: timestamp)
        event.partitionKey = partitionKey
        return event
    }
}

extension TaskInstanceKey {
    /// Who made an event; `nil` for one that came from elsewhere.
    fileprivate init?(dagID: String?, runID: String?, taskID: String?, _ mapIndex: Int?) {
        guard let dagID, let runID, let taskID else { return nil }
        self.init(dagID: dagID, runID: runID, taskID: taskID, mapIndex: mapIndex ?? TaskInstanceKey.unmapped)
    }
}
