import Testing
import XCom

@Suite("Limits of size")
struct SizeLimitsTests {
    @Test(
        "are written as people write sizes",
        arguments: [
            ("0", 0), ("500000", 500_000), ("1_000", 1000), ("1B", 1), ("1kB", 1000), ("256KiB", 262_144),
            ("256k", 262_144), ("10 MB", 10_000_000), ("10mib", 10_485_760), ("2G", 2_147_483_648),
            ("2GB", 2_000_000_000),
        ])
    func sizes(text: String, bytes: Int) {
        #expect(ByteSize(text)?.bytes == bytes)
    }

    @Test("and nothing else is one", arguments: ["", "-1", "1.5MB", "MB", "1TB", "ten", "99999999999999999999", "9G9"])
    func noSizes(text: String) {
        #expect(ByteSize(text) == nil)
    }

    @Test(
        "are shown short",
        arguments: [
            (0, "0 B"), (1023, "1023 B"), (1024, "1 KiB"), (1536, "1.5 KiB"), (10_000_000, "9.5 MiB"),
            (5 << 30, "5 GiB"), (5 << 40, "5120 GiB"),
        ])
    func words(bytes: Int, text: String) {
        #expect(ByteSize(bytes).description == text)
    }

    @Test("come from the environment, and a text that is not a size is told")
    func environment() throws {
        #expect(try SizeLimits(environment: ["XCOM_SOFT_LIMIT": ""]) == SizeLimits())
        #expect(
            try SizeLimits(environment: ["XCOM_SOFT_LIMIT": "1MiB", "XCOM_HARD_LIMIT": "10MB"])
                == SizeLimits(soft: ByteSize(1 << 20), hard: ByteSize(10_000_000)))
        let error = #expect(throws: StoreError.self) { try SizeLimits(environment: ["XCOM_HARD_LIMIT": "much"]) }
        #expect(error?.message == "XCOM_HARD_LIMIT is much; give a size, like 500000, 256KiB or 10MB")
    }

    @Test("let through what is as large as they are, and name task, key, size and limit of what is larger")
    func limits() throws {
        let limits = SizeLimits(soft: ByteSize(4), hard: ByteSize(6))
        let address = XComAddress(
            taskInstance: TaskInstanceKey(dagID: "d", runID: "r", taskID: "extract", mapIndex: 2), key: "rows")
        try limits.check(WireValue(text: "123456"), at: address)
        #expect(limits.warning(of: WireValue(text: "1234"), at: address) == nil)
        #expect(
            limits.warning(of: WireValue(text: "12345"), at: address)
                == "XCom 'rows' of task 'extract' at map index 2 has 5 B (5 bytes), more than 4 B (XCOM_SOFT_LIMIT). "
                + "Keep large data in a file or a table, and push where it is")
        let error = #expect(throws: StoreError.self) { try limits.check(WireValue(text: "1234567"), at: address) }
        #expect(error?.code == .tooLarge)
        #expect(
            error?.message
                == "XCom 'rows' of task 'extract' at map index 2 has 7 B (7 bytes), and the limit is 6 B "
                + "(XCOM_HARD_LIMIT); nothing was stored. Keep large data in a file or a table, and push where it is")
    }
}
