public import Logging
public import XCom

public import struct FoundationEssentials.UUID

/// A task instance as its own code sees it, `ti`: whether it runs under a supervisor, on a store, or in a unit test.
///
/// It pushes and pulls XComs by the rules of `xcom_pull`, and asks its supervisor for all else; every call is answered by the
/// supervisor, or throws ``SupervisorRefusal``.
public protocol RuntimeTaskInstanceProtocol: Sendable {
    /// Which task instance it is.
    var key: TaskInstanceKey { get }
    /// By which version's rules it pulls.
    var rules: AirflowRules { get }
    /// What is known of it and of its run.
    var details: TaskInstanceDetails { get async throws }
    /// Writes to the log of the task.
    var logger: Logger { get }
    /// Where its requests go.
    var comms: SupervisorComms { get }
}

/// What a task instance is told of itself and of its run.
public struct TaskInstanceDetails: Hashable, Sendable {
    /// Airflow's `task_instance.id`.
    public var id: UUID
    /// The number of the try, from 1.
    public var tryNumber: Int
    /// How many retries it had when it was made.
    public var maxTries: Int
    /// Whether it is tried again where this try fails.
    public var shouldRetry: Bool
    /// Its run, with the dates and the `conf`.
    public var dagRun: DagRun
    /// The events of assets that the run was made for.
    public var triggeringAssetEvents: [AssetEvent] = []
    /// With what the task goes on after it has waited; `nil` where it begins.
    public var resumption: Resumption?
}

extension RuntimeTaskInstanceProtocol {
    /// The number of the try, from 1.
    public var tryNumber: Int { get async throws { try await details.tryNumber } }

    /// The index of a mapped instance; `nil` for a task that is not mapped.
    public var mapIndex: Int? { key.mapIndex < 0 ? nil : key.mapIndex }

    /// Its run.
    public var dagRun: DagRun { get async throws { try await details.dagRun } }

    /// The logical date of the run; `nil` for a run without one.
    public var logicalDate: Timestamp? { get async throws { try await details.dagRun.logicalDate } }

    /// The interval that the run works on; `nil` for a run without a logical date.
    public var dataInterval: Range<Timestamp>? {
        get async throws {
            let run = try await details.dagRun
            guard let start = run.dataIntervalStart, let end = run.dataIntervalEnd, start <= end else { return nil }
            return start..<end
        }
    }

    /// With what the task goes on after it has waited for a trigger or a person (``TaskEnd/defer(to:methodName:timeout:)``);
    /// `nil` where it begins.
    public var resumption: Resumption? { get async throws { try await details.resumption } }

    /// The `conf` that the run was made with.
    ///
    /// - Throws: ``SettingError`` where it is not of the type, with the path inside it.
    public func conf<Value: Decodable>(_ type: Value.Type = Value.self) async throws -> Value {
        let run = try await details.dagRun
        return try SettingError.reading(run.confWords) { try WireDecoder().decode(type, from: run.conf) }
    }

    /// A param: the member of the run's `conf`, else a default. What the DAG file declares of params no supervisor tells.
    ///
    /// - Throws: ``SettingError`` where it is not of the default's type, with the path inside it.
    public func param<Value: Decodable>(_ name: String, default value: Value) async throws -> Value {
        let run = try await details.dagRun
        return try SettingError.reading(run.confWords, at: name) {
            guard let member = try JSONText(run.conf.utf8).member(name) else { return value }
            return try WireDecoder().decode(Value.self, from: member.wireValue)
        }
    }
}

extension DagRun {
    fileprivate var confWords: String { "conf of run '\(key.runID)' of DAG '\(key.dagID)'" }
}
