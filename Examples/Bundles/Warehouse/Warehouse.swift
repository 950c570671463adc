import XComTasks

/// The variable `warehouse_limits`, which holds JSON.
struct Limits: Codable, Sendable {
    var rows: Int
}

@main struct Warehouse: TaskBundle {
    var tasks: some TaskCollection {
        Tasks(dag: "warehouse") {
            // AIRFLOW_VAR_* and AIRFLOW_CONN_* of the environment come before what Airflow has.
            Task("plan") { ti in
                guard let limits = try await ti.variable("warehouse_limits", as: Limits.self) else {
                    throw TaskEnd.fail("the variable warehouse_limits is not set")
                }
                guard let warehouse = try await ti.connection("warehouse") else {
                    throw TaskEnd.fail("the connection warehouse is not defined")
                }
                let place = "\(warehouse.connType) at \(warehouse.host ?? "localhost"):\(warehouse.port ?? 5432)"
                ti.logger.info("planned", metadata: ["warehouse": "\(place)"])
                return "\(limits.rows) rows to \(place)"
            }
        }
    }
}
