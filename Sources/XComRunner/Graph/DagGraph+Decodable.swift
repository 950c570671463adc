internal import XCom

extension DagGraph: Decodable {
    private enum Keys: String, CodingKey {
        case dagID = "dag_id"
        case fileloc
        case relativeFileloc = "relative_fileloc"
        case description, tags, owners
        case timetableSummary = "timetable_summary"
        case maxActiveTasks = "max_active_tasks"
        case failFast = "fail_fast"
        case hasOnSuccessCallback = "has_on_success_callback"
        case hasOnFailureCallback = "has_on_failure_callback"
        case assets
        case assetAliases = "asset_aliases"
        case tasks
        case taskGroups = "task_groups"
        case edgeLabels = "edge_labels"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Keys.self)
        self.init(
            dagID: try values.decode(String.self, forKey: .dagID),
            tasks: try values.decode([TaskNode].self, forKey: .tasks),
            taskGroups: try values.decodeIfPresent([TaskGroupNode].self, forKey: .taskGroups) ?? [])
        fileloc = try values.decodeIfPresent(String.self, forKey: .fileloc) ?? ""
        relativeFileloc = try values.decodeIfPresent(String.self, forKey: .relativeFileloc)
        description = try values.decodeIfPresent(String.self, forKey: .description)
        tags = try values.decodeIfPresent([String].self, forKey: .tags) ?? []
        owners = try values.decodeIfPresent(String.self, forKey: .owners)
        timetableSummary = try values.decodeIfPresent(String.self, forKey: .timetableSummary)
        maxActiveTasks = try values.decodeIfPresent(Int.self, forKey: .maxActiveTasks) ?? 16
        failFast = try values.decodeIfPresent(Bool.self, forKey: .failFast) ?? false
        hasOnSuccessCallback = try values.decodeIfPresent(Bool.self, forKey: .hasOnSuccessCallback) ?? false
        hasOnFailureCallback = try values.decodeIfPresent(Bool.self, forKey: .hasOnFailureCallback) ?? false
        assets = try values.decodeIfPresent([AssetNode].self, forKey: .assets) ?? []
        assetAliases = try values.decodeIfPresent([AliasNode].self, forKey: .assetAliases) ?? []
        edgeLabels = try values.decodeIfPresent([EdgeLabel].self, forKey: .edgeLabels) ?? []
    }
}

extension DagGraph.AssetNode: Decodable {
    private enum Keys: String, CodingKey { case name, uri, group, extra }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Keys.self)
        name = try values.decode(String.self, forKey: .name)
        uri = try values.decode(String.self, forKey: .uri)
        group = try values.decodeIfPresent(String.self, forKey: .group)
        extra = try values.decodeIfPresent(WireValue.self, forKey: .extra)?.text
    }
}

extension TaskNode: Decodable {
    private enum Keys: String, CodingKey {
        case taskID = "task_id"
        case label
        case operatorName = "operator"
        case triggerRule = "trigger_rule"
        case upstream = "upstream_task_ids"
        case downstream = "downstream_task_ids"
        case retries
        case retryDelay = "retry_delay"
        case retryExponentialBackoff = "retry_exponential_backoff"
        case maxRetryDelay = "max_retry_delay"
        case startDate = "start_date"
        case endDate = "end_date"
        case dependsOnPast = "depends_on_past"
        case waitForDownstream = "wait_for_downstream"
        case ignoreFirstDependsOnPast = "ignore_first_depends_on_past"
        case pool
        case poolSlots = "pool_slots"
        case priorityWeight = "priority_weight"
        case queue
        case isSetup = "is_setup"
        case isTeardown = "is_teardown"
        case onFailureFailDagRun = "on_failure_fail_dagrun"
        case isMapped = "is_mapped"
        case skipsExecution = "skips_execution"
        case skipsDownstream = "skips_downstream"
        case mapIndexTemplate = "map_index_template"
        case displayName = "task_display_name"
        case maxActivePerDag = "max_active_tis_per_dag"
        case maxActivePerDagRun = "max_active_tis_per_dagrun"
        case taskGroupID = "task_group_id"
        case expand, inlets, outlets
    }

    private struct AssetReference: Decodable {
        var type: String
        var name: String?
        var uri: String?

