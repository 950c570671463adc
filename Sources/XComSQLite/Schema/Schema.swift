internal import SQLite

/// The tables, named as in Airflow's metadata database, with the columns that a store fills, and those that queries
/// written for Airflow are likely to name.
///
/// Where it differs from Airflow's own schema, it loses less: `xcom.value` has no numeric affinity, so that `3.0` stays
/// `3.0`; a deleted trigger does not take its task instance along; what hangs on a task instance follows it when its map
/// index changes.
enum Schema {
    static let migrator = Migrator(
        table: "xcom_schema_version",
        scripts: [
            first, structures, decisions, BlobSchema.migration, sizes, triggers, rules, backfills, assetQueue, history,
            ofAirflow33, pools, partitions,
        ])

    /// What names a row, in whatever table.
    static let namingColumns: Set<String> = [
        "id", "dag_id", "run_id", "task_id", "map_index", "key", "try_number", "ti_id", "conn_id", "name", "uri", "url",
    ]

    private static let first = runs + xcoms + others + assets

    /// What Airflow keeps in `serialized_dag`, in a form of our own.
    private static let structures = """
        CREATE TABLE dag_structure (
            dag_id VARCHAR(250) NOT NULL PRIMARY KEY REFERENCES dag (dag_id) ON DELETE CASCADE,
            data JSON NOT NULL
        );
        """

    /// Rows know the size of their JSON text, wherever it lies; Airflow's have no such column. It stands before the value,
    /// so that it is read without the pages of a large one. A row that another program made may have none.
    private static let sizes = """
        CREATE TABLE xcom_with_size (
            dag_run_id INTEGER NOT NULL,
            task_id VARCHAR(250) NOT NULL,
            map_index INTEGER NOT NULL DEFAULT -1,
            "key" VARCHAR(512) NOT NULL,
            dag_id VARCHAR(250) NOT NULL,
            run_id VARCHAR(250) NOT NULL,
            size INTEGER,
            value BLOB,
            timestamp TIMESTAMP NOT NULL,
            PRIMARY KEY (dag_run_id, task_id, "key", map_index),
            FOREIGN KEY (dag_id, task_id, run_id, map_index)
                REFERENCES task_instance (dag_id, task_id, run_id, map_index) ON DELETE CASCADE ON UPDATE CASCADE
        );
        INSERT INTO xcom_with_size (dag_run_id, task_id, map_index, "key", dag_id, run_id, size, value, timestamp)
        SELECT dag_run_id, task_id, map_index, "key", dag_id, run_id, \(BlobSchema.size), value, timestamp FROM xcom;
        DROP TABLE xcom;
        ALTER TABLE xcom_with_size RENAME TO xcom;
        CREATE INDEX idx_xcom_task_instance ON xcom (dag_id, task_id, run_id, map_index);
        \(BlobSchema.ofXComs)
        """

    /// What a task instance waits for goes with it.
    private static let triggers = """
        CREATE TRIGGER task_instance_deleted AFTER DELETE ON task_instance WHEN OLD.trigger_id IS NOT NULL
        BEGIN DELETE FROM "trigger" WHERE id = OLD.trigger_id; END;
        """

    /// By which version's rules a run was made; nothing stands for Airflow 3's.
    private static let rules = "ALTER TABLE dag_run ADD COLUMN airflow_rules VARCHAR(10);"

