/// Whose values a pull finds beside those of the run that it asks of.
public enum PriorDates: Hashable, Sendable, CaseIterable {
    /// Nobody's.
    case excluded
    /// Those of runs up to the date of a run with the asked id, whatever DAG it is of; each value once per such run.
    ///
    /// Airflow 2 and 3.2: `models/xcom.py, get_many`.
    case upToRunsOfAnyDAG
    /// Those of runs up to the date of the DAG's own run with the asked id: none where it has no such run.
    ///
    /// Airflow 3.3: `models/xcom.py, get_many`.
    case upToOwnRun
}
