internal import FoundationEssentials
public import XCom
internal import XComSupervisor

extension RuntimeTaskInstanceProtocol {
    // MARK: Runs

    /// Makes a run of a DAG, which its scheduler executes then: what `TriggerDagRunOperator` does.
    ///
    /// - Parameters:
    ///   - dagID: The DAG.
    ///   - runID: The id of the run; `nil` makes one as Airflow does.
    ///   - logicalDate: The logical date of the run; `nil` is a run without one.
    ///   - conf: The `conf` of the run: what is written as an object.
    ///   - reset: Whether a run of that id that is there already is started anew; else it is an error.
    ///   - note: What is noted of the run.
    /// - Returns: Which run it is.
    /// - Throws: ``SupervisorRefusal``, whose error is `DAGRUN_ALREADY_EXISTS` for a run that is there already;
    ///   ``SettingError`` where the `conf` is not written as an object; `EncodingError`.
    @discardableResult
    public func triggerDagRun(
        _ dagID: String, runID: String? = nil, logicalDate: Timestamp? = nil, conf: (any Encodable)? = nil,
        reset: Bool = false, note: String? = nil
    ) async throws -> DagRunKey {
        let run = DagRunKey(dagID: dagID, runID: runID ?? Self.runID(at: logicalDate))
        let conf = try conf.map { try SettingError.object($0, of: "conf of a run of DAG '\(dagID)'") }
        try await comms.perform { session in
            try session.send(TriggerDagRun(run, logicalDate: logicalDate, conf: conf, reset: reset, note: note))
        }
        return run
    }

    private static func runID(at logicalDate: Timestamp?) -> String {
        if let logicalDate { return "manual__\(logicalDate.iso8601)" }
        // Two runs without a date may be made at the same moment.
        return "manual__\(Timestamp.now().iso8601)_\(UUID().uuidString.prefix(8))"
    }

    /// The state of a run; a run that is not there is an error.
    public func dagRunState(dagID: String, runID: String) async throws -> DagRunState {
        try await comms.perform {
            try $0.ask(GetDagRunState(of: DagRunKey(dagID: dagID, runID: runID)), for: DagRunStateResult.self).state
        }
    }

    /// How many runs there are of a DAG.
    ///
    /// - Parameters:
    ///   - dagID: The DAG; `nil` is this one.
    ///   - logicalDates: Only those of these logical dates.
    ///   - runIDs: Only those of these ids.
    ///   - states: Only those in one of these states.
    public func dagRunCount(
        dagID: String? = nil, logicalDates: [Timestamp]? = nil, runIDs: [String]? = nil, states: [DagRunState]? = nil
    ) async throws -> Int {
        let dagID = dagID ?? key.dagID
        return try await comms.perform { session in
            try session.ask(
                GetDRCount(of: dagID, logicalDates: logicalDates, runIDs: runIDs, states: states), for: DRCount.self
            ).count
        }
    }

    /// The newest run of this DAG with an earlier logical date; `nil` where there is none, and for a run without a logical date.
    ///
    /// - `state`: Only one in this state.
    public func previousDagRun(state: DagRunState? = nil) async throws -> DagRun? {
        guard let date = try await logicalDate else { return nil }
        let dagID = key.dagID
        return try await comms.perform { session in
            let request = GetPreviousDagRun(of: dagID, before: date, state: state)
            return try session.ask(request, for: PreviousDagRunResult.self).dagRun.map { DagRun($0) }
        }
    }

    // MARK: Task instances

    /// How many task instances there are of a DAG.
    ///
    /// - Parameters:
    ///   - dagID: The DAG; `nil` is this one.
    ///   - taskIDs: Only those of these tasks.
    ///   - taskGroupID: Only those of this group.
    ///   - runIDs: Only those of these runs.
    ///   - states: Only those in one of these states.
    public func taskInstanceCount(
        dagID: String? = nil, taskIDs: [String]? = nil, taskGroupID: String? = nil, runIDs: [String]? = nil,
        states: [TaskInstanceState]? = nil
    ) async throws -> Int {
        let dagID = dagID ?? key.dagID
        return try await comms.perform { session in
            let request = GetTICount(
                of: dagID, taskIDs: taskIDs, taskGroupID: taskGroupID, runIDs: runIDs, states: states)
            return try session.ask(request, for: TICount.self).count
        }
    }

    /// The states of task instances, by run and by task: a mapped one is `task_0`.
    ///
    /// - Parameters:
    ///   - dagID: The DAG; `nil` is this one.
    ///   - taskIDs: Only those of these tasks.
    ///   - taskGroupID: Only those of this group.
    ///   - runIDs: Only those of these runs.
    /// - Returns: `nil` for one that has no state yet.
    public func taskStates(
        dagID: String? = nil, taskIDs: [String]? = nil, taskGroupID: String? = nil, runIDs: [String]? = nil
    ) async throws -> [String: [String: TaskInstanceState?]] {
        let dagID = dagID ?? key.dagID
        let states = try await comms.perform { session in
            let request = GetTaskStates(of: dagID, taskIDs: taskIDs, taskGroupID: taskGroupID, runIDs: runIDs)
            return try session.ask(request, for: TaskStatesResult.self).taskStates
        }
        return try WireDecoder().decode([String: [String: String?]].self, from: states).mapValues { tasks in
            tasks.mapValues { $0.flatMap(TaskInstanceState.init(rawValue:)) }
        }
    }

    // MARK: Secrets

    /// Has the supervisor show a value as `***` in logs from now on.
    ///
    /// - Parameters:
    ///   - value: The secret: a text, or a list or an object with texts in it.
    ///   - name: What it is called: in an object only what has the name of a secret is masked, unless it is said to be one.
    public func maskSecret(_ value: some Encodable, name: String? = nil) async throws {
        let value = try WireEncoder().encode(value)
        try await comms.perform { try $0.send(MaskSecret(value, name: name)) }
    }
}
