import Testing
import XCom

@testable import XComRunner

@Suite("which runs a command executes, and when")
struct RunAgendaTests {
    private func request(_ runID: String, dagID: String = "d") -> RunRequest {
        RunRequest(dagID: dagID, runID: runID)
    }

    private func key(_ runID: String) -> DagRunKey {
        DagRunKey(dagID: "d", runID: runID)
    }

    private func task(_ runID: String) -> TaskInstanceKey {
        TaskInstanceKey(dagID: "d", runID: runID, taskID: "t")
    }

    /// Begins what is due and gives the run ids.
    private func begin(_ agenda: inout RunAgenda) -> [String?] {
        let entries = agenda.next()
        for entry in entries { agenda.began(key(entry.request.runID ?? ""), entry) }
        return entries.map(\.request.runID)
    }

    @Test("planned runs begin in order, so many at once")
    func limit() {
        var agenda = RunAgenda(["1", "2", "3", "4"].map { request($0) }, limit: 2)
        #expect(begin(&agenda) == ["1", "2"])
        #expect(begin(&agenda) == [])
        #expect(agenda.isUnderWay(key("2")) && agenda.isUnderWay(key("4")) && !agenda.isUnderWay(key("5")))
        agenda.ended(key("2"))
        #expect(begin(&agenda) == ["3"])
        agenda.ended(key("1"))
        agenda.ended(key("3"))
        #expect(begin(&agenda) == ["4"])
    }

    @Test("a run that is waited for begins at once, above the limit, and once")
    func awaited() {
        var agenda = RunAgenda([request("1"), request("2")])
        #expect(begin(&agenda) == ["1"])
        #expect(agenda.awaits(request("a"), by: task("1")) == true)
        #expect(agenda.awaits(request("a"), by: task("1")) == true)
        #expect(begin(&agenda) == ["a"])
        agenda.ended(key("1"))
        #expect(begin(&agenda) == ["2"])
    }

    @Test("runs that nobody waits for are followed one after the other when all else has ended")
    func followed() {
        var agenda = RunAgenda([request("1")], follows: true)
        #expect(begin(&agenda) == ["1"])
        agenda.made(key("a"), by: key("1"))
        agenda.made(key("b"), by: key("1"))
        agenda.made(key("a"), by: key("1"))
        #expect(begin(&agenda) == [])
        agenda.ended(key("1"))
        #expect(begin(&agenda) == ["a"])
        #expect(begin(&agenda) == [])
        agenda.ended(key("a"))
        #expect(begin(&agenda) == ["b"])
        #expect(agenda.left == [])
    }

    @Test("without following they are left, but for those that begin for a task that waits")
    func left() {
        var agenda = RunAgenda([request("1")])
        #expect(begin(&agenda) == ["1"])
        agenda.made(key("a"), by: key("1"))
        agenda.made(key("b"), by: key("1"))
        #expect(agenda.awaits(request("b"), by: task("1")) == true)
        #expect(begin(&agenda) == ["b"])
        for run in ["1", "b"] { agenda.ended(key(run)) }
        #expect(begin(&agenda) == [])
        #expect(agenda.left == [key("a")])
    }

    @Test("a chain of runs has an end, whether they wait for each other or make each other")
    func depth() {
        var waiting = RunAgenda([request("0")])
        var begun = 0
        while begin(&waiting) == ["\(begun)"], waiting.awaits(request("\(begun + 1)"), by: task("\(begun)")) {
            begun += 1
        }
        #expect(begun == RunAgenda.deepest - 1)
        var making = RunAgenda([request("0")], follows: true)
        var made = 0
        while begin(&making) == ["\(made)"] {
            making.made(key("\(made + 1)"), by: key("\(made)"))
            making.ended(key("\(made)"))
            made += 1
        }
        #expect(making.left == [key("\(RunAgenda.deepest)")])
    }

    @Test("a stopped command begins nothing")
    func stopped() {
        var agenda = RunAgenda(["1", "2"].map { request($0) })
        #expect(begin(&agenda) == ["1"])
        _ = agenda.awaits(request("a"), by: task("1"))
        agenda.stop()
        agenda.ended(key("1"))
        #expect(agenda.next() == [])
    }
}
