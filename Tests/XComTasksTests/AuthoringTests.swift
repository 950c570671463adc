import Testing
import XCom

@testable import XComTasks

@Suite("How bundles are written")
struct AuthoringTests {
    private struct Several: TaskBundle {
        var tasks: some TaskCollection {
            Tasks(dag: "a") {
                Task("first") { _ in 1 }
                if Bool("true") == true {
                    Task("second") { _ in }
                } else {
                    Task("never") { _ in }
                }
                for number in 0..<2 { Task("loop_\(number)") { _ in number } }
            }
            Tasks(dag: "b") { Task("first") { _ in "x" } }
        }
    }

    @Test("conditions, loops and several DAGs make the list that the bundle tells")
    func metadata() throws {
        let metadata = BundleMetadata(of: Several().tasks.dags)
        #expect(metadata.source == "AuthoringTests.swift")
        #expect(metadata.dags["a"]?.tasks == ["first", "second", "loop_0", "loop_1"])
        #expect(metadata.dags["b"]?.tasks == ["first"])
        try BundleProgram(tasks: Several().tasks.dags).check()
    }

    @Test("a task that is there twice is an error, also in two parts of one DAG")
    func twice() throws {
        let parts = [Tasks(dag: "a") { Task("t") { _ in } }, Tasks(dag: "a") { Task("t") { _ in 1 } }]
        let error = #expect(throws: UsageError.self) { try BundleProgram(tasks: parts).check() }
        #expect(error?.description == "task 't' of DAG 'a' is there more than once")
    }

    @Test("the tasks of one DAG may stand in several parts")
    func parts() throws {
        let parts = [Tasks(dag: "a") { Task("t") { _ in } }, Tasks(dag: "a") { Task("u") { _ in 1 } }]
        #expect(BundleMetadata(of: parts).dags["a"]?.tasks == ["t", "u"])
        #expect(BundleProgram(tasks: parts).task(named: "u", in: "a") != nil)
    }

    @Test(
        "the length of a value is told of what can be mapped over",
        arguments: [
            ("[1, 2]", 2, 2), ("[]", 0, 0), (#"{"a": 1}"#, nil, 1), (#""text""#, nil, nil), ("7", nil, nil),
            (long(1024), 1024, 1024), (long(1025), nil, 1025),
        ] as [(String, Int?, Int?)])
    func lengths(json: String, automatic: Int?, always: Int?) throws {
        let value = WireValue(text: json)
        #expect(try MappedLength.automatic.length(of: value) == automatic)
        #expect(try MappedLength.always.length(of: value) == always)
        #expect(try MappedLength.never.length(of: value) == nil)
    }

    private static func long(_ count: Int) -> String {
        "[" + Array(repeating: "0", count: count).joined(separator: ",") + "]"
    }
}
