internal import FoundationEssentials
public import XCom

extension ConnectionRecord {
    /// Reads a connection as `AIRFLOW_CONN_<ID>` has it: a URI, or a JSON object.
    ///
    /// Airflow: the SDK's `definitions/connection.py, from_uri` and `from_json`.
    ///
    /// - Throws: ``SettingError``, which shows nothing of the text.
    public init(connID: String, text: String) throws {
        let text = text.trimmed()
        let setting = "connection '\(connID)'"
        func wrong(_ message: String) -> SettingError { SettingError(setting: setting, path: "$", message: message) }
        guard !text.isEmpty else { throw wrong("the text is empty") }
        self.init(connID: connID, connType: "")
        if text.hasPrefix("{") {
            let json = try SettingError.reading(setting) { try JSONText(Array(text.utf8)) }
            for (name, value) in try json.members() ?? [] {
                guard try read(name, value) else {
                    throw wrong("its member '\(name)' is not one of a connection, or no text")
                }
            }
        } else {
            try read(ConnectionURI(text) ?? { throw wrong("the text is not a connection's URI") }())
        }
    }

    /// Whether the member is one of a connection, of its type.
    private mutating func read(_ name: String, _ value: JSONText) throws -> Bool {
        if name == "extra" {
            // An object is kept as its text. What is empty is none.
            let text = try value.string() ?? value.wireValue.text
            extra = ["", "null", "{}", "[]", "0", "false"].contains(text) ? nil : text
            return true
        }
        if name == "port" {
            let text = try value.number ?? value.string() ?? ""
            port = text == "0" ? nil : Int(text)
            return port != nil || text.isEmpty || text == "0"
        }
        let text = try value.string()
        guard text != nil || value.kind == .null else { return false }
        switch name {
        case "conn_type": connType = Self.normalized(text ?? "")
        case "description": description = text
        case "host": host = text
        case "login": login = text
        case "password": password = text
        case "schema": schema = text
        default: return false
        }
        return true
    }

    private mutating func read(_ uri: ConnectionURI) throws {
        connType = Self.normalized(uri.scheme)
        host = uri.host
        schema = uri.path
        login = uri.login
        password = uri.password
        port = uri.port
        extra = uri.extra
    }

    private static func normalized(_ type: String) -> String {
        type == "postgresql" ? "postgres" : type.replacing("-", with: "_")
    }
}

/// The parts of a connection's URI: `type://login:password@host:port/schema?extra`, where the host may have a scheme of its own
/// before the login.
private struct ConnectionURI {
    var scheme = ""
    var login: String?
    var password: String?
    var host = ""
    var port: Int?
    var path = ""
    var extra: String?

    init?(_ text: String) {
        let parts = text.split(separator: "://", omittingEmptySubsequences: false)
        guard parts.count <= 3 else { return nil }
        var rest = Substring(text)
        var hostScheme: Substring?
        if parts.count > 1, parts[0].isScheme {
            scheme = parts[0].lowercased()
            rest = text[parts[1].startIndex...]
            if parts.count == 3 {
                guard parts[1].isScheme else { return nil }
                hostScheme = parts[1]
                rest = text[parts[2].startIndex...]
            }
        } else {
            // What cannot be a type is part of a path to Airflow, whose first character goes.
            guard parts.count < 3 else { return nil }
            let whole = text.replacing("://", with: "//")
            rest = Substring(whole.hasPrefix("//") ? String(whole.dropFirst(2)) : "/" + whole.dropFirst())
        }
        if let fragment = rest.firstIndex(of: "#") { rest = rest[..<fragment] }
        var query: Substring = ""
        if let mark = rest.firstIndex(of: "?") {
            query = rest[rest.index(after: mark)...]
            rest = rest[..<mark]
        }
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        path = rest[end...].dropFirst().unquoted
        guard read(authority: rest[..<end]) else { return nil }
        if let hostScheme, !host.isEmpty { host = "\(hostScheme.lowercased())://\(host)" }
        read(query: query)
    }

    private mutating func read(authority: Substring) -> Bool {
        var place = authority
        if let at = authority.lastIndex(of: "@") {
            let user = authority[..<at]
            place = authority[authority.index(after: at)...]
            let colon = user.firstIndex(of: ":")
            login = user[..<(colon ?? user.endIndex)].unquoted
            password = colon.map { user[user.index(after: $0)...].unquoted }
        }
        var number: Substring = ""
        if place.hasPrefix("[") {
            guard let end = place.firstIndex(of: "]") else { return false }
            host = place[..<end].dropFirst().lowercased()
            number = place[end...].dropFirst()
            if number.hasPrefix(":") { number = number.dropFirst() }
        } else {
            let colon = place.firstIndex(of: ":") ?? place.endIndex
            // A path of a socket keeps its case.
            let name = place[..<colon]
            host = name.unquoted.contains("/") ? name.unquoted : Substring(name.lowercased()).unquoted
            number = place[colon...].dropFirst()
        }
        guard !number.isEmpty else { return true }
        guard number.allSatisfy(\.isASCII), let value = UInt16(number) else { return false }
        port = Int(value)
        return true
    }

    private mutating func read(query: Substring) {
        var members: [(key: String, value: JSONValue)] = []
        for pair in query.split(separator: "&") {
            let sign = pair.firstIndex(of: "=") ?? pair.endIndex
            let key = pair[..<sign].replacing("+", with: " ")[...].unquoted
            let value = pair[sign...].dropFirst().replacing("+", with: " ")[...].unquoted
            if let index = members.firstIndex(where: { $0.key == key }) {
                members[index].value = .string(value)
            } else {
                members.append((key, .string(value)))
            }
        }
        guard !query.isEmpty else { return }
        extra = members.first { $0.key == "__extra__" }?.value.stringValue ?? JSONValue.object(members).wireValue.text
    }
}

extension Substring {
    fileprivate var isScheme: Bool {
        guard let first = utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first | 0x20) else {
            return false
        }
        return allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
    }

    /// With its percent-encoded bytes as they are; what is no encoding stays.
    fileprivate var unquoted: String {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(rest.prefix(2)) ?? "", radix: 16), rest.count >= 2 {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
