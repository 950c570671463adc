extension String {
    /// The name that this one is most likely a slip of; `nil` where none is near.
    package func similar(in names: [String]) -> String? {
        let own = Array(unicodeScalars.prefix(Self.longest))
        var best: (name: String, distance: Int)?
        for name in names where name != self {
            let other = Array(name.unicodeScalars.prefix(Self.longest))
            let allowed = max(own.count, other.count) / 3
            guard abs(own.count - other.count) <= allowed else { continue }
            let distance = slips(from: own, to: other)
            if distance <= allowed, distance < best?.distance ?? Int.max { best = (name, distance) }
        }
        return best?.name
    }

    private static let longest = 250
}

/// How many slips of the hand lie between two texts: a letter too much, too little or wrong, or two in the wrong order.
private func slips(from first: [Unicode.Scalar], to second: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for i in first.indices {
        var current = [i + 1]
        for j in second.indices {
            var distance = min(last[j + 1] + 1, current[j] + 1, last[j] + (first[i] == second[j] ? 0 : 1))
            if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
                distance = min(distance, beforeLast[j - 1] + 1)
            }
            current.append(distance)
        }
        beforeLast = last
        last = current
    }
    return last[second.count]
}