        var key: AssetKey? {
            guard type == "asset", let name, let uri else { return nil }
            return AssetKey(name: name, uri: uri)
        }
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Keys.self)
        func flag(_ key: Keys, _ fallback: Bool = false) throws -> Bool {
            try values.decodeIfPresent(Bool.self, forKey: key) ?? fallback
        }
        self.init(
            taskID: try values.decode(String.self, forKey: .taskID),
            upstream: try values.decode([String].self, forKey: .upstream),
            downstream: try values.decode([String].self, forKey: .downstream),
            rule: try values.decode(TriggerRule.self, forKey: .triggerRule))
        label = try values.decodeIfPresent(String.self, forKey: .label) ?? taskID
        operatorName = try values.decodeIfPresent(String.self, forKey: .operatorName) ?? ""
        retry.retries = try values.decodeIfPresent(Int.self, forKey: .retries) ?? 0
        retry.delay = try values.decodeIfPresent(Double.self, forKey: .retryDelay) ?? 300
        retry.exponentialBackoff = try values.decodeIfPresent(Double.self, forKey: .retryExponentialBackoff) ?? 0
        retry.maxDelay = try values.decodeIfPresent(Double.self, forKey: .maxRetryDelay)
        startDate = try values.decodeIfPresent(Timestamp.self, forKey: .startDate)
        endDate = try values.decodeIfPresent(Timestamp.self, forKey: .endDate)
        dependsOnPast = try flag(.dependsOnPast)
        waitForDownstream = try flag(.waitForDownstream)
        ignoreFirstDependsOnPast = try flag(.ignoreFirstDependsOnPast, true)
        pool = try values.decodeIfPresent(String.self, forKey: .pool) ?? "default_pool"
        poolSlots = try values.decodeIfPresent(Int.self, forKey: .poolSlots) ?? 1
        priorityWeight = try values.decodeIfPresent(Int.self, forKey: .priorityWeight) ?? 1
        queue = try values.decodeIfPresent(String.self, forKey: .queue) ?? "default"
        isSetup = try flag(.isSetup)
        isTeardown = try flag(.isTeardown)
        onFailureFailDagRun = try flag(.onFailureFailDagRun)
        isMapped = try flag(.isMapped)
        skipsExecution = try flag(.skipsExecution)
        skipsDownstream = try flag(.skipsDownstream)
        mapIndexTemplate = try values.decodeIfPresent(String.self, forKey: .mapIndexTemplate)
        displayName = try values.decodeIfPresent(String.self, forKey: .displayName)
        maxActivePerDag = try values.decodeIfPresent(Int.self, forKey: .maxActivePerDag)
        maxActivePerDagRun = try values.decodeIfPresent(Int.self, forKey: .maxActivePerDagRun)
        taskGroupID = try values.decodeIfPresent(String.self, forKey: .taskGroupID)
        expand = try values.decodeIfPresent(ExpandInput.self, forKey: .expand)
        assets = try [Keys.inlets, .outlets].flatMap { key in
            try values.decodeIfPresent([AssetReference].self, forKey: key)?.compactMap(\.key) ?? []
        }
    }
}

extension TaskGroupNode: Decodable {
    private enum Keys: String, CodingKey {
        case groupID = "group_id"
        case label
        case parentGroupID = "parent_group_id"
        case isMapped = "is_mapped"
        case expand, children, tooltip
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Keys.self)
        self.init(
            groupID: try values.decode(String.self, forKey: .groupID),
            parent: try values.decodeIfPresent(String.self, forKey: .parentGroupID),
            expand: try values.decodeIfPresent(ExpandInput.self, forKey: .expand))
        label = try values.decodeIfPresent(String.self, forKey: .label) ?? groupID
        isMapped = try values.decodeIfPresent(Bool.self, forKey: .isMapped) ?? false
        children = try values.decodeIfPresent([String].self, forKey: .children) ?? []
        tooltip = try values.decodeIfPresent(String.self, forKey: .tooltip)
    }
}

extension ExpandInput: Decodable {
    private enum Keys: String, CodingKey { case kind, values, value }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Keys.self)
        switch try fields.decode(String.self, forKey: .kind) {
        case "dict-of-lists":
            self = .dictOfLists(try fields.decode([Argument].self, forKey: .values))
        case "list-of-dicts":
            self = .listOfDicts(try fields.decode(Source.self, forKey: .value))
        case let kind:
            throw DecodingError.dataCorruptedError(
                forKey: .kind, in: fields, debugDescription: "unknown kind of expansion \(kind)")
        }
    }
}

extension ExpandInput.Argument: Decodable {
    public init(from decoder: any Decoder) throws {
        var pair = try decoder.unkeyedContainer()
        name = try pair.decode(String.self)
        source = try pair.decode(ExpandInput.Source.self)
    }
}

extension ExpandInput.Source: Decodable {
    private enum Keys: String, CodingKey {
        case literal, xcom, map, zip, concat
        case hasFillValue = "has_fillvalue"
    }

    private struct Reference: Decodable {
        var taskID: String
        var key: String

        enum CodingKeys: String, CodingKey {
            case taskID = "task_id"
            case key
        }
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Keys.self)
        if let length = try fields.decodeIfPresent(Int.self, forKey: .literal) {
            self = .literal(length: length)
        } else if let reference = try fields.decodeIfPresent(Reference.self, forKey: .xcom) {
            self = .xcom(taskID: reference.taskID, key: reference.key)
        } else if let source = try fields.decodeIfPresent(Self.self, forKey: .map) {
            self = .map(source)
        } else if let sources = try fields.decodeIfPresent([Self].self, forKey: .zip) {
            let hasFillValue = try fields.decodeIfPresent(Bool.self, forKey: .hasFillValue) ?? false
            self = .zip(sources, hasFillValue: hasFillValue)
        } else {
            self = .concat(try fields.decode([Self].self, forKey: .concat))
        }
    }
}
