import CSQLite
import Foundation
import StoreFixtures
import Testing
import XCom
import XComStoreOptions

@testable import XComSQLite

@Suite("Secrets at rest")
struct SecretTests {
    private static let first = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="
    private static let second = "NbTrmXeo-KvLRvn3aRIdmoEV7qIVBMj2QUyWwsoTsKg="

    @Test("a token of the specification's is read")
    func specification() throws {
        let token =
            "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA=="
        #expect(try FernetKeys(Self.first).decrypted(token) == "hello")
        #expect(try FernetKeys(Self.second).decrypted(token) == nil)
        #expect(try FernetKeys("\(Self.second),\(Self.first)").decrypted(token) == "hello")
        // Python's decoding passes over what belongs to no alphabet.
        #expect(try FernetKeys(" \(Self.first)\n").decrypted(token + "\n") == "hello")
    }

    @Test(
        "a token that is none, or was changed, is nothing",
        arguments: [
            "", "gAAAAA==", "hello", "{\"a\": 1}", "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF",
            "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==",
            "gQAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==",
            "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDQ==",
            "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==",
        ])
    func garbage(token: String) throws {
        #expect(try FernetKeys(Self.first).decrypted(token) == nil)
    }

    @Test(
        "any text comes back, each time by another token",
        arguments: [
            "", "x", "fifteen letters", "sixteen letters.", "grün \u{1F600}\0", String(repeating: "x", count: 100_000),
        ])
    func roundTrip(text: String) throws {
        let keys = try FernetKeys("\(Self.first),\(Self.second)")
        let token = try keys.encrypted(text)
        #expect(keys.decrypted(token) == text)
        #expect(try keys.encrypted(text) != token)
        #expect(try FernetKeys(Self.second).decrypted(token) == nil)
    }

    @Test(
        "what is not a key is refused",
        arguments: ["x", "\(first),", ",\(first)", "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e=="])
    func badKeys(text: String) {
        let error = #expect(throws: StoreError.self) { try FernetKeys(text) }
        #expect(error?.message.contains(text) == false)
    }

    private func texts(_ sql: String, in store: SQLiteStore) throws -> [String?] {
        var db: OpaquePointer?
        try #require(sqlite3_open(store.place, &db) == SQLITE_OK)
        defer { sqlite3_close(db) }
        var statement: OpaquePointer?
        try #require(sqlite3_prepare_v2(db, sql, -1, &statement, nil) == SQLITE_OK)
        defer { sqlite3_finalize(statement) }
        try #require(sqlite3_step(statement) == SQLITE_ROW)
        return (0..<sqlite3_column_count(statement)).map { column in
            sqlite3_column_text(statement, column).map { String(cString: $0) }
        }
    }

    private func opened(_ folder: TemporaryFolder, _ keys: String?) throws -> SQLiteStore {
        var options = StoreOptions()
        options.fernetKeys = try keys.map { try FernetKeys($0) }
        return try SQLiteStore(path: folder.path + "/xcom.db", options: options)
    }

    @Test("variables, connections and the arguments of triggers are encrypted, and keys can be changed")
    func rotation() throws {
        let folder = try TemporaryFolder()
        let clear = try opened(folder, nil)
        try clear.save(VariableRecord(key: "old", value: "in clear"))
        let store = try opened(folder, Self.second)
        try store.save(VariableRecord(key: "k", value: "hidden", description: "words"))
        var connection = ConnectionRecord(connID: "c", connType: "http")
        connection.password = "hidden"
        connection.login = "me"
        try store.save(connection)
        let trigger = try store.insert(
            TriggerRecord(classpath: "a.B", kwargs: WireValue(text: "{\"a\": \"hidden\"}"), createdDate: .now()))

        #expect(try texts("SELECT val, is_encrypted FROM variable WHERE \"key\" = 'k'", in: store)[1] == "1")
        #expect(
            try texts("SELECT is_encrypted, is_extra_encrypted, extra, login FROM connection", in: store)
                == ["1", "0", nil, "me"])
        for sql in [
            "SELECT val FROM variable WHERE \"key\" = 'k'", "SELECT password FROM connection",
            "SELECT kwargs FROM \"trigger\"",
        ] {
            let text = try #require(try texts(sql, in: store)[0])
            #expect(text.hasPrefix("gAAAAA"))
        }
        let changed = try opened(folder, "\(Self.first),\(Self.second)")
        for reader in [store, changed] {
            #expect(try reader.variable(key: "k") == VariableRecord(key: "k", value: "hidden", description: "words"))
            #expect(try reader.variable(key: "old")?.value == "in clear")
            #expect(try reader.connection(id: "c") == connection)
            #expect(try reader.trigger(id: trigger)?.kwargs.text == "{\"a\": \"hidden\"}")
            #expect(try reader.problems() == [])
        }
        try changed.save(VariableRecord(key: "k", value: "again"))
        #expect(throws: StoreError.self) { try store.variable(key: "k") }
        #expect(try opened(folder, Self.first).variable(key: "k")?.value == "again")

        // Whoever takes the key away gets the text in clear when it is written again.
        let error = #expect(throws: StoreError.self) { try clear.trigger(id: trigger) }
        #expect(
            error?.message.contains("(id '\(trigger)') whose column kwargs is encrypted; set core.fernet_key") == true)
        try clear.save(VariableRecord(key: "k", value: "in clear"))
        #expect(try changed.variable(key: "k")?.value == "in clear")
        #expect(
            try texts("SELECT val, is_encrypted FROM variable WHERE \"key\" = 'k'", in: store) == ["in clear", "0"])
    }
}
