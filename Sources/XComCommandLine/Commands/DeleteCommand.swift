internal import ArgumentParser

struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete one XCom.",
        discussion: "Example: xcom delete --dag-id etl --run-id nightly --task-id extract --key rows")

    @OptionGroup var place: AddressOptions
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var storage: StoreOptions
    @OptionGroup var purging: PurgeOptions

    func run() throws {
        let store = try confirmation.store(of: storage)
        let address = place.address
        let isThere = try store.summaries(address.filter, order: .address, limit: 1).first != nil
        guard isThere else { throw Failure(message: "there is no XCom at \(address.words)") }
        guard !confirmation.dryRun else {
            return Standard.write("Would delete the XCom at \(address.words).\n".readable)
        }
        try confirmation.confirm("the XCom at \(address.words)")
        if let backend = try purging.backend(of: store), let failure = try backend.purge(address) {
            [failure].complain(backend)
            throw ExitCode(Failure.failed)
        }
        guard try store.delete(address) else {
            throw Failure(message: "there is no XCom at \(address.words)")
        }
    }
}
