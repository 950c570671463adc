package import XCom

/// What a supervisor answers to a message.
package enum Reply: Sendable {
    /// Done, and there is nothing to say.
    case empty
    /// Done, with a sentence for the task's log.
    case warning(String)
    /// Done; these asset events were recorded by it, for the listeners of plugins.
    case registered([AssetEvent])
    /// The answer. An ``ErrorResponse`` here means: not found.
    case body(any ToTask)
    /// The message is refused: the task gets an `AirflowRuntimeError`.
    case error(ErrorResponse)

    /// `{"body": ..., "error": ...}`; `nil` where there is neither.
    package func json() throws -> [UInt8]? {
        switch self {
        case .empty: nil
        case .warning(let text): try MessageCoding.encode(body: nil, error: nil, warning: text).utf8
        case .registered(let events): try MessageCoding.encode(assetEvents: events.map(AssetEventNews.init)).utf8
        case .body(let message): try MessageCoding.encode(body: message, error: nil).utf8
        case .error(let response): try MessageCoding.encode(body: nil, error: response).utf8
        }
    }
}

/// An asset event as listeners are told of it (`listeners/types.py`).
struct AssetEventNews: Encodable {
    struct Asset: Encodable {
        var name: String
        var uri: String
        var group: String
        var extra: WireValue
    }

    var asset: Asset
    var extra: WireValue
    var sourceDagID: String?
    var sourceTaskID: String?
    var sourceRunID: String?
    var sourceMapIndex: Int?
    var partitionKey: String?

    init(_ event: AssetEvent) {
        asset = Asset(
            name: event.asset.key.name, uri: event.asset.key.uri, group: event.asset.group, extra: event.asset.extra)
        extra = event.extra
        sourceDagID = event.source?.dagID
        sourceTaskID = event.source?.taskID
        sourceRunID = event.source?.runID
        sourceMapIndex = event.source?.mapIndex
        partitionKey = event.partitionKey
    }
}
