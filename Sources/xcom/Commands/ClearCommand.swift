internal import ArgumentParser

struct ClearCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear", abstract: "Delete all XComs that the filters let through, and say how many.",
        discussion: "Example: xcom clear --dag-id etl --run-id nightly")

    @OptionGroup var filters: FilterOptions
    @OptionGroup var storage: StoreOptions

    func validate() throws {
        guard filters.dagID != nil else { throw ValidationError("Name a DAG with --dag-id.") }
    }

    func run() throws {
        let store = try storage.open()
        let count = try store.transaction {
            // Without the values: one that cannot be read any more can be cleared.
            let entries = try store.summaries(filters.filter, order: .address, limit: nil)
            for entry in entries { try store.delete(entry.address) }
            if filters.key == nil {
                for instance in Set(entries.map(\.address.taskInstance)) { try store.clear(instance) }
            }
            return entries.count
        }
        print("Deleted \(count) XCom\(count == 1 ? "" : "s").")
    }
}
