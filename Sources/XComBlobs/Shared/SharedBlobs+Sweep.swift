internal import XCom

/// What ``SharedBlobs/sweep(_:needed:grace:isDryRun:)`` found.
package struct SharedSweep: Hashable, Sendable {
    /// Blobs that references need.
    package var needed = 0
    /// Blobs that nothing needs, by their URLs; deleted, unless it was a dry run.
    package var removed: [String] = []
    /// Marks of references that nobody keeps; deleted with what they kept.
    package var marks = 0
    /// Blobs whose last mark is younger than the grace: a task may be about to store its reference.
    package var young = 0
    /// References that somebody keeps, and whose blobs are not there.
    package var missing: [String] = []
}

extension SharedBlobs {
    /// Deletes what no reference needs: what killed tasks, deleted runs and overwritten values have left.
    ///
    /// - `listing`: what there was before the references were read.
    /// - `references`: all that are kept.
    /// - `grace`: for so many seconds a mark without a reference may be one of a task that is still at work.
    package func sweep(
        _ listing: Listing, needed references: [SharedReference], grace: Double, isDryRun: Bool
    ) throws(BlobError) -> SharedSweep {
        var sweep = SharedSweep()
        let tokens = Dictionary(grouping: references.filter { $0.blob.place == place }, by: \.blob.name)
            .mapValues { Set($0.map(\.token)) }
        let limit = clock().advanced(bySeconds: -grace).microseconds / 1_000_000
        for entry in listing.entries {
            let known = tokens[entry.blob.name] ?? []
            let unknown = entry.tokens.subtracting(known)
            let old = unknown.filter { $0.time <= limit }
            sweep.marks += old.count
            if !isDryRun {
                for token in old { try store.delete(SharedReference(blob: entry.blob, token: token).mark) }
                for token in entry.notices where token.time <= limit {
                    try store.delete("\(entry.blob.name)\(Self.going)\(token.text)")
                }
            }
            guard entry.isThere else { continue }
            if !known.isEmpty {
                sweep.needed += 1
            } else if old.count < unknown.count {
                sweep.young += 1
            } else if isDryRun {
                sweep.removed.append(entry.blob.text)
            } else if try removeIfNotNeeded(entry.blob) {
                sweep.removed.append(entry.blob.text)
            }
        }
        let there = Set(listing.entries.filter(\.isThere).map(\.blob.name))
        // What was written since the list was made has to be looked for.
        for (name, _) in tokens.sorted(by: { $0.key < $1.key }) where !there.contains(name) {
            if try !store.contains(name) { sweep.missing.append("\(place.url)/\(name)") }
        }
        return sweep
    }

    /// What lies at a place, at one moment.
    package struct Listing: Sendable {
        let entries: [SharedEntry]

        /// How many blobs there are.
        package var count: Int { entries.count(where: \.isThere) }
    }

    /// What there is.
    package func list() throws(BlobError) -> Listing {
        Listing(entries: SharedEntry.entries(try store.names(in: "airflow"), at: place))
    }
}
