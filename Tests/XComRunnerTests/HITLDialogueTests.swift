import FoundationEssentials
import Testing
import XCom
import XComStores
import XComSupervisor

@testable import XComRunner

@Suite("asking a person line by line")
struct HITLDialogueTests {
    private let user = HITLUser(id: "ann", name: "ann")

    private func detail(_ change: (inout HITLDetail) -> Void = { _ in }) -> HITLDetail {
        var detail = HITLDetail(
            taskInstanceID: UUID(), options: WireValue(text: #"["Approve", "Reject"]"#), subject: "Ship it?",
            createdAt: Timestamp(microseconds: 0))
        change(&detail)
        return detail
    }

    private func answers(_ lines: String..., to detail: HITLDetail) -> [HITLDialogue.Step] {
        var dialogue = HITLDialogue(detail, user: user)
        return lines.map { dialogue.take($0) }
    }

    private func done(_ options: [String], _ params: String? = nil) -> HITLDialogue.Step {
        .done(HITLResponse(options: options, params: params.map { WireValue(text: $0) }, user: user))
    }

    @Test(
        "an option is chosen by its number, its text, or its text in other letters",
        arguments: ["2", "Reject", " reject "])
    func one(line: String) {
        #expect(answers(line, to: detail()) == [done(["Reject"])])
    }

    @Test("nothing is the default, where there is one; what is no option is asked again")
    func defaults() {
        let choice = "Number or text: "
        let refusal = "choose one of: Approve, Reject\n\(choice)"
        #expect(
            answers("", "3", "Approve, Reject", "1", to: detail()) == [
                .ask(refusal), .ask("3 is none of the options; \(refusal)"),
                .ask("Approve, Reject is none of the options; \(refusal)"), done(["Approve"]),
            ])
        let withDefault = detail { $0.defaults = WireValue(text: #"["Reject"]"#) }
        #expect(
            HITLDialogue(withDefault, user: user).opening
                == "Ship it?\n  1  Approve\n  2  Reject\nNumber or text [Reject]: ")
        #expect(answers("", to: withDefault) == [done(["Reject"])])
    }

    @Test("several may be chosen where the task says so")
    func several() {
        #expect(answers("2, Approve", to: detail { $0.multiple = true }) == [done(["Reject", "Approve"])])
    }

    @Test("the fields of a form are asked for, with their defaults")
    func form() {
        let form = detail {
            $0.params = WireValue(
                text: #"{"n": {"value": 1, "description": null, "schema": {}}, "who": "nobody", "more": {"a": 1}}"#)
        }
        #expect(
            answers("1", "", "ann b", #"{"b": 2}"#, to: form) == [
                .ask("n [1]: "), .ask(#"who ["nobody"]: "#), .ask(#"more [{"a": 1}]: "#),
                done(["Approve"], #"{"n": 1, "who": "ann b", "more": {"b": 2}}"#),
            ])
    }

    @Test("an answer is recorded once, with all fields of the form, by somebody who may give it")
    func recorded() throws {
        let store = try StoreOpener.inMemory.open()
        let run = DagRunKey(dagID: "d", runID: "r")
        let now = Timestamp(microseconds: 0)
        try store.insert(DagRun(key: run, runType: .manual, state: .running, logicalDate: nil, runAfter: now))
        let instance = TaskInstance(
            id: UUID(), key: TaskInstanceKey(dagID: "d", runID: "r", taskID: "t"), operatorName: "x")
        try store.insert([instance])
        var asked = detail {
            $0.params = WireValue(text: #"{"n": 1, "m": 2.50}"#)
            $0.assignees = WireValue(text: #"[{"id": "ann", "name": "Ann"}]"#)
        }
        asked.taskInstanceID = instance.id
        try store.save(asked)
        #expect(try store.hitlDetails(TaskInstanceFilter(dagID: "d")) == [asked])
        #expect(try store.hitlDetails(TaskInstanceFilter(dagID: "e")) == [])
        let supervisor = Supervisor(store: store) { now }
        func refusal(_ options: [String], _ params: String? = nil, by id: String = "ann") -> String? {
            let response = HITLResponse(
                options: options, params: params.map { WireValue(text: $0) }, user: HITLUser(id: id, name: id))
            do {
                try supervisor.record(response, of: instance.id)
                return nil
            } catch { return "\(error)" }
        }
        #expect(refusal(["Approve"], by: "bob") == "bob may not answer; those who may: ann")
        #expect(refusal(["Approve"], #"{"x": 1}"#) == "the form has no field x; it has: n, m")
        #expect(refusal(["Approve", "Reject"]) == "only one option may be chosen; choose one of: Approve, Reject")
        #expect(refusal(["Approve"], #"{"n": 10000000000000000000000}"#) == nil)
        #expect(refusal(["Reject"]) == "it has an answer already")
        let stored = try #require(try store.hitlDetail(taskInstanceID: instance.id))
        #expect(stored.paramsInput.text == #"{"n": 10000000000000000000000, "m": 2.50}"#)
        #expect(stored.chosenOptions?.text == #"["Approve"]"# && stored.respondedAt == now)
    }
}
