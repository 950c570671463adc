internal import ArgumentParser
internal import XCom

struct PoolsDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a pool.", discussion: "Example: xcom pools delete small --yes")

    @Argument(help: "Name of the pool.", completion: .pool)
    var pool: String
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var storage: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        guard pool != PoolRecord.defaultName else {
            throw Failure(message: "\(pool) cannot be deleted; `xcom pools set` changes it")
        }
        let store = try confirmation.store(of: storage)
        let pools = try store.pools()
        guard pools.contains(where: { $0.pool == pool }) else { throw Failure.noPool(pool, among: pools) }
        if !confirmation.dryRun {
            try confirmation.confirm("pool \(pool)")
            try store.deletePool(name: pool)
        }
        var changes = Changes("pool")
        changes.add(pool, .deleted)
        output.show(changes.listing)
    }
}
