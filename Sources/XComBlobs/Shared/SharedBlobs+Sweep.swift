internal import XCom

/// What is to be deleted at a place of ``SharedBlobs``, or was, and what is not.
package struct SharedSweep: Hashable, Sendable {
    /// How many blobs references need.
    package var needed = 0
    /// Blobs that nothing needs.
    package var removed: [BlobURL] = []
    /// The names of the marks of references that nobody keeps.
    package var marks: [String] = []
    /// How many blobs have marks without a reference that are younger than the grace: a task may be about to keep it.
    package var young = 0
    /// Blobs that references need and that are not there.
    package var missing: [BlobURL] = []
    /// The names of what was left by those who were about to delete a blob.
    var notices: [String] = []
}

extension SharedBlobs {
    /// Finds what no reference needs: what killed tasks, deleted runs and overwritten values have left.
    ///
    /// - `listing`: what there was before the references were read.
    /// - `references`: all that are kept.
    /// - `grace`: for so many seconds a mark without a reference may be one of a task that is still at work.
    package func sweep(
        _ listing: Listing, needed references: [SharedReference], grace: Double
    ) throws(BlobError) -> SharedSweep {
        var sweep = SharedSweep()
        let tokens = Dictionary(grouping: references.filter { $0.blob.place == place }, by: \.blob)
            .mapValues { Set($0.map(\.token)) }
        let limit = clock().advanced(bySeconds: -grace).microseconds / 1_000_000
        for entry in listing.entries {
            let known = tokens[entry.blob] ?? []
            let unknown = entry.tokens.subtracting(known)
            let old = unknown.filter { $0.time <= limit }
            sweep.marks += old.map { SharedReference(blob: entry.blob, token: $0).mark }
            sweep.notices += entry.notices.filter { $0.time <= limit }.map { entry.name(of: $0) }
            guard entry.isThere else { continue }
            if !known.isEmpty {
                sweep.needed += 1
            } else if old.count < unknown.count {
                sweep.young += 1
            } else {
                sweep.removed.append(entry.blob)
            }
        }
        let there = Set(listing.entries.filter(\.isThere).map(\.blob))
        // What was written since the list was made has to be looked for.
        for blob in tokens.keys.sorted(by: { $0.name < $1.name }) where !there.contains(blob) {
            if try !store.contains(blob.name) { sweep.missing.append(blob) }
        }
        return sweep
    }

    /// Deletes what was found.
    ///
    /// - Returns: The same, without the blobs that somebody needs by now.
    package func carryOut(_ sweep: SharedSweep) throws(BlobError) -> SharedSweep {
        var done = sweep
        for name in sweep.marks + sweep.notices { try store.delete(name) }
        done.removed = []
        for blob in sweep.removed where try removeIfNotNeeded(blob) { done.removed.append(blob) }
        return done
    }

    /// What lies at a place, at one moment.
    package struct Listing: Sendable {
        let entries: [SharedEntry]
    }

    /// What there is.
    package func list() throws(BlobError) -> Listing {
        Listing(entries: SharedEntry.entries(try store.names(in: Self.folder), at: place))
    }
}
