import Foundation
import Testing
import XCom
import XComSQLite
import XComSupervisor

@testable import XComRunner

@Suite("entering loaded DAGs into a store")
struct RegistrationTests {
    @Test("a DAG is found with its assets, and its tasks with their groups, retries and assets")
    func save() throws {
        let json = """
            {"import_errors": [], "dags": [{"dag_id": "d", "fileloc": "/f/d.py", "relative_fileloc": "d.py", "tags": ["t"],
            "assets": [{"name": "a", "uri": "s3://a", "group": "g", "extra": {"k": 1}}],
            "task_groups": [{"group_id": "g", "children": ["g.h"]},
            {"group_id": "g.h", "parent_group_id": "g", "children": ["g.h.one"]}],
            "tasks": [{"task_id": "g.h.one", "trigger_rule": "all_success", "upstream_task_ids": [],
            "downstream_task_ids": [], "retries": 2, "task_group_id": "g.h",
            "inlets": [{"type": "alias", "name": "x"}, {"type": "asset", "name": "n"}],
            "outlets": [{"type": "asset", "name": "a", "uri": "s3://a"}]}]}]}
            """
        let dags = try WireDecoder(style: .message).decode(LoadedDags.self, from: WireValue(text: json))
        let store = try SQLiteStore(url: "sqlite://")
        #expect(try Registration(dags).save(in: store).map(\.key) == [AssetKey(name: "a", uri: "s3://a")])
        // It is new once.
        #expect(try Registration(dags).save(in: store) == [])
        #expect(try store.dag(id: "d")?.relativeFileloc == "d.py")
        #expect(try store.asset(name: "a")?.group == "g")
        let task = DagStructure.Task(
            taskID: "g.h.one", retries: 2, taskGroupIDs: ["g", "g.h"], assets: [AssetKey(name: "a", uri: "s3://a")])
        #expect(try DagStructure(dagID: "d", in: store) == DagStructure(tasks: [task]))
    }
}
