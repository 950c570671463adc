internal import XCom
internal import XComFrames

/// What a bundle says of itself: what `--airflow-metadata` prints, and the packer writes into the bundle file.
struct BundleMetadata: Encodable {
    /// The version of this library.
    static let version = "0.1.0"

    struct SDK: Encodable {
        var language = "swift"
        var version = BundleMetadata.version
        var supervisorSchemaVersion = FrameSchema.version

        enum CodingKeys: String, CodingKey {
            case language, version
            case supervisorSchemaVersion = "supervisor_schema_version"
        }
    }

    struct DAG: Encodable {
        var tasks: [String]
    }

    var version = "1.0"
    var sdk = SDK()
    var source: String
    var dags: [String: DAG]

    enum CodingKeys: String, CodingKey {
        case version = "airflow_bundle_metadata_version"
        case sdk, source, dags
    }

    init(of tasks: [Tasks]) {
        source = tasks.first?.source ?? ""
        dags = Dictionary(
            tasks.map { ($0.dagID, DAG(tasks: $0.tasks.map(\.id))) },
            uniquingKeysWith: { first, second in DAG(tasks: first.tasks + second.tasks) })
    }

    func json() throws -> String {
        try WireEncoder(style: .message).encode(self).text
    }
}
