import Foundation
import Testing
import XCom

@testable import XComSupervisor

@Suite("messages about assets")
struct AssetAnswerTests {
    let fixture: Fixture
    static let plain = AssetRecord(key: AssetKey(name: "plain", uri: "s3://plain"))

    init() throws {
        fixture = try Fixture()
        try fixture.store.save(Self.plain)
    }

    private func succeed(outlets: String, events: String) throws -> String? {
        try fixture.send(
            #"{"type": "SucceedTask", "end_date": "2026-05-01T12:00:05Z", "task_outlets": \#(outlets), "#
                + #""outlet_events": \#(events)}"#)
    }

    private static let outlet = #"{"type": "Asset", "name": "plain", "uri": "s3://plain"}"#

    @Test("each outlet gives one event, with what the task noted for it")
    func outlet() throws {
        let taskInstance = try fixture.start("t", mapIndex: 3)
        let event = #"{"dest_asset_key": {"name": "plain", "uri": "s3://plain"}, "extra": {"z": 1.0, "a": 2}}"#
        let foreign = #"{"dest_asset_key": {"name": "other", "uri": "s3://other"}, "extra": {"no": 1}}"#
        // The transport is told of it, for listeners.
        let run = taskInstance.key.dagRun
        #expect(
            try succeed(outlets: "[\(Self.outlet)]", events: "[\(event), \(foreign)]") == """
                {"asset_events": [{"asset": {"name": "plain", "uri": "s3://plain", "group": "asset", "extra": {}}, \
                "extra": {"z": 1.0, "a": 2}, "source_dag_id": "\(run.dagID)", "source_task_id": "t", \
                "source_run_id": "\(run.runID)", "source_map_index": 3}]}
                """)
        let message = try read(GetAssetEventByAsset.self, #"{"name": "plain", "uri": null}"#)
        let events = try fixture.ask(message, for: AssetEventsResult.self).assetEvents
        #expect(events.count == 1)
        #expect(events.first?.extra?.text == #"{"z": 1.0, "a": 2}"#)
        #expect(events.first?.sourceTaskID == taskInstance.key.taskID)
        #expect(events.first?.sourceMapIndex == 3)
        #expect(events.first?.timestamp == fixture.now)
    }

    @Test("each partition that the task named gives an event; the others are of the run's")
    func partitions() throws {
        let taskInstance = try fixture.start("t")
        try fixture.store.updateDagRun(taskInstance.key.dagRun) { $0.partitionKey = "of the run" }
        let key = #""dest_asset_key": {"name": "plain", "uri": "s3://plain"}, "extra": {"a": 1}"#
        _ = try succeed(
            outlets: "[\(Self.outlet)]",
            events: #"[{\#(key), "partition_key": "p"}, {\#(key), "partition_key": "q"}, {\#(key)}]"#)
        let events = try fixture.store.assetEvents(AssetEventFilter())
        #expect(events.map(\.partitionKey) == ["p", "q", "of the run"])
        #expect(events.map(\.extra.text) == Array(repeating: #"{"a": 1}"#, count: 3))
    }

    @Test(
        "a partition's key is neither blank nor longer than Airflow's column",
        arguments: [
            (" ", #"must not be empty or whitespace-only; got ' '."#),
            (String(repeating: "ü", count: 251), "must be at most 250 characters; got 251."),
        ])
    func wrongPartitions(partition: String, text: String) throws {
        let taskInstance = try fixture.start("t")
        let event =
            #"{"dest_asset_key": {"name": "plain", "uri": "s3://plain"}, "extra": {}, "partition_key": "\#(partition)"}"#
        let answer = try #require(try succeed(outlets: "[\(Self.outlet)]", events: "[\(event)]"))
        #expect(
            answer.contains(#""status_code": 422"#) && answer.contains("invalid_partition_key") && answer.contains(text)
        )
        #expect(try fixture.state(of: taskInstance).state == .running)
        #expect(try fixture.store.assetEvents(AssetEventFilter()).isEmpty)
    }

    @Test("an outlet named by name or URI alone is looked up; what is not there gives no event")
    func references() throws {
        try fixture.start("t")
        let outlets = """
            [{"type": "AssetNameRef", "name": "plain", "uri": null}, {"type": "AssetUriRef", "uri": "s3://plain"}, \
            {"type": "AssetNameRef", "name": "no"}, {"type": "AssetUriRef", "uri": "s3://no"}]
            """
        #expect(try succeed(outlets: outlets, events: "[]") != nil)
        let events = try fixture.store.assetEvents(AssetEventFilter())
        #expect(events.map(\.asset.key) == [Self.plain.key, Self.plain.key])
        #expect(events.map(\.extra.text) == ["{}", "{}"])
    }

    @Test("the aliases that noted the same event share it, and it makes its asset")
    func aliases() throws {
        try fixture.start("t")
        let outlets = #"[{"type": "AssetAlias", "name": "one"}, {"type": "AssetAlias", "name": "two"}]"#
        func event(_ alias: String, _ extra: String) -> String {
            #"{"source_alias_name": "\#(alias)", "dest_asset_key": {"name": "new", "uri": "s3://new"}, "#
                + #""dest_asset_extra": {"made": true}, "extra": \#(extra)}"#
        }
        let events = [event("one", "{}"), event("two", "{}"), event("one", #"{"n": 1}"#), event("foreign", "{}")]
        #expect(try succeed(outlets: outlets, events: "[\(events.joined(separator: ", "))]") != nil)
        let stored = try fixture.store.assetEvents(AssetEventFilter())
        #expect(stored.map(\.aliases) == [["one", "two"], ["one"]])
        #expect(stored.map(\.extra.text) == ["{}", #"{"n": 1}"#])
        let asset = try fixture.ask(GetAssetByUri(uri: "s3://new"), for: AssetResult.self)
        #expect(asset.name == "new")
        #expect(asset.extra?.text == #"{"made": true}"#)
        let message = try read(GetAssetEventByAssetAlias.self, #"{"alias_name": "two", "limit": null}"#)
        #expect(try fixture.ask(message, for: AssetEventsResult.self).assetEvents.count == 1)
    }

    @Test("an asset that is not there is not found")
    func notFound() throws {
        #expect(try fixture.ask(GetAssetByName(name: "plain"), for: AssetResult.self).uri == "s3://plain")
        #expect(
            try fixture.send(#"{"type": "GetAssetByName", "name": "no"}"#)
                == #"{"body": {"type": "ErrorResponse", "error": "ASSET_NOT_FOUND", "detail": {"name": "no"}}, "error": null}"#
        )
        #expect(
            try fixture.send(#"{"type": "GetAssetByUri", "uri": "no"}"#)
                == #"{"body": {"type": "ErrorResponse", "error": "ASSET_NOT_FOUND", "detail": {"uri": "no"}}, "error": null}"#
        )
        let nothing = try read(GetAssetEventByAsset.self, #"{"name": null, "uri": null}"#)
        #expect(fixture.refusal(nothing)?.contains("name and uri cannot both be None") == true)
    }

    @Test("events come in order, between dates, as many as are asked for, with the runs that were made for them")
    func events() throws {
        let start = fixture.now
        var ids: [Int64] = []
        for hour in 0..<4 {
            let event = AssetEvent(
                asset: Self.plain, extra: WireValue(text: #"{"n": \#(hour)}"#), source: nil,
                timestamp: start.advanced(bySeconds: Double(hour) * 3600))
            ids.append(try fixture.store.insert(event))
        }
        try fixture.store.updateDagRun(Fixture.run) { $0.startDate = start }
        try fixture.store.consume(eventIDs: [ids[3]], in: Fixture.run)
        let message = try read(
            GetAssetEventByAsset.self,
            #"{"name": "plain", "uri": "s3://plain", "after": "2026-05-01T13:00:00Z", "ascending": false, "limit": 2}"#)
        let events = try fixture.ask(message, for: AssetEventsResult.self).assetEvents
        #expect(events.map(\.id) == [ids[3], ids[2]])
        #expect(events.map { $0.createdDagruns.map(\.runID) } == [[Fixture.run.runID], []])
        let taskInstance = try fixture.add("t")
        let details = try fixture.supervisor.start(taskInstance: taskInstance.id, pid: 1, hostname: "here")
        #expect(details.tiContext.dagRun.consumedAssetEvents.map(\.extra.text) == [#"{"n": 3}"#])
    }

    @Test(
        "the partition of a run's event, and the date of its own, are told since Airflow 3.3",
        arguments: [AirflowRelease.v32, .v33])
    func partitions(release: AirflowRelease) throws {
        var event = AssetEvent(
            asset: Self.plain, extra: WireValue(text: "{}"), source: nil, timestamp: fixture.now)
        event.partitionKey = "p"
        try fixture.store.consume(eventIDs: [try fixture.store.insert(event)], in: Fixture.run)
        try fixture.store.updateDagRun(Fixture.run) {
            $0.partitionKey = "q"
            $0.partitionDate = fixture.now
        }
        let supervisor = Supervisor(store: fixture.store, settings: SupervisorSettings(release: release))
        let taskInstance = try fixture.add("t")
        let run = try supervisor.start(taskInstance: taskInstance.id, pid: 1, hostname: "here").tiContext.dagRun
        // Older SDKs refuse the fields.
        #expect(run.partitionKey == "q")
        #expect(run.partitionDate == (release == .v33 ? fixture.now : nil))
        #expect(run.consumedAssetEvents.map(\.partitionKey) == [release == .v33 ? "p" : nil])
    }

    @Test("an asset whose name or URI another one holds is inactive")
    func inactive() throws {
        let taskInstance = try fixture.add("t")
        let message = ValidateInletsAndOutlets(tiID: taskInstance.id)
        #expect(try fixture.ask(message, for: InactiveAssetsResult.self).inactiveAssets == [])
        let assets = [
            Self.plain.key, AssetKey(name: "plain", uri: "s3://other"), AssetKey(name: "other", uri: "s3://plain"),
            AssetKey(name: "new", uri: "s3://new"),
        ]
        try DagStructure(tasks: [DagStructure.Task(taskID: "t", assets: assets)]).save(dagID: "d", in: fixture.store)
        let inactive = try fixture.ask(message, for: InactiveAssetsResult.self).inactiveAssets
        #expect(
            inactive == [
                AssetProfile(name: "plain", uri: "s3://other", type: "Asset"),
                AssetProfile(name: "other", uri: "s3://plain", type: "Asset"),
            ])
        #expect(fixture.refusal(ValidateInletsAndOutlets(tiID: UUID()))?.contains("Task Instance not found") == true)
    }
}
