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
        /// Of Airflow 3.3.
        package var queue: String?
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

extension StartupDetails.RunContext {
    /// What has a default in the SDK's model may be missing, or null, where another supervisor sends it.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            dagRun: try container.decode(DagRunDetail.self, forKey: .dagRun),
            taskRescheduleCount: try container.decodeIfPresent(Int.self, forKey: .taskRescheduleCount) ?? 0,
            maxTries: try container.decode(Int.self, forKey: .maxTries),
            variables: try container.decodeIfPresent([VariableResult].self, forKey: .variables) ?? [],
            connections: try container.decodeIfPresent([ConnectionResult].self, forKey: .connections) ?? [],
            nextMethod: try container.decodeIfPresent(String.self, forKey: .nextMethod),
            nextKwargs: try container.decodeIfPresent(WireValue.self, forKey: .nextKwargs),
            xcomKeysToClear: try container.decodeIfPresent([String].self, forKey: .xcomKeysToClear) ?? [],
            shouldRetry: try container.decodeIfPresent(Bool.self, forKey: .shouldRetry) ?? false)
    }
}
