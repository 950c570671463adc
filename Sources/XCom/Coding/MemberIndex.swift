/// Finds members by their key: by looking at all of them where they are few, else in a table.
struct MemberIndex {
    private var positions: [String: Int]?
    private static let few = 12

    /// The position of the last member with that key.
    mutating func position(of key: String, count: Int, keyAt: (Int) -> String) -> Int? {
        if count <= Self.few {
            return (0..<count).last { keyAt($0) == key }
        }
        if positions == nil {
            positions = Dictionary((0..<count).map { (keyAt($0), $0) }, uniquingKeysWith: { $1 })
        }
        return positions?[key]
    }

    /// Takes note of a member that was added.
    mutating func added(_ key: String, at position: Int) {
        positions?[key] = position
    }
}
