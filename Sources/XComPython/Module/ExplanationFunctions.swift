internal import XCom
internal import XComSupervisor

let explanationFunctions: [ModuleFunction] = [
    ModuleFunction(
        "why", "dag_id, run_id, task_id, key, map_index, is_own, /",
        "Why a pull finds nothing there: a word for programs and the reason in words; None where there is a value."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("why", arguments, count, expected: 6, py)
            let mapIndex = try arguments[4].isNone ? nil : py.integer(arguments[4])
            let question = XComQuestion(
                dagID: try py.text(arguments[0]), runID: try py.text(arguments[1]), taskID: try py.text(arguments[2]),
                key: try py.text(arguments[3]), mapIndex: mapIndex, isOwn: try py.isTrue(arguments[5]))
            let host = try SupervisorHost.installed(py)
            let explanation: XComExplanation
            do {
                explanation = try host.use(py) { try XComExplanation(question, in: $0.store) }
            } catch {
                throw py.raise(.runtimeError, "\(error)")
            }
            guard let finding = explanation.findings.first, !explanation.isFound else { return py.none }
            let answer = try py.list(count: 2)
            for (index, text) in [finding.code, explanation.description].enumerated() {
                PyList(unchecked: answer.borrowed).initialize(index, to: try py.string(text))
            }
            return try py.tuple(of: PyList(unchecked: answer.borrowed))
        }
    }
]
