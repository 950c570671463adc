import Foundation
import Testing
import XCom
import XComFrames
import XComSupervisor

@Suite("A bundle under a supervisor", .timeLimit(.minutes(5)))
struct BundleTests {
    @Test("what it returns is pushed, one terminal message is sent, and it exits with 0")
    func success() throws {
        let trial = try BundleTrial("Trials", dag: "trials", task: "echo")
        try trial.push(#"{"a": [1, 2.5, null, "x"]}"#)
        let outcome = try trial.start()
        #expect(outcome.status == 0)
        #expect(outcome.taskInstance?.state == .success)
        #expect(try outcome.value() == #"{"a": [1, 2.5, null, "x"]}"#)
        #expect(outcome.types == ["GetXComSequenceSlice", "SetXCom", "SucceedTask"])
        let end = try #require(outcome.terminals.first as? SucceedTask)
        #expect(end.taskOutlets == [] && end.outletEvents == [])
    }

    @Test("what a null is, or nothing, is not pushed", arguments: ["nothing", "echo"])
    func nothing(task: String) throws {
        let outcome = try BundleTrial("Trials", dag: "trials", task: task).start()
        #expect(outcome.taskInstance?.state == .success)
        #expect(try outcome.value() == nil)
    }

    @Test("the XComs that the supervisor names are deleted before the code runs")
    func clearing() throws {
        let trial = try BundleTrial("Trials", dag: "trials", task: "fail")
        try trial.push("1", from: "fail", key: "a")
        try trial.push("2", from: "fail", key: "b")
        let outcome = try trial.start()
        #expect(outcome.types == ["DeleteXCom", "DeleteXCom", "SetXCom", "TaskState"])
        #expect(try outcome.value("before") == "1")
        #expect(try outcome.value("a") == nil && outcome.value("b") == nil)
    }

    @Test(
        "a task that is not there is removed, and nothing of it deleted",
        arguments: [
            ("trials", "it has of the DAG: 'nothing', 'echo'"), ("others", "it has no task of the DAG"),
        ])
    func removed(dag: String, reason: String) throws {
        let trial = try BundleTrial("Trials", dag: dag, task: "unknown")
        try trial.push("1", from: "unknown", key: "a")
        let outcome = try trial.start()
        #expect(outcome.status == 0)
        #expect(outcome.taskInstance?.state == .removed)
        #expect(try outcome.value("a") == "1")
        #expect(outcome.events.count == 1 && outcome.events.allSatisfy { $0.contains(reason) })
    }

    @Test("a failure is a retry where there are tries left, and final where there are none", arguments: [0, 1])
    func failure(retries: Int) throws {
        let trial = try BundleTrial("Trials", dag: "trials", task: "fail")
        trial.retries = retries
        let outcome = try trial.start()
        #expect(outcome.status == 0)
        #expect(outcome.taskInstance?.state == (retries == 0 ? .failed : .upForRetry))
        #expect(outcome.logs.last?["exception"] == "it was to fail")
        if retries > 0 {
            #expect((outcome.terminals.first as? RetryTask)?.retryReason == "it was to fail")
        }
    }

    @Test("a task ends as it says, whatever tries are left")
    func ends() throws {
        func end(_ task: String) throws -> Outcome {
            let trial = try BundleTrial("Trials", dag: "trials", task: task)
            trial.retries = 3
            return try trial.start()
        }
        #expect(try end("fail_for_good").taskInstance?.state == .failed)
        let retry = try end("retry_later")
        #expect(retry.taskInstance?.state == .upForRetry)
        let decision = try retry.store.retryDecision(of: try #require(retry.taskInstance?.id))
        #expect(decision == RetryDecision(delay: 7, reason: "not yet"))
        let waiting = try end("reschedule")
        #expect(waiting.taskInstance?.state == .upForReschedule)
        let dates = try waiting.store.reschedules(taskInstanceID: try #require(waiting.taskInstance?.id))
        #expect(dates.map(\.rescheduleDate) == [try #require(Timestamp("2030-01-02T03:04:05Z"))])
    }

    @Test(
        "a process that ends on its own is a failure, which says how it ended",
        arguments: [
            ("trap", "{}", "has crashed by signal"), ("exit", #"{"status": 0}"#, "has exited with status 0"),
            ("exit", #"{"status": 3}"#, "has exited with status 3"), ("kill_itself", "{}", "was killed by signal 9"),
        ], [0, 1])
    func ownEnd(_ end: (task: String, conf: String, words: String), retries: Int) throws {
        let (task, conf, words) = end
        let trial = try BundleTrial("Trials", dag: "trials", task: task)
        trial.retries = retries
        trial.conf = conf
        let outcome = try trial.start()
        #expect(outcome.status == 0)
        #expect(outcome.terminals.count == 1)
        #expect(outcome.taskInstance?.state == (retries == 0 ? .failed : .upForRetry))
        let event = try #require(outcome.events.last)
        #expect(event.hasPrefix("The task has not told how it ended: its process \(words)"))
        #expect(outcome.logs.last?["level"] == "error")
        if task == "trap" {
            #expect(outcome.events.first == "before the trap")
            #expect(outcome.errors.contains("Fatal error: Index out of range"))
        }
    }

    @Test("a long task is cancelled by SIGTERM, and may still push how far it came")
    func cancellation() throws {
        let trial = try BundleTrial("Marathon", dag: "marathon", task: "run")
        trial.retries = 1
        trial.terminatedAt = "running"
        let outcome = try trial.start()
        #expect(outcome.taskInstance?.state == .upForRetry)
        #expect(try outcome.value("laps").flatMap { Int($0) } ?? 0 > 0)
        #expect(outcome.events.contains("stopped"))
        #expect(outcome.logs.last?["exception"] == "The task was cancelled: it was told to end by SIGTERM")
    }

    @Test("a task that does not end when it is told to is killed with its programs, and the supervisor knows")
    func deaf() throws {
        let trial = try BundleTrial("Trials", dag: "trials", task: "deaf")
        trial.terminatedAt = "deaf"
        let outcome = try trial.start()
        #expect(outcome.status == 0)
        #expect(outcome.taskInstance?.state == .failed)
        #expect(
            outcome.events.last
                == "The task was told to end by SIGTERM: its process was killed by signal 9 (Killed)")
        let program = try #require(
            outcome.logs.first { $0["event"] == "deaf" }?["program"]?.stringValue.flatMap { Int32($0) })
        #expect(isGone(program))
    }

    @Test("a task is over when its time is, also where it does not notice", arguments: ["busy", "sprint"])
    func timeout(task: String) throws {
        let isExample = task == "sprint"
        let trial = try BundleTrial(
            isExample ? "Marathon" : "Trials", dag: isExample ? "marathon" : "trials", task: task)
        let outcome = try trial.start()
        #expect(outcome.taskInstance?.state == .failed)
        let limit = isExample ? "0.1" : "0.05"
        #expect(
            outcome.logs.last?["exception"]
                == .string("The task was cancelled: its execution timeout of \(limit) seconds has passed"))
    }

    @Test("a task that goes on when its time is over is killed")
    func overdue() throws {
        let outcome = try BundleTrial("Trials", dag: "trials", task: "overdue").start()
        #expect(outcome.taskInstance?.state == .failed)
        let last = outcome.events.suffix(2)
        #expect(
            last.first == "The task has not ended within 5.0 seconds after it was cancelled: its execution timeout of "
                + "0.05 seconds has passed")
        #expect(last.last == "The task has not told how it ended: its process was killed by signal 9 (Killed)")
    }

    @Test("what is no frame and no line does not reach the supervisor")
    func garbage() throws {
        let outcome = try BundleTrial("Trials", dag: "trials", task: "garbage").start()
        #expect(outcome.status == 0)
        #expect(outcome.types == ["TaskState"])
        #expect(outcome.taskInstance?.state == .failed)
        #expect(outcome.logs.allSatisfy { $0["level"]?.stringValue != nil && $0["timestamp"]?.stringValue != nil })
        #expect(outcome.events.contains { $0.hasPrefix("The task's process has sent what is no request: ") })
        #expect(outcome.events.contains { $0.hasPrefix("\0\0\0\u{3}abc") })
    }

    @Test("a supervisor that closes once it knows of the end is no failure")
    func earlyClose() throws {
        let trial = try BundleTrial("Trials", dag: "trials", task: "nothing")
        trial.closesAtEnd = true
        let outcome = try trial.start()
        #expect(outcome.status == 0)
        #expect(outcome.taskInstance?.state == .success)
    }

    @Test("nothing goes on where the supervisor is gone")
    func goneSupervisor() throws {
        let trial = try BundleTrial("Trials", dag: "trials", task: "deaf")
        trial.goneAt = "deaf"
        let outcome = try trial.start()
        #expect(outcome.status == 1)
        #expect(outcome.terminals.isEmpty)
        let program = try #require(
            outcome.logs.first { $0["event"] == "deaf" }?["program"]?.stringValue.flatMap { Int32($0) })
        #expect(isGone(program))
    }

