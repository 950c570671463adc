import FoundationEssentials
import Glibc
import XComTasks

/// One of each type that Airflow has an envelope for.
struct Envelopes: Codable, Sendable {
    var moment: Timestamp
    var amount: Decimal
    var id: UUID
    var pair: Tuple<Int, String>
    var names: Set<String>
}

struct Failure: Error, CustomStringConvertible {
    var description: String
}

/// What was answered to one of each request.
struct Answers: Codable, Sendable {
    var step: Int?
    var count: Int
    var last: Int?
    var beyond: Int?
    var slice: [Int?]
    var all: [Int?]
    var tryNumber: Int
    var variable: String?
    var connection: String?
    var logicalDate: String?
}

func answers(to ti: any RuntimeTaskInstanceProtocol) async throws -> Answers {
    let store = ti.taskStateStore
    try await store.set("step", 4)
    let step = try await store.value("step", as: Int.self)
    try await store.delete("step")
    try await store.clear()
    try await ti.setVariable("written", "w", description: "by a bundle")
    try await ti.deleteVariable("written")
    let sequence = ti.xcomSequence(Int.self, from: "mapped")
    var all: [Int?] = []
    for try await value in sequence { all.append(value) }
    return Answers(
        step: step, count: try await sequence.count, last: try await sequence.item(at: -1),
        beyond: try await sequence.item(at: 99), slice: try await sequence.slice(from: 1, to: 3), all: all,
        tryNumber: try await ti.tryNumber, variable: try await ti.variable("missing"),
        connection: try await ti.connection("missing")?.connID, logicalDate: try await ti.logicalDate?.iso8601)
}

let dateTimeTrigger = "airflow.providers.standard.triggers.temporal.DateTimeTrigger"

struct Moment: Codable, Sendable {
    var moment: Timestamp
}

/// Waits for a second, and says so.
func wait(_ ti: any RuntimeTaskInstanceProtocol) async throws -> String {
    guard let resumption = try await ti.resumption else {
        let trigger = try Trigger(dateTimeTrigger, kwargs: Moment(moment: Timestamp.now().advanced(bySeconds: 1)))
        throw try TaskEnd.defer(to: trigger, methodName: "after_a_second", kwargs: ["times": 1], timeout: .seconds(600))
    }
    guard let moment = try resumption.event(as: Timestamp.self), moment <= .now() else {
        throw Failure(description: "the trigger has not told its moment")
    }
    return "waited \(try resumption.argument("times", as: Int.self) ?? 0) time"
}

func ask(_ ti: any RuntimeTaskInstanceProtocol) async throws -> [String] {
    guard let input = try await ti.humanInput else {
        let question = HumanQuestion("Go on?", options: ["yes", "no"], body: "It is *late*.", defaults: ["no"])
        throw TaskEnd.ask(question, timeout: .seconds(1))
    }
    ti.logger.info("answered", metadata: ["by": "\(input.respondedByUser?.name ?? "nobody")"])
    return input.chosenOptions
}

/// What one task sees of the others, and of the run that one of them has made.
struct View: Codable, Sendable {
    var failed: Int
    var succeeded: Int
    var runs: Int
    var call: String?
    var tooLong: String?

    enum CodingKeys: String, CodingKey {
        case failed, succeeded, runs, call
        case tooLong = "wait_for_too_long"
    }
}

func look(_ ti: any RuntimeTaskInstanceProtocol) async throws -> View {
    let runs = [ti.key.runID]
    let states = try await ti.taskStates(runIDs: runs)[ti.key.runID] ?? [:]
    _ = try await ti.dagRunState(dagID: "called", runID: "by_hand")
    return View(
        failed: try await ti.taskInstanceCount(runIDs: runs, states: [.failed]),
        succeeded: try await ti.taskInstanceCount(runIDs: runs, states: [.success]),
        runs: try await ti.dagRunCount(dagID: "called", runIDs: ["by_hand"]), call: states["call"]??.rawValue,
        tooLong: states["wait_for_too_long"]??.rawValue)
}

/// Which events there are of an asset, in the words of this test.
func events(of ti: any RuntimeTaskInstanceProtocol) async throws -> [String] {
    let triggering = try await ti.triggeringAssetEvents
    let all = try await ti.assetEvents(name: "feed", uri: "file:///feed", limit: 10, ascending: false)
    let ofAlias = try await ti.assetEvents(alias: "feeds")
    return (triggering + all + ofAlias).map { event in
        "\(event.asset.key.name) by \(event.source?.taskID ?? "nobody"): \(event.extra.text)"
    }
}

/// Starts a program that goes on for long, and gives its process id.
func sleepingProgram() throws -> pid_t {
    var program: pid_t = 0
    let arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("1000"), nil]
    defer { for argument in arguments { free(argument) } }
    guard posix_spawnp(&program, "sleep", nil, nil, arguments, environ) == 0 else {
        throw Failure(description: "sleep cannot be started")
    }
    return program
}

