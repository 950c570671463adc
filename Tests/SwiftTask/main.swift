import Foundation
import XCom
import XComStores

/// What the Python task `extract` returns: a list of dicts.
struct Order: Codable {
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
struct Summary: Codable {
    var total: Decimal
    var newest: Timestamp?
    var customers: Set<String>
}

let environment = ProcessInfo.processInfo.environment
let store = try StoreOpener(url: environment["STORE"] ?? "sqlite:///xcom.db").open()
let ti = try RuntimeTaskInstance(environment: environment, in: store)

let orders = try ti.xcomPull([Order].self, from: "extract") ?? []
let summary = Summary(
    total: orders.reduce(0) { $0 + $1.total },
    newest: orders.map(\.placedAt).max(),
    customers: Set(orders.map(\.customer)))
try ti.xcomPush(key: "summary", value: summary)
