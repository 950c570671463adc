internal import XCom

extension XComExplanation {
    /// The explanation in a form of output.
    func text(_ format: OutputFormat) -> String {
        switch format {
        case .plain, .table: description.oneLine + "\n"
        case .json: document.json + "\n"
        case .yaml: document.yaml
        }
    }

    private var document: Document {
        .object([
            ("dag_id", .text(question.dagID)), ("run_id", Document(runID)), ("task_id", .text(question.taskID)),
            ("map_index", question.mapIndex.map { .number($0) } ?? .null), ("key", .text(question.key)),
            ("found", .value(WireValue(text: isFound ? "true" : "false"))),
            ("reasons", .list(findings.map { .text($0.code) })), ("explanation", .text(description)),
        ])
    }
}
