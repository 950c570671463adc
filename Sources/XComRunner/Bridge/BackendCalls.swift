internal import XCom

/// Loads the configured XCom backend.
struct OpenBackend: BridgeCall {
    static let name = "open_backend"

    struct Answer: Decodable {
        /// The backend's class; `nil` for Airflow's own, which keeps nothing elsewhere.
        var name: String?
    }
}

/// Lets the backend read what is stored, as a pull does.
struct DeserializeXCom: BridgeCall {
    static let name = "deserialize_xcom"

    var key: String
    var value: WireValue

    struct Answer: Decodable {
        /// What the backend has given, in serde's form.
        var value: WireValue?
        /// Why it could not.
        var failure: RaisedError?
    }
}

/// Lets the backend delete what it keeps for an XCom.
struct PurgeXCom: BridgeCall {
    static let name = "purge_xcom"

    var key: String
    var value: WireValue

    struct Answer: Decodable {
        /// Why it could not.
        var failure: RaisedError?
    }
}