/// What tests of bundles need and no example has: ends that are none, and one of each request.
@main struct Trials: TaskBundle {
    var tasks: some TaskCollection {
        Tasks(dag: "trials") {
            Task("nothing") { _ in }
            Task("echo") { ti in try await ti.xcomPull(JSONValue.self, from: "up") }
            Task("fail") { ti in
                try await ti.xcomPush(key: "before", value: 1)
                throw Failure(description: "it was to fail")
            }
            Task("fail_for_good") { _ in throw TaskEnd.fail("never again") }
            Task("retry_later") { _ in throw TaskEnd.retry("not yet", after: .seconds(7)) }
            Task("reschedule") { _ in throw TaskEnd.reschedule(at: Timestamp("2030-01-02T03:04:05Z") ?? .now()) }
            Task("trap") { ti in
                ti.logger.info("before the trap")
                let none: [Int] = []
                return none[ti.key.mapIndex + 1]
            }
            Task("exit") { ti in
                exit(try await ti.param("status", default: 0))
            }
            Task("kill_itself") { _ in
                _ = kill(getpid(), SIGKILL)
            }
            // It does not end when it is cancelled, and neither does the program that it has started.
            Task("deaf") { ti in
                let program = try sleepingProgram()
                ti.logger.info("deaf", metadata: ["program": "\(program)"])
                while true { sleep(1) }
            }
            Task("overdue", executionTimeout: .milliseconds(50)) { _ in
                while true { sleep(1) }
            }
            // What is no frame and no line into everything that the process has open, the log before the requests.
            Task("garbage") { _ in
                let bytes = [UInt8]("\0\0\0\u{3}abc".utf8)
                for descriptor in (3..<64 as Range<Int32>).reversed() {
                    _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                }
                while true { sleep(1) }
            }
            Task("busy", executionTimeout: .milliseconds(50)) { _ in
                let end = ContinuousClock.now + .milliseconds(200)
                while end > .now {}
            }
            Task("wrong_type") { ti in try await ti.xcomPull([String: Int].self, from: "up") }
            Task("not_finite") { ti in try await ti.xcomPush(key: "x", value: ["a": [1.0, Double.nan]]) }
            Task("too_many_digits") { ti in
                try await ti.xcomPush(
                    key: "x", value: JSONValue(parsing: Array("1\(String(repeating: "0", count: 40))".utf8)))
            }
            Task("envelopes") { ti in
                let read = try await ti.xcomPull(Envelopes.self, from: "up")
                guard let read else { throw Failure(description: "there is nothing to read") }
                return read
            }
            Task("requests") { ti in try await answers(to: ti) }
            Task("branch") { ti in try await ti.skipDownstream(["not_taken"]) }
            Task("log") { ti in
                print("printed")
                ti.logger.debug("not at this level")
                ti.logger.notice(
                    "two\nlines \u{2028} \u{0} and \"quotes\"", metadata: ["level": "loud", "rows": "\(3)"])
                Logger(label: "other.part").warning("from elsewhere")
                Logger.current.info("current")
                withLogger(mergingMetadata: ["order": "7"]) { $0.info("within") }
                return Logger.current.label
            }
            // Requests and lines of many at once.
            Task("crowd") { ti in
                try await withThrowingTaskGroup { group in
                    for number in 0..<40 {
                        group.addTask {
                            try await ti.xcomPush(key: "key_\(number)", value: number)
                            for line in 0..<50 { ti.logger.info("\(number).\(line)") }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            Task("large") { ti in
                let count = try await ti.xcomPull(String.self, from: "up")?.utf8.count ?? 0
                return String(repeating: "b", count: count)
            }
            Task("secret") { ti in
                try await ti.maskSecret("a-well-kept-word")
                ti.logger.info("it is a-well-kept-word")
            }
            Task("defer") { ti in try await wait(ti) }
            Task("defer_to_nothing") { _ in try Trigger("some.Trigger", kwargs: [1]).classpath }
            Task("ask") { ti in try await ask(ti) }
            Task("ask_nothing") { _ in throw TaskEnd.ask(HumanQuestion("Go on?", options: [])) }
            Task("call") { ti in try await ti.triggerDagRun("called", runID: "by_hand", conf: ["question": 42]).runID }
            Task("call_again") { ti in
                try await ti.triggerDagRun(
                    "called", runID: "by_hand", logicalDate: Timestamp("2026-01-02"), reset: true, note: "again"
                ).runID
            }
            Task("events") { ti in try await events(of: ti) }
            Task("alias") { ti in
                try await ti.addAssetEvent(
                    AssetKey(name: "part", uri: "file:///part"), extra: ["n": 1], through: "parts")
            }
        }
        Tasks(dag: "waits") {
            Task("wait") { ti in try await wait(ti) }
            Task("wait_for_too_long") { ti in
                let moment = Timestamp.now().advanced(bySeconds: 86_400)
                throw TaskEnd.defer(
                    to: try Trigger(dateTimeTrigger, kwargs: Moment(moment: moment)), timeout: .seconds(1))
            }
            Task("ask") { ti in try await ask(ti) }
            Task("call") { ti in
                try await ti.triggerDagRun("called", runID: "by_hand", conf: ["question": "why?"]).runID
            }
            Task("look") { ti in try await look(ti) }
        }
    }
}
