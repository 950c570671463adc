internal import XCom

/// One blob among the ``SharedBlobs`` of a place, with what lies beside it.
struct SharedEntry {
    let blob: BlobURL
    /// False where only marks are left.
    var isThere = false
    /// Those of the references to it.
    var tokens: Set<SharedToken> = []
    /// Those of the ones who are about to delete it.
    var notices: [SharedToken] = []

    /// The file of one who is about to delete it.
    func name(of notice: SharedToken) -> String {
        "\(blob.name)\(SharedBlobs.going)\(notice.text)"
    }

    /// Whether another reference to it can be made.
    var isUsable: Bool { isThere && notices.isEmpty }

    /// What a list of names says. What nobody here has written is left alone.
    static func entries(_ names: [String], at place: BlobPlace) -> [SharedEntry] {
        var entries: [String: SharedEntry] = [:]
        for name in names {
            let parts = [SharedBlobs.needed, SharedBlobs.going].compactMap { infix in
                name.firstRange(of: infix).map { (name[..<$0.lowerBound], infix, name[$0.upperBound...]) }
            }
            let (stem, infix, token) = parts.first ?? (name[...], "", "")
            guard let blob = BlobURL(place: place, sharedName: stem) else { continue }
            var entry = entries[blob.name] ?? SharedEntry(blob: blob)
            switch infix {
            case "": entry.isThere = true
            case SharedBlobs.needed:
                guard let token = SharedToken(token) else { continue }
                entry.tokens.insert(token)
            default:
                guard let token = SharedToken(token) else { continue }
                entry.notices.append(token)
            }
            entries[blob.name] = entry
        }
        return entries.values.sorted { $0.blob.name < $1.blob.name }
    }
}
