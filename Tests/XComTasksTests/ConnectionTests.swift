import Foundation
import Testing
import XCom
import XComTasks

@Suite("Connections out of the environment")
struct ConnectionTests {
    /// What `Tests/LanguageSDK/record_connections.py` has recorded of Airflow 3.3.2: a text, and the fields that it gives.
    private static func recorded() throws -> [(text: String, fields: JSONValue)] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "connections.json")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
            let pair = try JSONValue(parsing: Array(line.utf8)).arrayValue ?? []
            return (pair[0].stringValue ?? "", pair[1])
        }
    }

    @Test("a text gives the fields that Airflow gives, or is an error where Airflow's is one")
    func texts() throws {
        let recorded = try Self.recorded()
        #expect(recorded.count > 40)
        for (text, fields) in recorded {
            guard !fields.isNull else {
                #expect(throws: SettingError.self, "\(text)") { try ConnectionRecord(connID: "c", text: text) }
                continue
            }
            let connection = try ConnectionRecord(connID: "c", text: text)
            // A connection of the store always has a type.
            #expect(connection.connType == fields["conn_type"]?.stringValue ?? "", "\(text)")
            #expect(connection.host == fields["host"]?.stringValue, "\(text)")
            #expect(connection.schema == fields["schema"]?.stringValue, "\(text)")
            #expect(connection.login == fields["login"]?.stringValue, "\(text)")
            #expect(connection.password == fields["password"]?.stringValue, "\(text)")
            #expect(connection.port == fields["port"]?.intValue, "\(text)")
            #expect(connection.extra == fields["extra"]?.stringValue, "\(text)")
            #expect(connection.description == fields["description"]?.stringValue, "\(text)")
        }
    }

    @Test(
        "what is wrong is said, and nothing of the text shown",
        arguments: ["ssh://secret:secret@h:secret", "{\"secret\""])
    func errors(text: String) throws {
        let error = try #require(throws: SettingError.self) { try ConnectionRecord(connID: "c", text: text) }
        #expect(error.description.hasPrefix("connection 'c': ") && !error.description.contains("secret"))
    }
}
