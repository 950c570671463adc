package import XCom

package import struct FoundationEssentials.UUID

/// What a task process needs to run its task instance.
package struct StartupDetails: ToTask {
    /// The task instance: the SDK's `TaskInstance` model.
    package struct TaskInstanceDetail: Codable, Hashable, Sendable {
        package var id: UUID
        package var taskID: String
        package var dagID: String
        package var runID: String
        package var tryNumber: Int
        package var dagVersionID: UUID
        package var mapIndex: Int?
        package var hostname: String?
        package var contextCarrier: WireValue?
    }

    /// Where the DAG file is from: the SDK's `BundleInfo`.
    package struct BundleInfo: Codable, Hashable, Sendable {
        package var name: String
        package var version: String?
    }

    /// The SDK's `TIRunContext`.
    package struct RunContext: Codable, Hashable, Sendable {
        package var dagRun: DagRunDetail
        package var taskRescheduleCount: Int
        package var maxTries: Int
        package var variables: [VariableResult]
        package var connections: [ConnectionResult]
        package var nextMethod: String?
        package var nextKwargs: WireValue?
        package var xcomKeysToClear: [String]
        package var shouldRetry: Bool
    }

    package var ti: TaskInstanceDetail
    package var dagRelPath: String
    package var bundleInfo: BundleInfo
    package var startDate: Timestamp
    package var tiContext: RunContext
    package var sentryIntegration: String
}
