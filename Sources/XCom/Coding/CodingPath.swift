/// Where inside of a value a coder is; the array that `Codable` wants is made only for whoever asks.
final class CodingPath: Sendable {
    private let parent: CodingPath?
    private let key: any CodingKey
    let depth: Int

    private init(parent: CodingPath?, key: any CodingKey) {
        self.parent = parent
        self.key = key
        depth = (parent?.depth ?? 0) + 1
    }

    static func adding(_ key: any CodingKey, to path: CodingPath?) -> CodingPath {
        CodingPath(parent: path, key: key)
    }

    var keys: [any CodingKey] {
        var keys: [any CodingKey] = []
        var step: CodingPath? = self
        while let current = step {
            keys.append(current.key)
            step = current.parent
        }
        return keys.reversed()
    }
}

extension CodingPath? {
    /// From the outermost to the innermost.
    var keys: [any CodingKey] { self?.keys ?? [] }

    func adding(_ key: any CodingKey) -> CodingPath { .adding(key, to: self) }
}
