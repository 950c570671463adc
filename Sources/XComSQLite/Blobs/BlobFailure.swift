internal import XCom
internal import XComBlobs

/// What went wrong with one offloaded value.
struct BlobFailure: Error {
    var error: BlobError
    /// `nil` where the row does not say where its blob is.
    var url: BlobURL?
    /// Whose value it is.
    var address: XComAddress?

    func storeError(operation: String) -> StoreError {
        guard let address else { return error.storeError(operation: operation) }
        var failure = error.storeError(operation: operation)
        failure.message = "\(address.valueWords) was offloaded and cannot be read: \(error.message)"
        return failure
    }
}

extension XComAddress {
    /// How a message names the value there.
    var valueWords: String {
        let mapIndex = taskInstance.mapIndex < 0 ? "" : " (map index \(taskInstance.mapIndex))"
        return "the value of XCom '\(key)' of task '\(taskInstance.taskID)'\(mapIndex) in run '\(taskInstance.runID)' "
            + "of DAG '\(taskInstance.dagID)'"
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
