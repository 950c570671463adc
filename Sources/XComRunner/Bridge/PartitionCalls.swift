internal import XCom

/// Asks for the partitions of a loaded DAG that partitions of its assets belong to.
struct MapPartitions: BridgeCall {
    static let name = "map_partitions"

    var dagID: String
    var events: [Event]

    struct Event: Codable, Equatable {
        /// The asset's.
        var name: String
        var uri: String
        var partitionKey: String
        var partitionDate: Timestamp?
    }

    struct Answer: Decodable {
        /// What the partitions of the DAG are made by; `nil` where that makes no difference.
        var fingerprint: WireValue?
        /// In the order of the question.
        var events: [Mapped]
    }

    struct Mapped: Decodable {
        /// Why it belongs to none, in a sentence.
        var problem: String?
        var keys: [String]
        /// The date that the partitions take from the event.
        var partitionDate: Timestamp?
    }
}

/// Asks what partitions of a loaded DAG have that wait for its assets.
struct ResolvePartitions: BridgeCall {
    static let name = "resolve_partitions"

    var dagID: String
    var partitions: [Waiting]

    struct Waiting: Codable, Equatable {
        var partitionKey: String
        var partitionDate: Timestamp?
        var fingerprint: WireValue?
        var assets: [Asset]
    }

    /// An asset with the partitions of it that there are.
    struct Asset: Codable, Equatable {
        var name: String
        var uri: String
        var partitionKeys: [String]
    }

    struct Answer: Decodable {
        /// In the order of the question.
        var partitions: [Resolved]
    }

    struct Resolved: Decodable {
        /// Whether the DAG makes its partitions in another way by now.
        var isStale: Bool
        /// Whether all of an asset is there that the partition takes, in the order of the question.
        var received: [Bool]
        /// That of its run.
        var partitionDate: Timestamp?
        /// Sentences for a person.
        var notices: [String]
    }
}
