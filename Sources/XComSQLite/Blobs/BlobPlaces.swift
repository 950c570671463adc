internal import FoundationEssentials
internal import Glibc
internal import Synchronization
internal import XCom
internal import XComBlobs

/// The blob stores of the places that were asked for, and which places are the store's own.
///
/// Rows can name any place, as any program can write them, and reading there does no harm. Blobs are deleted only from a
/// place that a setting of this process names, or one of a process before it: those are written down beside the database,
/// in a file that no row can change.
final class BlobPlaces: Sendable {
    private struct State {
        var noted: Set<BlobPlace> = []
        /// Until when no blobs are deleted at places that could not be reached.
        var paused: [BlobPlace: Timestamp] = [:]
    }

    private let opened = OpenedPlaces()
    private let state = Mutex(State())
    /// The file of the store's own places, a URL in each line; `nil` for a store in memory.
    private let file: String?
    private let setting: BlobPlace?

    /// - `database`: the path of its file; `nil` for one in memory.
    init(database: String?, setting: BlobPlace?) {
        file = database.map { Self.realPath($0) + "-places" }
        self.setting = setting
    }

    /// The path by which the file is found from any folder and through any link, also before it is made.
    private static func realPath(_ path: String) -> String {
        func resolved(_ path: String) -> String? {
            guard let real = realpath(path, nil) else { return nil }
            defer { free(real) }
            return String(cString: real)
        }
        if let real = resolved(path) { return real }
        let url = URL(fileURLWithPath: path)
        return resolved(url.deletingLastPathComponent().path).map { "\($0)/\(url.lastPathComponent)" } ?? path
    }

    func store(for place: BlobPlace) throws(BlobError) -> any BlobStore {
        try opened.store(for: place)
    }

    /// So many seconds a place that could not be reached is left in peace: what is to be deleted there can wait, and whoever
    /// works with the store meanwhile need not.
    private static let pauseLength = 300.0

    func pause(_ place: BlobPlace) {
        state.withLock { $0.paused[place] = Timestamp.now().advanced(bySeconds: Self.pauseLength) }
    }

    func isPaused(_ place: BlobPlace) -> Bool {
        state.withLock { $0.paused[place].map { $0 > .now() } ?? false }
    }

    /// The store's own places.
    var own: Set<BlobPlace> {
        var places = state.withLock { $0.noted }
        if let setting { places.insert(setting) }
        if let file, let text = try? String(contentsOfFile: file, encoding: .utf8) {
            places.formUnion(text.split(whereSeparator: \.isNewline).compactMap { BlobPlace(known: String($0)) })
        }
        return places
    }

    /// Writes a place down as the store's own: before the first blob is written there, so that every blob can be deleted.
    func note(_ place: BlobPlace) throws(BlobError) {
        try state.withLock { state throws(BlobError) in
            guard !state.noted.contains(place) else { return }
            if let file {
                let known = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
                if !known.split(whereSeparator: \.isNewline).contains(Substring(place.url)) {
                    try Self.append(place.url + "\n", to: file)
                }
            }
            state.noted.insert(place)
        }
    }

    private static func append(_ line: String, to file: String) throws(BlobError) {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        let bytes = Array(line.utf8)
        // In one piece: other processes append too.
        guard descriptor >= 0, write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            let reason = String(cString: strerror(errno))
            if descriptor >= 0 { close(descriptor) }
            throw BlobError(.unavailable, "\(file), which says where blobs are, cannot be written: \(reason)")
        }
        close(descriptor)
    }
}
