internal import XCom
internal import XComBlobs

internal import class FoundationEssentials.ProcessInfo

extension StoreOptions {
    /// What this process's environment says: see ``init(environment:offload:)``.
    ///
    /// - Throws: ``StoreError``.
    public static func inEnvironment(offload: String? = nil) throws -> StoreOptions {
        try StoreOptions(environment: ProcessInfo.processInfo.environment, offload: offload)
    }

    /// What the environment says of how a store is opened:
    ///
    /// | variable | meaning |
    /// | --- | --- |
    /// | `XCOM_BUSY_TIMEOUT` | seconds to wait for other processes |
    /// | `AIRFLOW__CORE__FERNET_KEY` | the keys of ``fernetKeys`` |
    /// | `XCOM_SYNCHRONOUS` | `full`: a commit survives a loss of power; `normal` (the default): the newest may not |
    /// | `XCOM_OFFLOAD` | where large values of XComs go: a folder, `file:///PATH` or `s3://BUCKET/PREFIX` |
    /// | `XCOM_OFFLOAD_THRESHOLD` | how large: more bytes than this, or `1MiB` (by default `256KiB`) |
    /// | `XCOM_OFFLOAD_COMPRESSION` | `zstd` (the default), `gzip` or `none` |
    /// | `XCOM_HARD_LIMIT` | the size above which a value is refused, like `10MB` |
    /// | `XCOM_SOFT_LIMIT` | the size above which the task's log warns of a value |
    ///
    /// - Parameter offload: Goes before `XCOM_OFFLOAD`.
    /// - Throws: ``StoreError`` where a variable's text has no such meaning.
    public init(environment: [String: String], offload place: String? = nil) throws {
        self.init()
        limits = try SizeLimits(environment: environment)
        if let text = environment["XCOM_BUSY_TIMEOUT"] {
            guard let seconds = Double(text), seconds >= 0, seconds.isFinite else {
                throw StoreError(
                    .unavailable, operation: "open",
                    message: "XCOM_BUSY_TIMEOUT is \(text); give a number of seconds, like 60 or 0.5")
            }
            busyTimeout = seconds
        }
        switch environment["XCOM_SYNCHRONOUS"]?.lowercased() {
        case nil, "normal": break
        case "full": survivesPowerLoss = true
        case let text?:
            throw StoreError(
                .unavailable, operation: "open", message: "XCOM_SYNCHRONOUS is \(text); give full or normal")
        }
        if let text = environment["AIRFLOW__CORE__FERNET_KEY"], !text.isEmpty { fernetKeys = try FernetKeys(text) }
        do throws(BlobError) {
            offload = try OffloadSettings(place: place, environment: environment)
        } catch {
            throw StoreError(.other, operation: "open", message: error.message)
        }
    }
}
