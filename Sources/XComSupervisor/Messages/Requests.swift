package import FoundationEssentials
package import XCom

// What a task written in Swift sends, made of the domain's own types.

extension XComAddress {
    /// How messages name the instance: an unmapped one is not named.
    fileprivate var sentMapIndex: Int? { taskInstance.mapIndex < 0 ? nil : taskInstance.mapIndex }
}

extension GetXCom {
    package init(_ address: XComAddress, includePriorDates: Bool) {
        let instance = address.taskInstance
        self.init(
            key: address.key, dagID: instance.dagID, runID: instance.runID, taskID: instance.taskID,
            mapIndex: address.sentMapIndex, includePriorDates: includePriorDates)
    }
}

extension SetXCom {
    package init(_ value: WireValue, at address: XComAddress, mappedLength: Int? = nil, isDagResult: Bool = false) {
        let instance = address.taskInstance
        self.init(
            key: address.key, value: value, dagID: instance.dagID, runID: instance.runID, taskID: instance.taskID,
            mapIndex: address.sentMapIndex, mappedLength: mappedLength, dagResult: isDagResult ? true : nil)
    }
}

extension DeleteXCom {
    package init(_ address: XComAddress) {
        let instance = address.taskInstance
        self.init(
            key: address.key, dagID: instance.dagID, runID: instance.runID, taskID: instance.taskID,
            mapIndex: address.sentMapIndex)
    }
}

extension GetXComCount {
    package init(of sequence: XComSequence) {
        self.init(key: sequence.key, dagID: sequence.dagID, runID: sequence.runID, taskID: sequence.taskID)
    }
}

extension GetXComSequenceItem {
    package init(of sequence: XComSequence, at offset: Int) {
        self.init(
            key: sequence.key, dagID: sequence.dagID, runID: sequence.runID, taskID: sequence.taskID, offset: offset)
    }
}

extension GetXComSequenceSlice {
    package init(
        of sequence: XComSequence, start: Int? = nil, stop: Int? = nil, step: Int? = nil,
        includePriorDates: Bool = false
    ) {
        self.init(
            key: sequence.key, dagID: sequence.dagID, runID: sequence.runID, taskID: sequence.taskID, start: start,
            stop: stop, step: step, includePriorDates: includePriorDates)
    }
}

extension GetVariable {
    package init(named key: String) { self.init(key: key) }
}

extension PutVariable {
    package init(_ key: String, _ value: String, description: String?) {
        self.init(key: key, value: value, description: description)
    }
}

extension DeleteVariable {
    package init(named key: String) { self.init(key: key) }
}

extension GetConnection {
    package init(named id: String) { self.init(connID: id) }
}

extension ConnectionResult {
    /// The connection, without what messages do not tell of it.
    package var record: ConnectionRecord {
        var record = ConnectionRecord(connID: connID, connType: connType)
        record.host = host
        record.schema = schema
        record.login = login
        record.password = password
        record.port = port
        record.extra = extra
        return record
    }
}

extension GetTaskStateStore {
    package init(of taskInstance: UUID, at key: String) { self.init(tiID: taskInstance, key: key) }
}

extension SetTaskStateStore {
    package init(_ value: WireValue, of taskInstance: UUID, at key: String, expiresAt: Timestamp?) {
        self.init(tiID: taskInstance, key: key, value: value, expiresAt: expiresAt)
    }
}

extension DeleteTaskStateStore {
    package init(of taskInstance: UUID, at key: String) { self.init(tiID: taskInstance, key: key) }
}

extension ClearTaskStateStore {
    package init(of taskInstance: UUID) { self.init(tiID: taskInstance) }
}

extension GetAssetStateStoreByName {
    package init(of name: String, at key: String) { self.init(name: name, key: key) }
}

extension SetAssetStateStoreByName {
    package init(_ value: WireValue, of name: String, at key: String) { self.init(name: name, key: key, value: value) }
}

extension DeleteAssetStateStoreByName {
    package init(of name: String, at key: String) { self.init(name: name, key: key) }
}

extension ClearAssetStateStoreByName {
    package init(of name: String) { self.init(name: name) }
}

extension GetAssetStateStoreByUri {
    package init(of uri: String, at key: String) { self.init(uri: uri, key: key) }
}

extension SetAssetStateStoreByUri {
    package init(_ value: WireValue, of uri: String, at key: String) { self.init(uri: uri, key: key, value: value) }
}

extension DeleteAssetStateStoreByUri {
    package init(of uri: String, at key: String) { self.init(uri: uri, key: key) }
}

extension ClearAssetStateStoreByUri {
    package init(of uri: String) { self.init(uri: uri) }
}

extension SkipDownstreamTasks {
    package init(_ tasks: [SkippedTask]) { self.init(tasks: tasks) }
}

extension AssetProfile {
    /// An asset among the outlets of a task.
    package init(_ asset: AssetKey) { self.init(name: asset.name, uri: asset.uri, type: "Asset") }

    /// An asset alias among them.
    package init(alias: String) { self.init(name: alias, uri: nil, type: "AssetAlias") }
}

extension OutletEvent {
    package init(of asset: AssetKey, extra: WireValue, through alias: String? = nil) {
        self.init(destAssetKey: Key(name: asset.name, uri: asset.uri), extra: extra, sourceAliasName: alias)
    }
}

extension TaskState {
    package init(_ state: Final, at endDate: Timestamp) { self.init(state: state, endDate: endDate) }
}

extension SucceedTask {
    package init(at endDate: Timestamp, outlets: [AssetProfile], events: [OutletEvent]) {
        self.init(state: "success", endDate: endDate, taskOutlets: outlets, outletEvents: events)
    }
}

extension RetryTask {
    package init(at endDate: Timestamp, delay: Double? = nil, reason: String?) {
        self.init(state: "up_for_retry", endDate: endDate, retryDelaySeconds: delay, retryReason: reason)
    }
}

extension RescheduleTask {
    package init(to date: Timestamp, at endDate: Timestamp) {
        self.init(state: "up_for_reschedule", rescheduleDate: date, endDate: endDate)
    }
}

extension ToSupervisor {
    /// Whether a task says by this message how it ended.
    package var isTerminal: Bool {
        switch self {
        case is TaskState, is SucceedTask, is RetryTask, is RescheduleTask, is DeferTask, is AwaitInputTask: true
        default: false
        }
    }
}