    @Test("an end that the supervisor refuses is no success of the process")
    func refusedEnd() throws {
        let trial = try BundleTrial("Trials", dag: "trials", task: "nothing")
        trial.intercept = { message in
            guard message.isTerminal else { return nil }
            return ResponseFrame(id: 0, error: ErrorResponse(error: .apiServerError))
        }
        let outcome = try trial.start()
        #expect(outcome.status == 1)
        #expect(outcome.terminals.count == 1)
        #expect(outcome.events.contains { $0.hasPrefix("The supervisor refuses how the task has ended") })
    }

    @Test("a refused push fails the task with the supervisor's reason")
    func refusedPush() throws {
        let trial = try BundleTrial("Trials", dag: "trials", task: "echo")
        try trial.push("1")
        trial.intercept = { message in
            guard message is SetXCom else { return nil }
            let detail = WireValue(text: #"{"status_code": 413}"#)
            return ResponseFrame(id: 0, error: ErrorResponse(error: .apiServerError, detail: detail))
        }
        let outcome = try trial.start()
        #expect(outcome.taskInstance?.state == .failed)
        #expect(outcome.logs.last?["exception"] == #"SetXCom: API_SERVER_ERROR: {"status_code": 413}"#)
    }

    @Test(
        "a first message that is none ends the program with a reason",
        arguments: ["\u{90}", "\u{93}\u{00}\u{C0}\u{C0}"])
    func noStart(payload: String) throws {
        let trial = try BundleTrial("Trials", dag: "trials", task: "nothing")
        trial.firstPayload = payload.unicodeScalars.map { UInt8($0.value) }
        let outcome = try trial.start()
        #expect(outcome.status != 0)
        #expect(outcome.errors.hasPrefix("Trials: "))
        #expect(outcome.requests.isEmpty)
    }

    @Test("every request is answered")
    func requests() throws {
        let trial = try BundleTrial("Trials", dag: "trials", task: "requests")
        for (index, value) in [10, 20, 30].enumerated() { try trial.push("\(value)", from: "mapped", mapIndex: index) }
        trial.tryNumber = 2
        let outcome = try trial.start()
        #expect(outcome.taskInstance?.state == .success, "\(outcome.logs)")
        #expect(
            try outcome.value()
                == #"{"step": 4, "count": 3, "last": 30, "slice": [20, 30], "all": [10, 20, 30], "tryNumber": 2, "#
                + #""logicalDate": "2026-01-01T00:00:00+00:00"}"#)
    }

    @Test("values of other types go there and back in Airflow's envelopes")
    func envelopes() throws {
        let value =
            #"{"moment": {"__classname__": "datetime.datetime", "__version__": 2, "__data__": {"timestamp": 1.5, "tz": "#
            + #"{"__classname__": "builtins.tuple", "__version__": 1, "__data__": ["UTC", "pendulum.tz.timezone.Timezone", 1, true]}}}, "#
            + #""amount": {"__classname__": "decimal.Decimal", "__version__": 1, "__data__": 12.5}, "#
            + #""id": {"__classname__": "uuid.UUID", "__version__": 1, "__data__": "01990000-0000-7000-8000-000000000001"}, "#
            + #""pair": {"__classname__": "builtins.tuple", "__version__": 1, "__data__": [1, "a"]}, "#
            + #""names": {"__classname__": "builtins.set", "__version__": 1, "__data__": ["x"]}}"#
        let trial = try BundleTrial("Trials", dag: "trials", task: "envelopes")
        try trial.push(value)
        let outcome = try trial.start()
        let pushed = try #require(try outcome.value(), "\(outcome.logs)")
        for name in ["datetime.datetime", "decimal.Decimal", "uuid.UUID", "builtins.tuple", "builtins.set"] {
            #expect(pushed.contains(#""__classname__": "\#(name)""#))
        }
    }

    @Test(
        "a value of another type names the address, the path, what was found and what was wanted",
        arguments: [
            ("wrong_type", "pull of XCom 'return_value' of task 'up' in run 'manual__1' of DAG 'trials': $.a: "),
            ("not_finite", "push of XCom 'x' of task 'not_finite' in run 'manual__1' of DAG 'trials': $.a[1]: "),
            ("too_many_digits", "push of XCom 'x' of task 'too_many_digits' in run 'manual__1' of DAG 'trials': $: "),
        ])
    func wrongTypes(task: String, words: String) throws {
        let trial = try BundleTrial("Trials", dag: "trials", task: task)
        try trial.push(#"{"a": "x"}"#)
        let outcome = try trial.start()
        let reason = try #require(outcome.logs.last?["exception"]?.stringValue)
        #expect(reason.hasPrefix(words), "\(reason)")
    }

    @Test("tasks that are skipped are named")
    func branch() throws {
        let outcome = try BundleTrial("Trials", dag: "trials", task: "branch").start()
        let message = try #require(outcome.requests.first as? SkipDownstreamTasks)
        #expect(message.tasks == [SkippedTask(taskID: "not_taken")])
    }

    @Test("requests and lines of many at once all arrive")
    func crowd() throws {
        let outcome = try BundleTrial("Trials", dag: "trials", task: "crowd").start()
        #expect(outcome.taskInstance?.state == .success)
        for number in 0..<40 {
            #expect(try outcome.value("key_\(number)") == "\(number)")
            // Those of one come in order.
            #expect(
                outcome.events.filter { $0.hasPrefix("\(number).") } == (0..<50).map { "\(number).\($0)" })
        }
        #expect(outcome.events.count == 2000)
    }

    @Test("a value of 5 MB goes both ways")
    func large() throws {
        let trial = try BundleTrial("Trials", dag: "trials", task: "large")
        try trial.push("\"\(String(repeating: "a", count: 5_000_000))\"")
        let outcome = try trial.start()
        #expect(outcome.taskInstance?.state == .success)
        #expect(try outcome.value()?.utf8.count == 5_000_002)
    }

    /// Whether a process is there no more, or is only waited for by nobody.
    private func isGone(_ process: Int32) -> Bool {
        for _ in 0..<500 {
            guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
                let state = stat.split(separator: ")").last?.trimmingCharacters(in: .whitespaces).first
            else { return true }
            if state == "Z" { return true }
            usleep(10_000)
        }
        return false
    }
}

@Suite("The program of a bundle")
struct BundleProgramTests {
    @Test("started by nobody it says what it is")
    func help() throws {
        let end = try BundleProcess("Orders", []).wait()
        #expect(end.status == 0)
        #expect(
            end.output == """
                Orders: tasks of Airflow that are written in Swift.

                  DAG orders
                    transform

                Airflow or `xcom run` start it with --comm=HOST:PORT and --logs=HOST:PORT; the DAG file declares its tasks by
                @task.stub. To make a bundle file of it: xcom bundle pack Orders. What it holds as JSON: --airflow-metadata.

                """)
    }

    @Test("it says what it holds")
    func metadata() throws {
        let end = try BundleProcess("Feed", ["--airflow-metadata"]).wait()
        #expect(
            end.output
                == #"{"airflow_bundle_metadata_version": "1.0", "sdk": {"language": "swift", "version": "0.1.0", "#
                + #""supervisor_schema_version": "2026-06-16"}, "source": "Feed.swift", "#
                + #""dags": {"feed": {"tasks": ["fetch", "publish"]}}}"# + "\n")
    }

    @Test(
        "what it is not started with ends it with a reason",
        arguments: [
            (["--comm=127.0.0.1:1"], "--comm and --logs go together"),
            (["--comm=127.0.0.1", "--logs=127.0.0.1:1"], "--comm and --logs are HOST:PORT, the host in digits"),
            (["--bundle"], "unknown argument --bundle; --help says what this is"),
        ])
    func usage(arguments: [String], reason: String) throws {
        let end = try BundleProcess("Orders", arguments).wait()
        #expect(end.status == 2)
        #expect(end.errors == "Orders: \(reason)\n")
    }
}
