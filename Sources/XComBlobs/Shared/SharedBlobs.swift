internal import XCom

/// Values of many programs at one place, each kept once for as long as somebody needs it, without a database that knows of
/// them: the XCom backend of a real Airflow, whose tasks have none.
///
/// In the folder of a value, `airflow/3f/3f5a...`, lie the blob, and beside it a mark for each reference to it, named by its token:
///
/// - `3f5a...-0123456789abcdef.json.zst`
/// - `3f5a...-0123456789abcdef.json.zst.needed-67f0c1d2fedcba9876543210`
/// - `3f5a...-0123456789abcdef.json.zst.going-67f0c1d30011223344556677`, while somebody is about to delete it.
///
/// Who needs a blob marks it first and then looks whether it is going; who deletes one says so first and then looks for marks.
/// So one of the two sees the other, whatever happens at the same time. Who finds a blob going writes another one: no name
/// is used a second time.
package struct SharedBlobs: Sendable {
    static let needed = ".needed-"
    static let going = ".going-"
    static let folder = "airflow"

    let place: BlobPlace
    let store: any BlobStore
    let clock: @Sendable () -> Timestamp

    /// - Throws: ``BlobError`` `settings`.
    package init(_ place: BlobPlace, in places: OpenedPlaces) throws(BlobError) {
        self.init(place, store: try places.store(for: place))
    }

    init(_ place: BlobPlace, store: any BlobStore, clock: @escaping @Sendable () -> Timestamp = Timestamp.now) {
        self.place = place
        self.store = store
        self.clock = clock
    }

    /// Where everything of one value lies.
    static func folder(of digest: String) -> String {
        "\(folder)/\(digest.prefix(2))/\(digest)"
    }

    // MARK: Values

    /// Keeps a text, in the blob that has it already where there is one. Two who put the same at the same moment may both
    /// write it.
    ///
    /// - `purpose`: who needs it, in words for people.
    ///
    /// - Throws: ``BlobError``; nothing is kept then.
    package func put(
        _ utf8: [UInt8], compression: BlobCompression, purpose: String
    ) throws(BlobError) -> SharedReference {
        let text = BlobText(utf8)
        for blob in try entries(of: text.digest).filter(\.isUsable).map(\.blob) {
            let reference = SharedReference(blob: blob, token: SharedToken(at: clock()))
            try mark(reference, purpose)
            if try entry(of: blob)?.isUsable == true { return reference }
            try store.delete(reference.mark)
        }
        let result: Result<SharedReference, BlobError> = text.encoded(compression) { compression, bytes in
            let reference = SharedReference(
                blob: BlobURL(place: place, shared: text.digest, compression: compression),
                token: SharedToken(at: clock()))
            do throws(BlobError) {
                try mark(reference, purpose)
                do throws(BlobError) {
                    try store.put(bytes, name: reference.blob.name)
                } catch {
                    try? store.delete(reference.mark)
                    throw error
                }
            } catch {
                return .failure(error)
            }
            return .success(reference)
        }
        return try result.get()
    }

    /// The text that a reference stands for.
    ///
    /// - Parameter count: Its bytes.
    /// - Throws: ``BlobError`` `missing`, `damaged`, `unavailable`.
    package func text(of reference: SharedReference, count: Int) throws(BlobError) -> [UInt8] {
        try BlobText.read(reference.blob, count: count, from: store)
    }

    /// A reference is needed no more. The blob goes with the last one.
    package func release(_ reference: SharedReference) throws(BlobError) {
        try store.delete(reference.mark)
        try removeIfNotNeeded(reference.blob)
    }

    /// - Returns: Whether the blob is gone.
    @discardableResult
    func removeIfNotNeeded(_ blob: BlobURL) throws(BlobError) -> Bool {
        guard let before = try entry(of: blob), before.tokens.isEmpty else { return false }
        let notice = before.name(of: SharedToken(at: clock()))
        try write(notice, "")
        defer { try? store.delete(notice) }
        guard let now = try entry(of: blob), now.tokens.isEmpty else { return false }
        try store.delete(blob.name)
        return true
    }

    // MARK: Marks

    private func mark(_ reference: SharedReference, _ purpose: String) throws(BlobError) {
        try write(reference.mark, purpose)
    }

    private func write(_ name: String, _ words: String) throws(BlobError) {
        let result: Result<Void, BlobError> = Array(words.utf8).withUnsafeBytes { bytes in
            do throws(BlobError) {
                return .success(try store.put(bytes, name: name))
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    private func entry(of blob: BlobURL) throws(BlobError) -> SharedEntry? {
        try entries(of: String(blob.digest)).first { $0.blob == blob }
    }

    private func entries(of digest: String) throws(BlobError) -> [SharedEntry] {
        SharedEntry.entries(try store.names(in: Self.folder(of: digest)), at: place)
    }
}
