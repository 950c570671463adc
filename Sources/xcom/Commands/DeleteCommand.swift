internal import ArgumentParser

struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete one XCom.",
        discussion: "Example: xcom delete --dag-id etl --run-id nightly --task-id extract --key rows")

    @OptionGroup var place: AddressOptions
    @OptionGroup var storage: StoreOptions

    func run() throws {
        guard try storage.open().delete(place.address) else {
            throw Failure(message: "there is no XCom at \(place.words)")
        }
    }
}
