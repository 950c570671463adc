internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc
internal import XComBlobs

/// Where large values go.
struct OffloadOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Keep large values of XComs, compressed, in a folder, file:///PATH or s3://BUCKET/PREFIX.",
            discussion: """
                Above XCOM_OFFLOAD_THRESHOLD (default 256KiB), by XCOM_OFFLOAD_COMPRESSION (zstd, gzip or none). XCOM_OFFLOAD \
                sets it for all commands; they read what was offloaded without any setting.
                """, valueName: "url"))
    var offload: String?

    /// Checks the settings, and makes them those of this process and of the ones that it starts, in whatever folder they
    /// work.
    func apply() throws {
        let settings: OffloadSettings?
        do {
            settings = try OffloadSettings(place: offload, environment: ProcessInfo.processInfo.environment)
        } catch {
            throw Failure(message: error.message, code: Failure.usage)
        }
        if let settings {
            setenv("XCOM_OFFLOAD", settings.place.url, 1)
        } else {
            unsetenv("XCOM_OFFLOAD")
        }
    }
}