    /// What a run belongs to stands here alone, as its ``BackfillRun``.
    private static let backfills = """
        CREATE TABLE backfill (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            dag_id VARCHAR(250) NOT NULL,
            from_date TIMESTAMP NOT NULL,
            to_date TIMESTAMP NOT NULL,
            dag_run_conf JSON NOT NULL,
            is_paused BOOLEAN DEFAULT 0,
            reprocess_behavior VARCHAR(250) NOT NULL,
            max_active_runs INTEGER NOT NULL,
            created_at TIMESTAMP NOT NULL,
            completed_at TIMESTAMP,
            updated_at TIMESTAMP NOT NULL
        );
        CREATE INDEX idx_backfill_dag_id ON backfill (dag_id);
        CREATE TABLE backfill_dag_run (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            backfill_id INTEGER NOT NULL REFERENCES backfill (id) ON DELETE CASCADE,
            dag_run_id INTEGER REFERENCES dag_run (id) ON DELETE SET NULL,
            exception_reason VARCHAR(250),
            logical_date TIMESTAMP,
            partition_key VARCHAR(250),
            sort_ordinal INTEGER NOT NULL,
            UNIQUE (backfill_id, dag_run_id)
        );
        CREATE INDEX idx_backfill_dag_run_dag_run_id ON backfill_dag_run (dag_run_id);
        """

    /// Assets that have changed, for DAGs that wait for more of them.
    private static let assetQueue = """
        CREATE TABLE asset_dag_run_queue (
            asset_id INTEGER NOT NULL REFERENCES asset (id) ON DELETE CASCADE,
            target_dag_id VARCHAR(250) NOT NULL,
            created_at TIMESTAMP NOT NULL,
            PRIMARY KEY (asset_id, target_dag_id)
        );
        CREATE INDEX idx_asset_dag_run_queue_target_dag_id ON asset_dag_run_queue (target_dag_id);
        """

    private static let pools = """
        CREATE TABLE slot_pool (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            pool VARCHAR(256) NOT NULL UNIQUE,
            slots INTEGER NOT NULL,
            description TEXT,
            include_deferred BOOLEAN NOT NULL
        );
        """

    /// Runs that wait for more of a partition, and the asset events that they have. A run that is made leaves its row behind,
    /// as in Airflow.
    private static let partitions = """
        ALTER TABLE dag_run ADD COLUMN partition_date TIMESTAMP;
        CREATE TABLE asset_partition_dag_run (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            target_dag_id VARCHAR(250) NOT NULL,
            created_dag_run_id INTEGER REFERENCES dag_run (id) ON DELETE CASCADE,
            partition_key VARCHAR(250) NOT NULL,
            partition_date TIMESTAMP,
            rollup_fingerprint JSON,
            created_at TIMESTAMP NOT NULL,
            updated_at TIMESTAMP NOT NULL
        );
        CREATE INDEX idx_asset_partition_dag_run_pending ON asset_partition_dag_run (target_dag_id, partition_key)
            WHERE created_dag_run_id IS NULL;
        CREATE INDEX idx_asset_partition_dag_run_created ON asset_partition_dag_run (created_dag_run_id);
        CREATE TABLE partitioned_asset_key_log (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            asset_id INTEGER NOT NULL,
            asset_event_id INTEGER NOT NULL,
            asset_partition_dag_run_id INTEGER NOT NULL
                REFERENCES asset_partition_dag_run (id) ON DELETE CASCADE,
            source_partition_key VARCHAR(250) NOT NULL,
            target_dag_id VARCHAR(250) NOT NULL,
            target_partition_key VARCHAR(250) NOT NULL,
            created_at TIMESTAMP NOT NULL
        );
        CREATE INDEX idx_pakl_apdr_id ON partitioned_asset_key_log (asset_partition_dag_run_id);
        """

    /// Tries that others came after, as Airflow keeps them; the last try is the task instance itself. A try that is
    /// taken back before it has ended counts as failed.
    private static let history = """
        CREATE TABLE task_instance_history (
            task_instance_id CHAR(32) NOT NULL PRIMARY KEY,
            \(historyColumns.map { "\($0.name) \($0.type)" }.joined(separator: ", ")),
            UNIQUE (dag_id, task_id, run_id, map_index, try_number),
            FOREIGN KEY (dag_id, task_id, run_id, map_index)
                REFERENCES task_instance (dag_id, task_id, run_id, map_index) ON DELETE CASCADE ON UPDATE CASCADE
        );
        CREATE INDEX idx_tih_dag_run ON task_instance_history (dag_id, run_id);
        CREATE TRIGGER task_instance_failed_try AFTER UPDATE OF state ON task_instance
        WHEN NEW.state = 'up_for_retry' AND OLD.state IS NOT NEW.state
        BEGIN \(recordTry(of: "NEW", state: "'failed'")) END;
        CREATE TRIGGER task_instance_cleared AFTER UPDATE OF state ON task_instance
        WHEN NEW.state IS NULL AND OLD.state IS NOT NULL AND OLD.try_number > 0
        BEGIN \(recordTry(
            of: "OLD",
            state: "CASE WHEN OLD.state IN ('success', 'failed', 'skipped', 'upstream_failed', 'removed') THEN OLD.state ELSE 'failed' END"
        )) END;
        """

