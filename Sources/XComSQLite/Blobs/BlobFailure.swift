internal import XCom
internal import XComBlobs

/// What went wrong with one blob.
struct BlobFailure: Error {
    var error: BlobError
    var url: BlobURL
    /// Whose value is in it.
    var address: XComAddress?

    func storeError(operation: String) -> StoreError {
        guard let address else { return error.storeError(operation: operation) }
        let instance = address.taskInstance
        let mapIndex = instance.mapIndex < 0 ? "" : " (map index \(instance.mapIndex))"
        var failure = error.storeError(operation: operation)
        failure.message =
            "the value of XCom '\(address.key)' of task '\(instance.taskID)'\(mapIndex) in run '\(instance.runID)' of DAG "
            + "'\(instance.dagID)' was offloaded and cannot be read: \(error.message)"
        return failure
    }
}

extension BlobError {
    func storeError(operation: String) -> StoreError {
        let code: StoreError.Code =
            switch code {
            case .missing, .damaged: .corrupt
            case .full: .full
            case .unavailable: .unavailable
            default: .other
            }
        return StoreError(code, operation: operation, message: message)
    }
}
