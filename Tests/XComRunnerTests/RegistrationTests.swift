import Foundation
import Testing
import XCom
import XComStores
import XComSupervisor

@testable import XComRunner

@Suite("entering loaded DAGs into a store")
struct RegistrationTests {
    @Test("a DAG is found with its assets, and its tasks with their groups, retries and assets")
    func save() throws {
        var one = TaskNode(taskID: "g.h.one")
        one.retries = 2
        one.taskGroupID = "g.h"
        one.inlets = [AssetReference(type: .alias, name: "x"), AssetReference(type: .asset, name: "n")]
        one.outlets = [AssetReference(type: .asset, name: "a", uri: "s3://a")]
        let groups = [TaskGroupNode(groupID: "g"), TaskGroupNode(groupID: "g.h", parent: "g")]
        var graph = DagGraph(dagID: "d", tasks: [one], taskGroups: groups)
        graph.relativeFileloc = "d.py"
        graph.assets = [.init(name: "a", uri: "s3://a", group: "g", extra: WireValue(text: #"{"k": 1}"#))]
        let dags = LoadedDags(dags: [graph], importErrors: [])
        let store = try StoreOpener.inMemory.open()
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