    private static let historyColumns: [(name: String, type: String)] = [
        ("task_id", "VARCHAR(250) NOT NULL"), ("dag_id", "VARCHAR(250) NOT NULL"), ("run_id", "VARCHAR(250) NOT NULL"),
        ("map_index", "INTEGER NOT NULL DEFAULT -1"), ("try_number", "INTEGER NOT NULL"), ("start_date", "TIMESTAMP"),
        ("end_date", "TIMESTAMP"), ("duration", "FLOAT"), ("state", "VARCHAR(20)"), ("max_tries", "INTEGER DEFAULT -1"),
        ("hostname", "VARCHAR(1000)"), ("pool", "VARCHAR(256) NOT NULL"), ("pool_slots", "INTEGER NOT NULL"),
        ("queue", "VARCHAR(256)"), ("priority_weight", "INTEGER"), ("operator", "VARCHAR(1000)"),
        ("queued_dttm", "TIMESTAMP"), ("scheduled_dttm", "TIMESTAMP"), ("pid", "INTEGER"), ("updated_at", "TIMESTAMP"),
        ("rendered_map_index", "VARCHAR(250)"), ("next_method", "VARCHAR(1000)"), ("next_kwargs", "JSON"),
        ("task_display_name", "VARCHAR(2000)"),
    ]

    /// In Airflow a try takes the id of the task instance along; here that keeps it.
    private static func recordTry(of row: String, state: String) -> String {
        let names = historyColumns.map(\.name)
        let values = names.map { $0 == "state" ? state : "\(row).\($0)" }
        return """
            INSERT OR IGNORE INTO task_instance_history (task_instance_id, \(names.joined(separator: ", ")))
            VALUES (lower(hex(randomblob(16))), \(values.joined(separator: ", ")));
            """
    }

    /// What Airflow 3.3 keeps beside what is kept in 3.2: what tasks and assets find again, what retry policies have decided,
    /// and which XComs are a DAG's result.
    private static let ofAirflow33 = """
        CREATE TABLE task_state_store (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            dag_run_id INTEGER NOT NULL REFERENCES dag_run (id) ON DELETE CASCADE,
            task_id VARCHAR(250) NOT NULL,
            map_index INTEGER NOT NULL DEFAULT -1,
            "key" VARCHAR(512) NOT NULL,
            dag_id VARCHAR(250) NOT NULL,
            run_id VARCHAR(250) NOT NULL,
            value TEXT NOT NULL,
            updated_at TIMESTAMP NOT NULL,
            expires_at TIMESTAMP,
            UNIQUE (dag_run_id, task_id, map_index, "key")
        );
        CREATE INDEX idx_task_state_store_lookup ON task_state_store (dag_id, run_id, task_id, map_index);
        CREATE INDEX idx_task_state_store_expires_at ON task_state_store (expires_at);
        CREATE TABLE asset_state_store (
            asset_id INTEGER NOT NULL REFERENCES asset (id) ON DELETE CASCADE,
            "key" VARCHAR(512) NOT NULL,
            value TEXT NOT NULL,
            updated_at TIMESTAMP NOT NULL,
            last_updated_by_kind VARCHAR(16),
            last_updated_by_dag_id VARCHAR(250),
            last_updated_by_run_id VARCHAR(250),
            last_updated_by_task_id VARCHAR(250),
            last_updated_by_map_index INTEGER,
            PRIMARY KEY (asset_id, "key")
        );
        ALTER TABLE task_instance ADD COLUMN retry_delay_override FLOAT;
        ALTER TABLE task_instance ADD COLUMN retry_reason VARCHAR(500);
        ALTER TABLE xcom ADD COLUMN dag_result BOOLEAN;
        """

