internal import XCom

/// What the template fields of a task instance were rendered to.
struct RenderedFields {
    var key: TaskInstanceKey
    /// A JSON object.
    var object: WireValue
}

extension Store {
    /// Of the task instances that have run.
    func renderedFields(of taskInstances: [TaskInstance]) throws -> [RenderedFields] {
        try taskInstances.compactMap { instance in
            try renderedFields(of: instance.key).map { RenderedFields(key: instance.key, object: $0) }
        }
    }
}

extension Listing {
    /// A row for each field.
    static func renderedFields(_ instances: [RenderedFields]) -> Listing {
        var listing = Listing(["task_id", "map_index", "field", "value"])
        listing.whenEmpty = "No rendered fields"
        for instance in instances {
            let members = (try? JSONText(instance.object.utf8, allowsNonFinite: true).members()) ?? []
            listing.rows += members.map { name, value in
                [.text(instance.key.taskID), .number(instance.key.mapIndex), .text(name), .value(value.wireValue)]
            }
        }
        return listing
    }
}
