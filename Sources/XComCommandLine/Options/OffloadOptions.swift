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
                """, valueName: "url"), completion: .directory)
    var offload: String?

    /// - Throws: ``Failure`` where it, or what the environment says beside it, makes no sense.
    func check() throws {
        do throws(BlobError) {
            _ = try OffloadSettings(place: offload, environment: ProcessInfo.processInfo.environment)
        } catch {
            throw Failure(message: error.message, code: Failure.usage)
        }
    }
}