    private static let decisions = """
        CREATE TABLE hitl_detail (
            ti_id CHAR(32) NOT NULL PRIMARY KEY REFERENCES task_instance (id) ON DELETE CASCADE,
            options JSON NOT NULL,
            subject TEXT NOT NULL,
            body TEXT,
            defaults JSON,
            multiple BOOLEAN,
            params JSON NOT NULL,
            assignees JSON,
            created_at TIMESTAMP NOT NULL,
            responded_at TIMESTAMP,
            responded_by JSON,
            chosen_options JSON,
            params_input JSON NOT NULL
        );
        """

    private static let runs = """
        CREATE TABLE dag (
            dag_id VARCHAR(250) NOT NULL PRIMARY KEY,
            is_paused BOOLEAN NOT NULL DEFAULT 0,
            is_stale BOOLEAN NOT NULL DEFAULT 0,
            fileloc VARCHAR(2000),
            relative_fileloc VARCHAR(2000),
            bundle_name VARCHAR(250),
            owners VARCHAR(2000),
            dag_display_name VARCHAR(2000),
            description TEXT
        );
        CREATE TABLE dag_tag (
            name VARCHAR(100) NOT NULL,
            dag_id VARCHAR(250) NOT NULL REFERENCES dag (dag_id) ON DELETE CASCADE,
            PRIMARY KEY (name, dag_id)
        );
        CREATE INDEX idx_dag_tag_dag_id ON dag_tag (dag_id);
        CREATE TABLE dag_run (
            id INTEGER NOT NULL PRIMARY KEY,
            dag_id VARCHAR(250) NOT NULL,
            queued_at TIMESTAMP,
            logical_date TIMESTAMP,
            start_date TIMESTAMP,
            end_date TIMESTAMP,
            state VARCHAR(50),
            run_id VARCHAR(250) NOT NULL,
            run_type VARCHAR(50) NOT NULL,
            triggered_by VARCHAR(50),
            conf JSON,
            data_interval_start TIMESTAMP,
            data_interval_end TIMESTAMP,
            run_after TIMESTAMP NOT NULL,
            created_at TIMESTAMP,
            updated_at TIMESTAMP,
            clear_number INTEGER NOT NULL DEFAULT 0,
            partition_key VARCHAR(250),
            UNIQUE (dag_id, run_id),
            UNIQUE (dag_id, logical_date)
        );
        CREATE INDEX idx_dag_run_run_id ON dag_run (run_id);
        CREATE TABLE dag_run_note (
            dag_run_id INTEGER NOT NULL PRIMARY KEY REFERENCES dag_run (id) ON DELETE CASCADE,
            content VARCHAR(1000),
            created_at TIMESTAMP NOT NULL,
            updated_at TIMESTAMP NOT NULL
        );
        CREATE TABLE "trigger" (
            id INTEGER NOT NULL PRIMARY KEY,
            classpath VARCHAR(1000) NOT NULL,
            kwargs TEXT NOT NULL,
            created_date TIMESTAMP NOT NULL
        );
        CREATE TABLE task_instance (
            id CHAR(32) NOT NULL PRIMARY KEY,
            task_id VARCHAR(250) NOT NULL,
            dag_id VARCHAR(250) NOT NULL,
            run_id VARCHAR(250) NOT NULL,
            map_index INTEGER NOT NULL DEFAULT -1,
            start_date TIMESTAMP,
            end_date TIMESTAMP,
            duration FLOAT,
            state VARCHAR(20),
            try_number INTEGER NOT NULL,
            max_tries INTEGER NOT NULL DEFAULT -1,
            hostname VARCHAR(1000),
            pool VARCHAR(256) NOT NULL,
            pool_slots INTEGER NOT NULL,
            queue VARCHAR(256),
            priority_weight INTEGER,
            operator VARCHAR(1000),
            queued_dttm TIMESTAMP,
            scheduled_dttm TIMESTAMP,
            pid INTEGER,
            updated_at TIMESTAMP,
            rendered_map_index VARCHAR(250),
            trigger_id INTEGER REFERENCES "trigger" (id) ON DELETE SET NULL,
            trigger_timeout TIMESTAMP,
            next_method VARCHAR(1000),
            next_kwargs JSON,
            task_display_name VARCHAR(2000),
            UNIQUE (dag_id, task_id, run_id, map_index),
            FOREIGN KEY (dag_id, run_id) REFERENCES dag_run (dag_id, run_id) ON DELETE CASCADE
        );
        CREATE INDEX ti_dag_run ON task_instance (dag_id, run_id);
        CREATE INDEX ti_trigger_id ON task_instance (trigger_id);

        """

