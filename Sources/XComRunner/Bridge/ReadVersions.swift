/// Asks which versions the interpreter and its environment have.
package struct ReadVersions: BridgeCall {
    package static let name = "read_versions"

    package init() {}

    package struct Answer: Decodable {
        package var versions: [Version]
    }

    /// The version of one thing.
    package struct Version: Decodable {
        package var name: String
        package var version: String?
    }
}
