import Foundation
import Testing
import XCom
import XComSupervisor

@Suite("A bundle whose task waits", .timeLimit(.minutes(5)))
struct BundleWaitTests {
    @Test("a deferred task names its trigger, and goes on with its own arguments and the trigger's event")
    func deferral() throws {
        let trial = try BundleTrial("Trials", dag: "trials", task: "defer")
        let first = try trial.start()
        #expect(first.status == 0)
        #expect(first.types == ["DeferTask"])
        let waiting = try #require(first.taskInstance)
        #expect(waiting.state == .deferred && waiting.nextMethod == "after_a_second")
        #expect(waiting.nextKwargs?.text == #"{"times": 1}"#)
        #expect(waiting.triggerTimeout != nil)
        let trigger = try #require(try waiting.triggerID.flatMap { try first.store.trigger(id: $0) })
        #expect(trigger.classpath == "airflow.providers.standard.triggers.temporal.DateTimeTrigger")
        let kwargs = try JSONValue(trigger.kwargs)
        #expect(kwargs["moment"]?["__classname__"] == "datetime.datetime")

        let moment = try WireEncoder().encode(Timestamp.now())
        try trial.store.updateTaskInstance(waiting.id) {
            $0.nextKwargs = Supervisor.adding(event: moment, to: $0.nextKwargs)
        }
        let second = try trial.start()
        #expect(second.taskInstance?.state == .success, "\(second.logs)")
        #expect(try second.value() == #""waited 1 time""#)
    }

    @Test(
        "a task whose trigger has failed is not called, and fails or is tried again",
        arguments: [
            (#"{"error": "Trigger timeout"}"#, 0, "Trigger timeout"),
            (#"{"error": "Trigger failure", "traceback": ["a", "b"]}"#, 1, "Trigger failure"), ("null", 0, "Unknown"),
        ])
    func failedTrigger(kwargs: String, retries: Int, words: String) throws {
        let trial = try BundleTrial("Trials", dag: "trials", task: "defer")
        trial.retries = retries
        try trial.insertTaskInstance {
            $0.nextMethod = "__fail__"
            $0.nextKwargs = WireValue(text: kwargs)
        }
        let outcome = try trial.start()
        #expect(outcome.terminals.count == 1)
        #expect(outcome.taskInstance?.state == (retries == 0 ? .failed : .upForRetry))
        #expect(outcome.logs.last?["exception"] == .string("the task was deferred, and could not go on: \(words)"))
        #expect(outcome.logs.compactMap { $0["traceback"]?.stringValue } == (retries == 0 ? [] : ["a\nb"]))
    }

    @Test(
        "what no trigger and no person could be asked fails the task with a reason",
        arguments: [
            ("defer_to_nothing", "kwargs of trigger 'some.Trigger': it is not written as an object"),
            ("ask_nothing", "question 'Go on?': it has no options"),
        ])
    func refused(task: String, reason: String) throws {
        let outcome = try BundleTrial("Trials", dag: "trials", task: task).start()
        #expect(outcome.taskInstance?.state == .failed)
        #expect(outcome.logs.last?["exception"] == .string(reason))
    }

    @Test("a question is put before the task waits, and the answer is what it goes on with")
    func question() throws {
        let trial = try BundleTrial("Trials", dag: "trials", task: "ask")
        let first = try trial.start()
        #expect(first.types == ["CreateHITLDetailPayload", "AwaitInputTask"])
        let message = try #require(first.requests.first as? CreateHITLDetailPayload)
        #expect(message.params?.text == "{}" && message.assignedUsers == [])
        let waiting = try #require(first.taskInstance)
        #expect(waiting.state == .awaitingInput && waiting.triggerTimeout != nil)
        #expect(waiting.nextKwargs?.text == "{}")
        var detail = try #require(try trial.store.hitlDetail(taskInstanceID: waiting.id))
        #expect(detail.subject == "Go on?" && detail.body == "It is *late*." && !detail.multiple)
        #expect(detail.options.text == #"["yes", "no"]"# && detail.defaults?.text == #"["no"]"#)

        detail.chosenOptions = WireValue(text: #"["yes"]"#)
        detail.respondedAt = .now()
        detail.respondedBy = WireValue(text: #"{"id": "1", "name": "ada"}"#)
        try trial.store.save(detail)
        #expect(try Supervisor(store: trial.store).resumeWithInput(waiting.id))
        let second = try trial.start()
        #expect(second.taskInstance?.state == .success, "\(second.logs)")
        #expect(try second.value() == #"["yes"]"#)
        #expect(second.logs.first?["by"] == "ada")
    }

    @Test(
        "where nobody answers in time the defaults are chosen, and without any the task fails",
        arguments: [true, false])
    func noAnswer(hasDefaults: Bool) throws {
        let trial = try BundleTrial("Trials", dag: "trials", task: "ask")
        let waiting = try #require(try trial.start().taskInstance)
        if !hasDefaults {
            var detail = try #require(try trial.store.hitlDetail(taskInstanceID: waiting.id))
            detail.defaults = nil
            try trial.store.save(detail)
        }
        try trial.store.updateTaskInstance(waiting.id) { $0.triggerTimeout = Timestamp(microseconds: 1) }
        #expect(try Supervisor(store: trial.store).resumeWithInput(waiting.id))
        let second = try trial.start()
        #expect(second.taskInstance?.state == (hasDefaults ? .success : .failed))
        #expect(try second.value() == (hasDefaults ? #"["no"]"# : nil))
        if !hasDefaults {
            #expect(second.logs.last?["exception"]?.stringValue?.contains("timeout") == true)
        }
    }
}
