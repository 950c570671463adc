internal import ArgumentParser

struct ConnectionsDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a connection of the store.",
        discussion: "Example: xcom connections delete warehouse --yes")

    @Argument(help: "Id of the connection.", completion: .connection)
    var connID: String
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var storage: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let store = try confirmation.store(of: storage)
        let known = try store.connectionTypes().map(\.connID)
        guard known.contains(connID) else {
            let near = connID.similar(in: known).map { "; did you mean \($0)?" } ?? ""
            throw Failure(message: "there is no connection \(connID) in the store\(near)")
        }
        if !confirmation.dryRun {
            try confirmation.confirm("connection \(connID)")
            try store.deleteConnection(id: connID)
        }
        var changes = Changes("conn_id")
        changes.add(connID, .deleted)
        output.show(changes.listing)
    }
}
