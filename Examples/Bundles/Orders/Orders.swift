import FoundationEssentials
import XComTasks

/// What the Python task `extract` returns: a list of dicts.
struct Order: Codable, Sendable {
    var id: Int
    var customer: String
    var total: Decimal
    var placedAt: Timestamp

    enum CodingKeys: String, CodingKey {
        case id, customer, total
        case placedAt = "placed_at"
    }
}

/// What the Python task `report` pulls: a dict with a Decimal, a datetime and a set in it.
struct Summary: Codable, Sendable {
    var total: Decimal
    var newest: Timestamp
    var customers: Set<String>
}

@main struct Orders: TaskBundle {
    var tasks: some TaskCollection {
        Tasks(dag: "orders") {
            Task("transform", multipleOutputs: true) { ti in
                guard let orders = try await ti.xcomPull([Order].self, from: "extract"),
                    let newest = orders.map(\.placedAt).max()
                else { throw TaskEnd.fail("there are no orders to transform") }
                ti.logger.info("transforming orders", metadata: ["rows": "\(orders.count)"])
                try await ti.xcomPush(key: "count", value: orders.count)
                return Summary(
                    total: orders.map(\.total).reduce(0, +), newest: newest, customers: Set(orders.map(\.customer)))
            }
        }
    }
}
