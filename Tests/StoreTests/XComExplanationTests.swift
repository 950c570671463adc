import StoreFixtures
import Testing
import XCom
import XComStores

@Suite("The explanation of a missing XCom")
struct XComExplanationTests {
    private let store: any Store

    init() throws {
        store = try StoreKind.fastest.make().store
        try store.makeRun(
            dagID: "etl", runID: "monday",
            tasks: ["extract": [-1], "etl.clean": [-1], "load": [0, 1, 2, 4], "late": [-1], "silent": [-1], "a": [-1]])
        for instance in try store.taskInstances(TaskInstanceFilter(dagID: "etl")) where instance.key.taskID != "late" {
            try store.updateTaskInstance(instance.id) { $0.state = .success }
        }
        try set("extract", "[1]")
        try set("extract", key: "rows", "3")
        try set("a", "null")
        for index in [0, 1, 2, 4] { try set("load", mapIndex: index, "\(index)") }
        try store.makeRun(
            dagID: "etl", runID: "tuesday", logicalDate: "2026-01-02", runAfter: "2026-01-02",
            tasks: ["extract": [-1], "load": [0]])
    }

    private func set(_ taskID: String, mapIndex: Int = -1, key: String = "return_value", _ text: String) throws {
        try store.set(
            WireValue(text: text),
            at: address(taskID, mapIndex: mapIndex, key: key, dagID: "etl", runID: "monday"))
    }

    private func change(_ taskID: String, _ state: TaskInstanceState?) throws {
        for instance in try store.taskInstances(TaskInstanceFilter(dagID: "etl", taskIDs: [taskID])) {
            try store.updateTaskInstance(instance.id) { $0.state = state }
        }
    }

    private func explain(
        _ taskID: String, key: String = "return_value", mapIndex: Int? = nil, run: String? = "monday",
        dag: String = "etl", isOwn: Bool = false
    ) throws -> String {
        let question = XComQuestion(
            dagID: dag, runID: run, taskID: taskID, key: key, mapIndex: mapIndex, isOwn: isOwn)
        return try XComExplanation(question, in: store).description
    }

    @Test("says what is there")
    func found() throws {
        #expect(try explain("extract") == "there is a value")
        #expect(try explain("load") == "there are 4 values under map indexes 0-2, 4")
        #expect(try explain("load", mapIndex: 4) == "there is a value under map index 4")
        #expect(try explain("a") == "task 'a' pushed None")
    }

    @Test("names the task that was meant")
    func tasks() throws {
        #expect(try explain("clean") == "task 'clean' is 'etl.clean' here")
        #expect(try explain("etl.extract") == "task 'etl.extract' is 'extract' here")
        #expect(try explain("extrat") == "there is no task 'extrat' in run 'monday': did you mean 'extract'?")
        #expect(try explain("claen") == "there is no task 'claen' in run 'monday': did you mean 'etl.clean'?")
        #expect(
            try explain("report")
                == "there is no task 'report' in run 'monday'; its tasks are 'a', 'etl.clean', 'extract', 'late', 'load', 'silent'"
        )
    }

    @Test("names the map indexes that have values")
    func mapIndexes() throws {
        #expect(
            try explain("load", mapIndex: -1) == "task 'load' is mapped: 4 values under map indexes 0-2, 4")
        #expect(try explain("extract", mapIndex: 2) == "task 'extract' is not mapped: its value is under map index -1")
        #expect(try explain("late", mapIndex: 2) == "task 'late' is not mapped")
        #expect(try explain("load", key: "other", mapIndex: 9) == "task 'load' has map indexes 0-2, 4 only")
    }

    @Test("names the key that was meant")
    func keys() throws {
        #expect(try explain("extract", key: "retrun_value") == "key 'retrun_value': did you mean 'return_value'?")
        #expect(
            try explain("extract", key: "count")
                == "task 'extract' pushed nothing under key 'count', but under 'return_value', 'rows'")
        #expect(
            try explain("silent") == "task 'silent' succeeded, and returned None or has do_xcom_push=False")
        try set("silent", key: "skipmixin_key", "{}")
        #expect(
            try explain("silent") == "task 'silent' succeeded, and returned None or has do_xcom_push=False")
    }

    @Test(
        "says what became of the task",
        arguments: [
            (.skipped, "was skipped"), (.failed, "failed"), (.running, "is running, and has not pushed it yet"),
            (nil, "has not run yet: does it run before the task that pulls?"),
            (.upstreamFailed, "did not run, since a task before it failed"),
        ] as [(TaskInstanceState?, String)])
    func states(state: TaskInstanceState?, words: String) throws {
        try change("late", state)
        #expect(try explain("late") == "task 'late' \(words)")
    }

    @Test("counts the states of a mapped task")
    func mixedStates() throws {
        let instances = try store.taskInstances(TaskInstanceFilter(dagID: "etl", taskIDs: ["load"]))
        for instance in instances.prefix(2) { try store.updateTaskInstance(instance.id) { $0.state = .skipped } }
        #expect(
            try explain("load", key: "x", run: "monday")
                == "task 'load' is mapped, and its instances have not all pushed: 2 success, 2 skipped")
    }

    @Test("names the run that has a value")
    func runs() throws {
        #expect(
            try explain("extract", run: "tuesday")
                == "task 'extract' has not run yet: does it run before the task that pulls?; "
                + "pushed in run 'monday', this is run 'tuesday'")
        #expect(
            try explain("extract", run: "sunday")
                == "DAG 'etl' has no run 'sunday'; its newest is 'tuesday'; pushed in run 'monday', this is run 'sunday'"
        )
        try store.makeRun(dagID: "other", runID: "sunday")
        #expect(
            try explain("none", run: "sunday")
                == "DAG 'etl' has no run 'sunday' (DAG 'other' has); its newest is 'tuesday'")
        #expect(try explain("t", run: nil, dag: "etk") == "there is no DAG 'etk': did you mean 'etl'?")
        #expect(try explain("late", run: nil).contains("run 'tuesday'"))
    }

    @Test("says that a pull without task ids asks for the task's own XCom, and who has one")
    func ownTask() throws {
        try set("silent", key: "skipmixin_key", "{}")
        let words = "task 'silent' asks for its own XCom, as a pull without task_ids does, and has pushed none"
        #expect(try explain("silent", key: "count", isOwn: true) == words)
        #expect(try explain("silent", key: "rows", isOwn: true) == words + "; task_ids='extract' would find one")
        #expect(try explain("silent", isOwn: true) == words)
    }

    @Test("has a word for programs for each finding")
    func codes() throws {
        let question = XComQuestion(dagID: "etl", runID: "tuesday", taskID: "load", key: "return_value", mapIndex: 7)
        let explanation = try XComExplanation(question, in: store)
        #expect(!explanation.isFound)
        #expect(explanation.findings.map(\.code) == ["unknown_map_index"])
    }
}
