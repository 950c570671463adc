/// The statements of the hot path. Each is one statement that commits by itself where no transaction is open.
enum HotStatement: Int, CaseIterable {
    case setXCom
    case setTaskMap
    case value
    case newestValueUpToRunsOfAnyDAG
    case newestValueUpToOwnRun
    case count
    case itemFromStart
    case itemFromEnd
    case values
    case deleteXCom

    var sql: String {
        switch self {
        case .setXCom:
            // No row where the run is missing; a violated foreign key where the instance is.
            """
            INSERT INTO xcom (dag_run_id, task_id, map_index, "key", dag_id, run_id, value, timestamp, size)
            SELECT id, ?3, ?4, ?5, dag_id, run_id, ?6, ?7, ?8 FROM dag_run WHERE dag_id = ?1 AND run_id = ?2
            ON CONFLICT (dag_run_id, task_id, map_index, "key")
            DO UPDATE SET value = excluded.value, timestamp = excluded.timestamp, size = excluded.size, dag_result = NULL
            """
        case .setTaskMap: StoredTaskMap.table.upsert
        case .value:
            """
            SELECT value FROM xcom
            WHERE dag_run_id = (SELECT id FROM dag_run WHERE dag_id = ?1 AND run_id = ?2)
            AND task_id = ?3 AND map_index = ?4 AND "key" = ?5
            """
        case .newestValueUpToRunsOfAnyDAG:
            """
            SELECT value FROM xcom JOIN dag_run ON dag_run.id = xcom.dag_run_id
            WHERE dag_run.dag_id = ?1
            AND coalesce(dag_run.logical_date, dag_run.run_after)
                <= (SELECT max(coalesce(logical_date, run_after)) FROM dag_run WHERE run_id = ?2)
            AND xcom.task_id = ?3 AND xcom.map_index = ?4 AND xcom."key" = ?5
            ORDER BY dag_run.logical_date DESC, xcom.timestamp DESC LIMIT 1
            """
        case .newestValueUpToOwnRun:
            """
            SELECT value FROM xcom JOIN dag_run ON dag_run.id = xcom.dag_run_id
            WHERE dag_run.dag_id = ?1
            AND coalesce(dag_run.logical_date, dag_run.run_after)
                <= (SELECT coalesce(logical_date, run_after) FROM dag_run WHERE dag_id = ?1 AND run_id = ?2)
            AND xcom.task_id = ?3 AND xcom.map_index = ?4 AND xcom."key" = ?5
            ORDER BY dag_run.logical_date DESC, xcom.timestamp DESC LIMIT 1
            """
        case .count:
            """
            SELECT count(*) FROM xcom
            WHERE dag_run_id = (SELECT id FROM dag_run WHERE dag_id = ?1 AND run_id = ?2)
            AND task_id = ?3 AND "key" = ?4
            """
        case .itemFromStart:
            Self.values.sql + " LIMIT 1 OFFSET ?5"
        case .itemFromEnd:
            Self.values.sql + " DESC LIMIT 1 OFFSET ?5"
        case .values:
            """
            SELECT value FROM xcom
            WHERE dag_run_id = (SELECT id FROM dag_run WHERE dag_id = ?1 AND run_id = ?2)
            AND task_id = ?3 AND "key" = ?4
            ORDER BY map_index
            """
        case .deleteXCom:
            """
            DELETE FROM xcom
            WHERE dag_run_id = (SELECT id FROM dag_run WHERE dag_id = ?1 AND run_id = ?2)
            AND task_id = ?3 AND map_index = ?4 AND "key" = ?5
            """
        }
    }
}
