internal import ArgumentParser
internal import XCom

struct PoolsGetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Show a pool.", discussion: "Example: xcom pools get small -o json")

    @Argument(help: "Name of the pool.", completion: .pool)
    var pool: String
    @OptionGroup var managed: ManagedOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let pools = try managed.openForReading().pools()
        guard let found = pools.first(where: { $0.pool == pool }) else { throw Failure.noPool(pool, among: pools) }
        output.show(.pools([found]))
    }
}

extension Failure {
    static func noPool(_ name: String, among pools: [PoolRecord]) -> Failure {
        let near = name.similar(in: pools.map(\.pool)).map { "; did you mean \($0)?" } ?? ""
        return Failure(message: "there is no pool \(name)\(near)")
    }
}
