import StoreFixtures
import Testing
import XCom
import XComBlobs
import XComStoreOptions
import XComStores

@Suite("An opener of a store")
struct StoreOpenerTests {
    private static let environment = [
        "XCOM_BUSY_TIMEOUT": "0.5", "XCOM_SYNCHRONOUS": "FULL", "XCOM_OFFLOAD": "/var/blobs",
        "XCOM_OFFLOAD_THRESHOLD": "1MiB", "XCOM_OFFLOAD_COMPRESSION": "gzip", "XCOM_HARD_LIMIT": "10MB",
        "XCOM_SOFT_LIMIT": "1kB", "AIRFLOW__CORE__FERNET_KEY": String(repeating: "A", count: 43) + "=",
    ]

    @Test("comes through JSON as it was, as it goes to other processes")
    func coding() throws {
        var opener = StoreOpener(url: "sqlite:///x.db", options: try StoreOptions(environment: Self.environment))
        opener.options.readOnly = true
        let text = try WireEncoder(style: .message).encode(opener)
        #expect(try WireDecoder(style: .message).decode(StoreOpener.self, from: text) == opener)
        let plain = StoreOpener(url: "sqlite:///x.db")
        let plainText = try WireEncoder(style: .message).encode(plain)
        #expect(try WireDecoder(style: .message).decode(StoreOpener.self, from: plainText) == plain)
    }

    @Test("is set by the environment, and an option goes before it")
    func environment() throws {
        let options = try StoreOptions(environment: Self.environment)
        #expect(options.busyTimeout == 0.5)
        #expect(options.survivesPowerLoss)
        #expect(options.offload?.place.url == "file:///var/blobs")
        #expect(options.offload?.threshold == 1 << 20)
        #expect(options.limits.hard?.bytes == 10_000_000)
        #expect(options.fernetKeys != nil)
        let other = try StoreOptions(environment: Self.environment, offload: "/srv")
        #expect(other.offload?.place.url == "file:///srv")
        #expect(try StoreOptions(environment: Self.environment, offload: "").offload == nil)
    }

    @Test(
        "says which variable makes no sense",
        arguments: [
            ("XCOM_BUSY_TIMEOUT", "soon"), ("XCOM_SYNCHRONOUS", "off"), ("XCOM_OFFLOAD", "ftp://x"),
            ("XCOM_HARD_LIMIT", "much"), ("AIRFLOW__CORE__FERNET_KEY", "short"),
        ])
    func nonsense(name: String, value: String) {
        let error = #expect(throws: StoreError.self) { try StoreOptions(environment: [name: value]) }
        #expect(error?.message.contains(name == "AIRFLOW__CORE__FERNET_KEY" ? "core.fernet_key" : value) == true)
    }

    @Test("says whether there is a store, and each store in memory is its own")
    func existence() throws {
        let folder = try TemporaryFolder()
        let opener = StoreOpener(url: newURL(in: folder))
        #expect(try !opener.exists())
        try opener.open().makeRun()
        #expect(try opener.exists())
        #expect(try opener.open().dagRuns(DagRunFilter()).count == 1)
        try StoreOpener.inMemory.open().makeRun()
        #expect(try StoreOpener.inMemory.open().dagRuns(DagRunFilter()).isEmpty)
        #expect(throws: StoreError.self) { try StoreOpener(url: "x.db").exists() }
    }

    @Test("gives a store that opens itself once more, with the same options")
    func reopening() throws {
        let fixture = try StoreKind.offloading.make()
        try fixture.store.makeRun()
        let again = try fixture.store.reopened()
        try again.set(WireValue(text: "[1]"), at: address())
        #expect(try fixture.store.statistics().map(\.xcoms) == [1])
        #expect(again.place == fixture.store.place)
    }
}
