import CSQLite
import Foundation
import StoreFixtures
import Testing
import XCom
import XComBlobs
import XComSQLite
import XComStoreOptions

@Suite("Blobs that are to be deleted")
struct HostileBlobTests {
    private func run(_ sql: String, on path: String) throws {
        var db: OpaquePointer?
        try #require(sqlite3_open(path, &db) == SQLITE_OK)
        defer { sqlite3_close(db) }
        try #require(sqlite3_exec(db, sql, nil, nil, nil) == SQLITE_OK)
    }

    private func storeID(_ fixture: OffloadingStore) throws -> String {
        try fixture.store.set(text("x", 1000), at: address(key: "any"))
        let file = try #require(fixture.files.first)
        return String(file.dropFirst(fixture.folder.path.count + "/blobs/".count).prefix(16))
    }

    @Test("are those of the store's own places, whatever a row names")
    func foreign() throws {
        let fixture = try OffloadingStore { "sqlite:///\($0.path)/xcom.db" }
        let id = try storeID(fixture)
        let victims = fixture.folder.path + "/victims"
        let digest = String(repeating: "ab", count: 32)
        let names = [
            "plain", "\(id)/ab/\(digest)-0123456789abcdef.json", "0123456789abcdef/ab/\(digest)-0123456789abcdef.json",
        ]
        for name in names {
            let file = URL(fileURLWithPath: "\(victims)/\(name)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data([1]).write(to: file)
            try run("INSERT INTO xcom_blob_pending (url) VALUES ('file://\(file.path)')", on: fixture.store.place)
        }
        // Of another store, in this one's place.
        let other = "\(fixture.folder.path)/blobs/\(names[2])"
        try FileManager.default.createDirectory(
            atPath: (other as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data([1]).write(to: URL(fileURLWithPath: other))
        try run(
            """
            INSERT INTO xcom_blob_pending (url) VALUES ('file://\(other)'), (x'ff'), ('file://\(victims)/../victims/plain');
            """, on: fixture.store.place)
        try fixture.store.removeDroppedBlobs()
        try fixture.store.removeUnknownBlobs()
        #expect((names.map { "\(victims)/\($0)" } + [other]).allSatisfy { FileManager.default.fileExists(atPath: $0) })
        let place = "file://\(victims)"
        #expect(
            try fixture.store.problems() == [
                "no setting names \(place), so blobs that no XCom needs stay there: 1; `xcom clean` with "
                    + "XCOM_OFFLOAD=\(place) deletes them",
                "table xcom_blob_pending has rows that name no blob of this store: 5, the first with url 'file://\(other)'; "
                    + "delete them",
            ])
        // They are in nobody's way.
        try fixture.store.delete(address(key: "any"))
        #expect(fixture.files == [other])
    }

    @Test("go where the place is named again, and where a process before has written there")
    func places() throws {
        let fixture = try OffloadingStore { "sqlite:///\($0.path)/xcom.db" }
        try fixture.store.set(text("x", 1000), at: address())
        try fixture.other().delete(address())
        #expect(fixture.files == [])

        // A copy of the database file alone owns nothing: what it drops is still the original's.
        try fixture.store.set(text("x", 1000), at: address())
        try #require(fixture.store as? SQLiteStore).close()
        let copy = fixture.folder.path + "/copy.db"
        try FileManager.default.copyItem(atPath: fixture.store.place, toPath: copy)
        try SQLiteStore(path: copy).delete(address())
        #expect(fixture.files.count == 1)
        try SQLiteStore(path: copy, options: fixture.opener.options).removeDroppedBlobs()
        #expect(fixture.files == [])
    }

    @Test("a store whose id is not an id deletes and lists nothing", arguments: ["../../x", "", "0123456789ABCDEF"])
    func ids(id: String) throws {
        let fixture = try OffloadingStore { "sqlite:///\($0.path)/xcom.db" }
        try fixture.store.set(text("x", 1000), at: address())
        try run("UPDATE xcom_schema_version SET store_id = '\(id)'", on: fixture.store.place)
        try fixture.store.delete(address())
        #expect(fixture.files.count == 1)
        let error = #expect(throws: StoreError.self) { try fixture.store.removeUnknownBlobs() }
        #expect(error?.message.contains("whose column store_id holds what is not an id of a store") == true)
        #expect(throws: StoreError.self) { try fixture.store.set(text("y", 1000), at: address()) }
    }

    @Test(
        "a blob of a size that it cannot have is an error that names the XCom",
        arguments: ["-1", "1 << 60", "'x'", "NULL"])
    func sizes(size: String) throws {
        let fixture = try OffloadingStore { "sqlite:///\($0.path)/xcom.db" }
        try fixture.store.set(text("x", 1000), at: address())
        try fixture.store.set(text("y", 10), at: address(key: "small"))
        try run(
            """
            CREATE TABLE copy AS SELECT * FROM xcom_blob; DROP TABLE xcom_blob;
            CREATE TABLE xcom_blob (url TEXT PRIMARY KEY, size, stored_size); INSERT INTO xcom_blob SELECT * FROM copy;
            UPDATE xcom_blob SET size = \(size)
            """, on: fixture.store.place)
        let readings = try fixture.store.readings(XComFilter())
        #expect(try readings[1].value.get() == text("y", 10))
        let error = #expect(throws: StoreError.self) { try readings[0].value.get() }
        #expect(error?.message.hasPrefix("the value of XCom 'return_value' of task 't' in run 'r' of DAG 'd' ") == true)
        #expect(try fixture.store.problems().count == 1)
    }
}