    // The key stands before the map index in the primary key, other than in Airflow, so that a pull of all map indexes of one
    // key reads its own rows only.
    private static let xcoms = """
        CREATE TABLE xcom (
            dag_run_id INTEGER NOT NULL,
            task_id VARCHAR(250) NOT NULL,
            map_index INTEGER NOT NULL DEFAULT -1,
            "key" VARCHAR(512) NOT NULL,
            dag_id VARCHAR(250) NOT NULL,
            run_id VARCHAR(250) NOT NULL,
            value BLOB,
            timestamp TIMESTAMP NOT NULL,
            PRIMARY KEY (dag_run_id, task_id, "key", map_index),
            FOREIGN KEY (dag_id, task_id, run_id, map_index)
                REFERENCES task_instance (dag_id, task_id, run_id, map_index) ON DELETE CASCADE ON UPDATE CASCADE
        );
        CREATE INDEX idx_xcom_task_instance ON xcom (dag_id, task_id, run_id, map_index);
        CREATE TABLE task_map (
            dag_id VARCHAR(250) NOT NULL,
            task_id VARCHAR(250) NOT NULL,
            run_id VARCHAR(250) NOT NULL,
            map_index INTEGER NOT NULL,
            length INTEGER NOT NULL CHECK (length >= 0),
            keys JSON,
            PRIMARY KEY (dag_id, task_id, run_id, map_index),
            FOREIGN KEY (dag_id, task_id, run_id, map_index)
                REFERENCES task_instance (dag_id, task_id, run_id, map_index) ON DELETE CASCADE ON UPDATE CASCADE
        );
        CREATE TABLE rendered_task_instance_fields (
            dag_id VARCHAR(250) NOT NULL,
            task_id VARCHAR(250) NOT NULL,
            run_id VARCHAR(250) NOT NULL,
            map_index INTEGER NOT NULL DEFAULT -1,
            rendered_fields JSON NOT NULL,
            PRIMARY KEY (dag_id, task_id, run_id, map_index),
            FOREIGN KEY (dag_id, task_id, run_id, map_index)
                REFERENCES task_instance (dag_id, task_id, run_id, map_index) ON DELETE CASCADE ON UPDATE CASCADE
        );
        CREATE TABLE task_failure (
            dag_id VARCHAR(250) NOT NULL,
            task_id VARCHAR(250) NOT NULL,
            run_id VARCHAR(250) NOT NULL,
            map_index INTEGER NOT NULL,
            try_number INTEGER NOT NULL,
            type TEXT NOT NULL,
            message TEXT NOT NULL,
            timestamp TIMESTAMP NOT NULL,
            PRIMARY KEY (dag_id, task_id, run_id, map_index, try_number),
            FOREIGN KEY (dag_id, task_id, run_id, map_index)
                REFERENCES task_instance (dag_id, task_id, run_id, map_index) ON DELETE CASCADE ON UPDATE CASCADE
        );

        """

