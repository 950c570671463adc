internal import XCom

extension XComDifference {
    /// The difference with both values, and where inside of them it is.
    func document(limit: Int) -> Document {
        let (places, more) = places(limit: limit)
        var fields = Array(zip(["change", "task_id", "map_index", "key", "before", "after"], row))
        fields.append(
            (
                "places",
                .list(
                    places.map {
                        .object([
                            ("path", .text($0.path)), ("before", Document($0.before)), ("after", Document($0.after)),
                        ])
                    })
            ))
        if more > 0 { fields.append(("more_places", .number(more))) }
        if let problem { fields.append(("error", .text(problem.message))) }
        return .object(fields)
    }

    /// The row of the whole.
    var row: [Document] {
        let problem = problem.map { Document.unreadable($0.message) }
        let before = before.map { Document.value($0) }
        let after = after.map { Document.value($0) }
        return row(
            change.rawValue, at: key, before ?? problem ?? .null, after ?? (before == nil ? nil : problem) ?? .null)
    }

    func row(_ change: String, at path: String, _ before: Document, _ after: Document) -> [Document] {
        [.text(change), .text(taskID), .number(mapIndex), .text(path), before, after]
    }
}
