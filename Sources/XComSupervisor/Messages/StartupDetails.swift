public import XCom

public import struct FoundationEssentials.UUID

/// What a task process needs to run its task instance.
public struct StartupDetails: ToTask {
    /// The task instance: the SDK's `TaskInstance` model.
    public struct TaskInstanceDetail: Codable, Hashable, Sendable {
        public var id: UUID
        public var taskID: String
        public var dagID: String
        public var runID: String
        public var tryNumber: Int
        public var dagVersionID: UUID
        public var mapIndex: Int?
        public var hostname: String?
        public var contextCarrier: WireValue?
    }

    /// Where the DAG file is from: the SDK's `BundleInfo`.
    public struct BundleInfo: Codable, Hashable, Sendable {
        public var name: String
        public var version: String?
    }

    /// The SDK's `TIRunContext`.
    public struct RunContext: Codable, Hashable, Sendable {
        public var dagRun: DagRunDetail
        public var taskRescheduleCount: Int
        public var maxTries: Int
        public var variables: [VariableResult]
        public var connections: [ConnectionResult]
        public var nextMethod: String?
        public var nextKwargs: WireValue?
        public var xcomKeysToClear: [String]
        public var shouldRetry: Bool
    }

    public var ti: TaskInstanceDetail
    public var dagRelPath: String
    public var bundleInfo: BundleInfo
    public var startDate: Timestamp
    public var tiContext: RunContext
    public var sentryIntegration: String
}
