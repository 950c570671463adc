extension Supervisor {
    /// All messages that a Task SDK can send (1.1 to 1.3; `task-sdk execution_time/comms.py, ToSupervisor`).
    package static let messageTypes: [any ToSupervisor.Type] = [
        DeferTask.self, DeleteXCom.self, GetAssetByName.self, GetAssetByUri.self, GetAssetEventByAsset.self,
        GetAssetEventByAssetAlias.self, GetConnection.self, GetDagRun.self, GetDagRunState.self, GetDRCount.self,
        GetDag.self, GetPrevSuccessfulDagRun.self, GetPreviousDagRun.self, GetPreviousTI.self,
        GetTaskRescheduleStartDate.self, GetTICount.self, GetTaskBreadcrumbs.self, GetTaskStates.self,
        GetVariable.self, GetXCom.self, GetXComCount.self, GetXComSequenceItem.self, GetXComSequenceSlice.self,
        PutVariable.self, RescheduleTask.self, RetryTask.self, SetRenderedFields.self, SetRenderedMapIndex.self,
        SetXCom.self, SkipDownstreamTasks.self, SucceedTask.self, ValidateInletsAndOutlets.self, TaskState.self,
        TriggerDagRun.self, DeleteVariable.self, ResendLoggingFD.self, CreateHITLDetailPayload.self,
        UpdateHITLDetail.self, GetHITLDetailResponse.self, MaskSecret.self, GetNumberXComs.self, AwaitInputTask.self,
        GetTaskStateStore.self, SetTaskStateStore.self, DeleteTaskStateStore.self, ClearTaskStateStore.self,
        GetAssetStateStoreByName.self, GetAssetStateStoreByUri.self, SetAssetStateStoreByName.self,
        SetAssetStateStoreByUri.self, DeleteAssetStateStoreByName.self, DeleteAssetStateStoreByUri.self,
        ClearAssetStateStoreByName.self, ClearAssetStateStoreByUri.self, GetVariableKeys.self, GetAssetsByAlias.self,
    ]

    /// All messages that a Task SDK can read (1.1 to 1.3; `task-sdk execution_time/comms.py, ToTask`).
    package static let replyTypes: [any ToTask.Type] = [
        AssetResult.self, AssetEventsResult.self, ConnectionResult.self, DagRunResult.self, DagRunStateResult.self,
        DRCount.self, DagResult.self, ErrorResponse.self, PrevSuccessfulDagRunResult.self, PreviousTIResult.self,
        SentFDs.self, StartupDetails.self, TaskRescheduleStartDate.self, TICount.self, TaskBreadcrumbsResult.self,
        TaskStatesResult.self, VariableResult.self, XComCountResponse.self, XComResult.self,
        XComSequenceIndexResult.self, XComSequenceSliceResult.self, InactiveAssetsResult.self,
        CreateHITLDetailPayload.self, HITLDetailRequestResult.self, OKResponse.self, PreviousDagRunResult.self,
        XComLengthResponse.self, TaskStateStoreResult.self, AssetStateStoreResult.self, VariableKeysResult.self,
        AssetsByAliasResult.self,
    ]

    static let messages: [String: any ToSupervisor.Type] = Dictionary(
        messageTypes.map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first })

    /// Reads a message of any type that a supervisor can send; fields that are not known count for nothing.
    package static func reply(json: [UInt8]) throws(MessageError) -> any ToTask {
        let text = try MessageCoding.text(json)
        guard let name = try? text.member("type")?.string() else {
            throw MessageError(.missingField, "it has no type")
        }
        guard let type = replies[name] else { throw MessageError(.unknownType, "there is no message \(name)") }
        do {
            return try MessageCoding.decode(type, from: text)
        } catch {
            throw MessageError(error.code, messageType: name, error.reason)
        }
    }

    private static let replies: [String: any ToTask.Type] = Dictionary(
        replyTypes.map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first })
}
