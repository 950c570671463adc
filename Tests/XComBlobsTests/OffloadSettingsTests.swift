import Testing
import XComBlobs

@Suite("Settings of offloading")
struct OffloadSettingsTests {
    @Test(
        "nothing is offloaded unless a place is named",
        arguments: [[:], ["XCOM_OFFLOAD": ""], ["XCOM_OFFLOAD_THRESHOLD": "1"]])
    func off(environment: [String: String]) throws {
        #expect(try OffloadSettings(environment: environment) == nil)
    }

    @Test("a place alone: above 256 KiB, by zstd")
    func defaults() throws {
        let settings = try #require(try OffloadSettings(environment: ["XCOM_OFFLOAD": "file:///var/blobs/"]))
        #expect(settings.place.url == "file:///var/blobs")
        #expect(settings.threshold == 262_144)
        #expect(settings.compression == .zstd)
    }

    @Test(
        "a threshold is a number with a unit",
        arguments: [
            ("0", 0), ("1000", 1000), ("1kB", 1000), ("1KiB", 1024), ("2 MiB", 2_097_152), ("3MB", 3_000_000),
            ("1_000", 1000), ("1GiB", 1_073_741_824), ("7b", 7),
        ])
    func threshold(text: String, bytes: Int) throws {
        let environment = ["XCOM_OFFLOAD": "/x", "XCOM_OFFLOAD_THRESHOLD": text]
        #expect(try OffloadSettings(environment: environment)?.threshold == bytes)
    }

    @Test(
        "what makes no sense is said, with what would",
        arguments: [
            (
                ["XCOM_OFFLOAD_THRESHOLD": "much"],
                "XCOM_OFFLOAD_THRESHOLD is much; give a size, like 500000, 256KiB or 10MB"
            ),
            (
                ["XCOM_OFFLOAD_THRESHOLD": "-1"],
                "XCOM_OFFLOAD_THRESHOLD is -1; give a size, like 500000, 256KiB or 10MB"
            ),
            (
                ["XCOM_OFFLOAD_THRESHOLD": "9999999999GiB"],
                "XCOM_OFFLOAD_THRESHOLD is 9999999999GiB; give a size, like 500000, 256KiB or 10MB"
            ),
            (
                ["XCOM_OFFLOAD_COMPRESSION": "lzma"],
                "XCOM_OFFLOAD_COMPRESSION is lzma; give zstd, gzip or none"
            ),
            (
                ["XCOM_OFFLOAD": "gs://bucket/x"],
                "gs://bucket/x: XComs cannot be offloaded to gs URLs; write file:///PATH or s3://BUCKET/PREFIX"
            ),
            (
                ["XCOM_OFFLOAD": "file://host/x"],
                "file://host/x names no folder on this machine: write file:///PATH"
            ),
        ])
    func nonsense(environment: [String: String], message: String) {
        let environment = ["XCOM_OFFLOAD": "/x"].merging(environment) { $1 }
        let error = #expect(throws: BlobError.self) { try OffloadSettings(environment: environment) }
        #expect(error?.message == message)
    }

    @Test(
        "a place may be written in several ways",
        arguments: [
            ("/var/my blobs", "file:///var/my%20blobs"), ("file:///var/my%20blobs/", "file:///var/my%20blobs"),
            ("/var/../x//y/", "file:///x/y"), ("file://localhost/x", "file:///x"),
        ])
    func places(text: String, url: String) throws {
        #expect(try BlobPlace(text).url == url)
    }
}
