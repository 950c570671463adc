public import XCom

/// Makes a run of a DAG.
public struct TriggerDagRun: ToSupervisor {
    public var logicalDate: Timestamp?
    /// A JSON object.
    public var conf: WireValue?
    public var resetDagRun: Bool?
    public var partitionKey: String?
    public var note: String?
    public var dagID: String
    public var runID: String
    /// What the sender has found out by the DAG's timetable, where it has the DAG (`xcom_bridge/runs.py`): the moment of the
    /// run, its data interval, or why Airflow would not make it.
    public var runAfter: Timestamp?
    public var dataIntervalStart: Timestamp?
    public var dataIntervalEnd: Timestamp?
    public var refusal: String?
}

/// Asks for a run.
public struct GetDagRun: ToSupervisor {
    public var dagID: String
    public var runID: String
}

/// Asks for the state of a run.
public struct GetDagRunState: ToSupervisor {
    public var dagID: String
    public var runID: String
}

/// Asks for the newest run before a date.
public struct GetPreviousDagRun: ToSupervisor {
    public var dagID: String
    public var logicalDate: Timestamp
    public var state: String?
}

/// Asks how many runs there are.
public struct GetDRCount: ToSupervisor {
    public var dagID: String
    public var logicalDates: [Timestamp]?
    public var runIDs: [String]?
    public var states: [String]?
}

/// Asks for what is known of a DAG.
public struct GetDag: ToSupervisor {
    public var dagID: String
}

/// The answer to ``GetDagRun``. Its fields are those of ``DagRunDetail``.
public struct DagRunResult: ToTask {
    public var dagRun: DagRunDetail

    public init(_ dagRun: DagRunDetail) {
        self.dagRun = dagRun
    }

    public init(from decoder: any Decoder) throws {
        dagRun = try DagRunDetail(from: decoder)
    }

    public func encode(to encoder: any Encoder) throws {
        try dagRun.encode(to: encoder)
    }
}

/// The answer to ``GetDagRunState``.
public struct DagRunStateResult: ToTask {
    public var state: DagRunState
}

/// The answer to ``GetPreviousDagRun``.
public struct PreviousDagRunResult: ToTask {
    public var dagRun: DagRunDetail?
}

/// The answer to ``GetDRCount``.
public struct DRCount: ToTask {
    public var count: Int
}

/// The answer to ``GetDag``.
public struct DagResult: ToTask {
    public var dagID: String
    public var isPaused: Bool
    public var bundleName: String?
    public var bundleVersion: String?
    public var relativeFileloc: String?
    public var owners: String?
    public var tags: [String]
    public var nextDagrun: Timestamp?
}

/// A run as a task sees it: the SDK's `DagRun` model.
public struct DagRunDetail: Codable, Hashable, Sendable {
    public var dagID: String
    public var runID: String
    public var logicalDate: Timestamp?
    public var dataIntervalStart: Timestamp?
    public var dataIntervalEnd: Timestamp?
    public var runAfter: Timestamp
    public var startDate: Timestamp?
    public var endDate: Timestamp?
    public var clearNumber: Int?
    public var runType: DagRunType
    public var state: DagRunState
    public var conf: WireValue?
    public var triggeringUserName: String?
    public var consumedAssetEvents: [ConsumedAssetEvent]
    public var partitionKey: String?
    public var note: String?
}
