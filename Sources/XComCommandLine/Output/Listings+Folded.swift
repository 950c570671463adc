internal import XCom

/// The tables at the end of a run, which people read: what a mapped task did stands in few rows, however many instances it
/// has.
extension Listing {
    private static let stateColumns = ["task_id", "map_index", "state", "try_number", "duration"]

    /// A row for each task; below a mapped one its instances that failed.
    static func statesFolded(_ taskInstances: [TaskInstance]) -> Listing {
        Listing(
            stateColumns,
            rows: inOrder(taskInstances, by: \.key.taskID).flatMap { instances in
                guard instances.count > 1 else { return instances.map(state) }
                let failed = instances.filter { $0.state == .failed }
                return [together(instances)] + failed.prefix(mostFailed).map(state)
            })
    }

    /// A row for each task instance.
    static func states(_ taskInstances: [TaskInstance]) -> Listing {
        Listing(stateColumns, rows: taskInstances.map(state))
    }

    /// The XComs of one run; of a key that many instances have pushed the first ones, and how many more there are.
    static func xcomsFolded(_ entries: [XComReading]) -> Listing {
        var listing = xcomsOfRun([])
        for group in inOrder(entries, by: { [$0.address.taskInstance.taskID, $0.address.key] }) {
            guard group.count > mostXComs, let first = group.first else {
                listing.rows += xcomsOfRun(group).rows
                continue
            }
            listing.rows += xcomsOfRun(Array(group.prefix(fewXComs))).rows
            listing.rows.append([
                .text(first.address.taskInstance.taskID), .text("…"), .text(first.address.key),
                .text("… and \(group.count - fewXComs) more"),
            ])
        }
        return listing
    }

    /// So many failed instances of a task are listed.
    private static let mostFailed = 10
    /// So many XComs of a task and key are listed, else so few of them.
    private static let mostXComs = 20
    private static let fewXComs = 5

    private static func state(_ instance: TaskInstance) -> [Document] {
        [
            .text(instance.key.taskID), .number(instance.key.mapIndex), Document(instance.state?.rawValue),
            .number(instance.tryNumber), Document(instance.duration.map(Duration.words)),
        ]
    }

    /// The instances of a mapped task.
    private static func together(_ instances: [TaskInstance]) -> [Document] {
        var counts: [(state: TaskInstanceState?, count: Int)] = []
        for instance in instances {
            if let place = counts.firstIndex(where: { $0.state == instance.state }) {
                counts[place].count += 1
            } else {
                counts.append((instance.state, 1))
            }
        }
        let states = counts.map { "\($0.count) \($0.state?.rawValue ?? "without a state")" }
        let isOne = counts.count == 1
        let start = instances.compactMap(\.startDate).min { $0 < $1 }
        let end = instances.compactMap(\.endDate).max { $0 < $1 }
        let span = start.flatMap { start in end.map { Duration.words($0.seconds(since: start)) } }
        return [
            .text(instances[0].key.taskID), .text("\(instances.count) instances"),
            Document(isOne ? counts[0].state?.rawValue : states.joined(separator: ", ")),
            .number(instances.map(\.tryNumber).max() ?? 0), Document(span),
        ]
    }

    private static func inOrder<Item, Key: Hashable>(_ items: [Item], by key: (Item) -> Key) -> [[Item]] {
        var places: [Key: Int] = [:]
        var groups: [[Item]] = []
        for item in items {
            let key = key(item)
            if let place = places[key] {
                groups[place].append(item)
            } else {
                places[key] = groups.count
                groups.append([item])
            }
        }
        return groups
    }
}