    private static let others = """
        CREATE TABLE task_reschedule (
            id INTEGER NOT NULL PRIMARY KEY,
            ti_id CHAR(32) NOT NULL REFERENCES task_instance (id) ON DELETE CASCADE,
            start_date TIMESTAMP NOT NULL,
            end_date TIMESTAMP NOT NULL,
            duration INTEGER NOT NULL,
            reschedule_date TIMESTAMP NOT NULL
        );
        CREATE INDEX idx_task_reschedule_ti_id_id ON task_reschedule (ti_id, id);
        CREATE TABLE variable (
            id INTEGER NOT NULL PRIMARY KEY,
            "key" VARCHAR(250) NOT NULL UNIQUE,
            val TEXT NOT NULL,
            description TEXT,
            is_encrypted BOOLEAN NOT NULL DEFAULT 0
        );
        CREATE TABLE connection (
            id INTEGER NOT NULL PRIMARY KEY,
            conn_id VARCHAR(250) NOT NULL UNIQUE,
            conn_type VARCHAR(500) NOT NULL,
            description VARCHAR(5000),
            host VARCHAR(500),
            schema VARCHAR(500),
            login TEXT,
            password TEXT,
            port INTEGER,
            is_encrypted BOOLEAN NOT NULL DEFAULT 0,
            is_extra_encrypted BOOLEAN NOT NULL DEFAULT 0,
            extra TEXT
        );

        """

    private static let assets = """
        CREATE TABLE asset (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            name VARCHAR(1500) NOT NULL,
            uri VARCHAR(1500) NOT NULL,
            "group" VARCHAR(1500) NOT NULL,
            extra JSON NOT NULL,
            created_at TIMESTAMP NOT NULL,
            updated_at TIMESTAMP NOT NULL
        );
        CREATE UNIQUE INDEX idx_asset_name_uri_unique ON asset (name, uri);
        CREATE TABLE asset_alias (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            name VARCHAR(1500) NOT NULL,
            "group" VARCHAR(1500) NOT NULL
        );
        CREATE UNIQUE INDEX idx_asset_alias_name_unique ON asset_alias (name);
        CREATE TABLE asset_event (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            asset_id INTEGER NOT NULL,
            extra JSON NOT NULL,
            source_task_id VARCHAR(250),
            source_dag_id VARCHAR(250),
            source_run_id VARCHAR(250),
            source_map_index INTEGER DEFAULT -1,
            timestamp TIMESTAMP NOT NULL,
            partition_key VARCHAR(250)
        );
        CREATE INDEX idx_asset_id_timestamp ON asset_event (asset_id, timestamp);
        CREATE TABLE asset_alias_asset (
            alias_id INTEGER NOT NULL REFERENCES asset_alias (id) ON DELETE CASCADE,
            asset_id INTEGER NOT NULL REFERENCES asset (id) ON DELETE CASCADE,
            PRIMARY KEY (alias_id, asset_id)
        );
        CREATE INDEX idx_asset_alias_asset_asset_id ON asset_alias_asset (asset_id);
        CREATE TABLE asset_alias_asset_event (
            alias_id INTEGER NOT NULL REFERENCES asset_alias (id) ON DELETE CASCADE,
            event_id INTEGER NOT NULL REFERENCES asset_event (id) ON DELETE CASCADE,
            PRIMARY KEY (alias_id, event_id)
        );
        CREATE INDEX idx_asset_alias_asset_event_event_id ON asset_alias_asset_event (event_id);
        CREATE TABLE dagrun_asset_event (
            dag_run_id INTEGER NOT NULL REFERENCES dag_run (id) ON DELETE CASCADE,
            event_id INTEGER NOT NULL REFERENCES asset_event (id) ON DELETE CASCADE,
            PRIMARY KEY (dag_run_id, event_id)
        );
        CREATE INDEX idx_dagrun_asset_events_event_id ON dagrun_asset_event (event_id);

        """
}
