internal import XCom

extension Listing {
    static func copied(_ report: ImportReport) -> Listing {
        Listing(
            ["copied", "count"],
            rows: [
                [.text("dag_runs"), .number(report.dagRuns)], [.text("task_instances"), .number(report.taskInstances)],
                [.text("xcoms"), .number(report.xcoms)],
            ])
    }

    static func losses(_ losses: [ImportLoss]) -> Listing {
        var listing = Listing(
            ["not_as_before", "count", "reason", "example"],
            rows: losses.map { loss in
                [.text(loss.kind.rawValue), .number(loss.count), .text(loss.reason), Document(loss.example)]
            })
        listing.whenEmpty = "All came over as it was."
        return listing
    }
}

extension ImportReport {
    var document: Document {
        .object([
            ("dag_runs", .number(dagRuns)), ("task_instances", .number(taskInstances)), ("xcoms", .number(xcoms)),
            (
                "losses",
                .list(
                    losses.map { loss in
                        .object([
                            ("kind", .text(loss.kind.rawValue)), ("count", .number(loss.count)),
                            ("reason", .text(loss.reason)), ("example", Document(loss.example)),
                        ])
                    })
            ),
        ])
    }
}
