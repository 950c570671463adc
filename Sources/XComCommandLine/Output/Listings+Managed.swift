internal import XCom
internal import XComRunner

extension Listing {
    /// Connections with all that Airflow shows of them but the numbers of their rows and whether these are encrypted.
    ///
    /// - `values`: how much of what is secret is shown; `nil` for all.
    static func connections(
        _ connections: [ConnectionRecord], _ descriptions: [ConnectionDescription], _ values: ShownValuesOptions?
    ) -> Listing {
        let hides = values?.hideSensitive ?? false
        let placeholder = Document.text(ShownValuesOptions.placeholder)
        return Listing(
            [
                "conn_id", "conn_type", "description", "host", "schema", "login", "password", "port", "extra_dejson",
                "get_uri",
            ],
            rows: zip(connections, descriptions).map { connection, description in
                let isEmpty = description.extra.text == "{}"
                return [
                    .text(connection.connID), .text(connection.connType), Document(connection.description),
                    Document(connection.host), Document(connection.schema), Document(connection.login),
                    hides && connection.password?.isEmpty == false ? placeholder : Document(connection.password),
                    connection.port.map { .number($0) } ?? .null,
                    hides && !isEmpty ? placeholder : .value(description.extra),
                    .text(hides ? description.uri.withoutCredentials : description.uri),
                ]
            })
    }

    static func pools(_ pools: [PoolRecord]) -> Listing {
        Listing(
            ["pool", "slots", "description", "include_deferred"],
            rows: pools.map {
                [
                    .text($0.pool), .number($0.slots), Document($0.description),
                    .value(WireValue(text: $0.includesDeferred ? "true" : "false")),
                ]
            })
    }
}

extension String {
    /// A URI with `***:***` in place of login and password.
    fileprivate var withoutCredentials: String {
        guard let start = firstRange(of: "://")?.upperBound else { return ShownValuesOptions.placeholder }
        let authority = self[start...].prefix { !"/?#".contains($0) }
        guard let at = authority.firstIndex(of: "@") else { return self }
        let mask = ShownValuesOptions.placeholder
        return self[..<start] + "\(mask):\(mask)" + self[at...]
    }
}
