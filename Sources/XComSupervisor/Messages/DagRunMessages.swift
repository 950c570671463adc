package import XCom

/// Makes a run of a DAG.
package struct TriggerDagRun: ToSupervisor {
    package var logicalDate: Timestamp?
    /// A JSON object.
    package var conf: WireValue?
    package var resetDagRun: Bool?
    package var partitionKey: String?
    package var note: String?
    package var dagID: String
    package var runID: String
    /// The moment of the run.
    package var runAfter: Timestamp?
    /// What the sender has found out by the DAG's timetable, where it has the DAG (`xcom_bridge/runs.py`): the run's data
    /// interval, or why Airflow would not make it.
    package var dataIntervalStart: Timestamp?
    package var dataIntervalEnd: Timestamp?
    package var refusal: String?
    /// The reason that Airflow's API gives in a code, where it refuses by what it was asked for, and does not fail.
    package var refusalReason: String?
}

/// Asks for a run.
package struct GetDagRun: ToSupervisor {
    package var dagID: String
    package var runID: String
}

/// Asks for the state of a run.
package struct GetDagRunState: ToSupervisor {
    package var dagID: String
    package var runID: String
}

/// Asks for the newest run before a date.
package struct GetPreviousDagRun: ToSupervisor {
    package var dagID: String
    package var logicalDate: Timestamp
    package var state: String?
}

/// Asks how many runs there are.
package struct GetDRCount: ToSupervisor {
    package var dagID: String
    package var logicalDates: [Timestamp]?
    package var runIDs: [String]?
    package var states: [String]?
}

/// Asks for what is known of a DAG.
package struct GetDag: ToSupervisor {
    package var dagID: String
}

/// The answer to ``GetDagRun``. Its fields are those of ``DagRunDetail``.
package struct DagRunResult: ToTask {
    package var dagRun: DagRunDetail

    package init(_ dagRun: DagRunDetail) {
        self.dagRun = dagRun
    }

    package init(from decoder: any Decoder) throws {
        dagRun = try DagRunDetail(from: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
        try dagRun.encode(to: encoder)
    }
}

/// The answer to ``GetDagRunState``.
package struct DagRunStateResult: ToTask {
    package var state: DagRunState
}

/// The answer to ``GetPreviousDagRun``.
package struct PreviousDagRunResult: ToTask {
    package var dagRun: DagRunDetail?
}

/// The answer to ``GetDRCount``.
package struct DRCount: ToTask {
    package var count: Int
}

/// The answer to ``GetDag``.
package struct DagResult: ToTask {
    package var dagID: String
    package var isPaused: Bool
    package var bundleName: String?
    package var bundleVersion: String?
    package var relativeFileloc: String?
    package var owners: String?
    package var tags: [String]
    package var nextDagrun: Timestamp?
}

/// A run as a task sees it: the SDK's `DagRun` model.
package struct DagRunDetail: Codable, Hashable, Sendable {
    package var dagID: String
    package var runID: String
    package var logicalDate: Timestamp?
    package var dataIntervalStart: Timestamp?
    package var dataIntervalEnd: Timestamp?
    package var runAfter: Timestamp
    package var startDate: Timestamp?
    package var endDate: Timestamp?
    package var clearNumber: Int?
    package var runType: DagRunType
    package var state: DagRunState
    package var conf: WireValue?
    package var triggeringUserName: String?
    package var consumedAssetEvents: [ConsumedAssetEvent]
    package var partitionKey: String?
    package var partitionDate: Timestamp?
    package var note: String?
}
