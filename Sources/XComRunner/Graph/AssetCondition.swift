internal import XCom

/// Which assets have to change for a DAG to run.
package indirect enum AssetCondition: Hashable, Sendable {
    case all([AssetCondition])
    case any([AssetCondition])
    case asset(AssetReference)

    /// Whether an event counts for it.
    func concerns(_ event: AssetEvent) -> Bool {
        switch self {
        case .all(let members), .any(let members): members.contains { $0.concerns(event) }
        case .asset(let reference):
            switch reference.type {
            case .asset: reference.names(event.asset.key)
            case .alias: reference.name.map(event.aliases.contains) ?? false
            }
        }
    }

    /// Whether it is met.
    ///
    /// - Parameters:
    ///   - changed: The assets that have changed since the DAG's last run for them.
    ///   - assetsOf: The assets that an alias has stood for.
    func isMet(by changed: Set<AssetKey>, assetsOf: (_ alias: String) throws -> [AssetKey]) rethrows -> Bool {
        switch self {
        case .all(let members): try members.allSatisfy { try $0.isMet(by: changed, assetsOf: assetsOf) }
        case .any(let members): try members.contains { try $0.isMet(by: changed, assetsOf: assetsOf) }
        case .asset(let reference):
            switch reference.type {
            case .asset: changed.contains(where: reference.names)
            case .alias: try reference.name.map { try !changed.isDisjoint(with: assetsOf($0)) } ?? false
            }
        }
    }
}

extension AssetReference {
    /// Whether it means an asset: one that is referred to by one of its names alone is meant by that.
    fileprivate func names(_ key: AssetKey) -> Bool {
        (name != nil || uri != nil) && (name ?? key.name) == key.name && (uri ?? key.uri) == key.uri
    }
}

extension AssetCondition: Decodable {
    private struct Description: Decodable {
        // One of them.
        var all: [AssetCondition]?
        var any: [AssetCondition]?
        var asset: AssetReference?
    }

    package init(from decoder: any Decoder) throws {
        let description = try Description(from: decoder)
        if let members = description.all {
            self = .all(members)
        } else if let members = description.any {
            self = .any(members)
        } else if let asset = description.asset {
            self = .asset(asset)
        } else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "this is no condition on assets"))
        }
    }
}
