/// Which members of the objects in a text nobody has asked for while it was decoded.
package final class UnreadMembers {
    /// The members of one object.
    final class Object {
        let path: CodingPath?
        fileprivate var names: Set<String>

        fileprivate init(path: CodingPath?, names: Set<String>) {
            self.path = path
            self.names = names
        }

        func read(_ name: String) {
            names.remove(name)
        }
    }

    private var objects: [Object] = []

    package init() {}

    /// Takes note of an object that is being read. A null says nothing: it need not be read.
    func object(at path: CodingPath?, _ members: [(key: String, value: JSONText)]) -> Object {
        let object = Object(path: path, names: Set(members.lazy.filter { $0.value.kind != .null }.map(\.key)))
        objects.append(object)
        return object
    }

    /// Their paths: the keys, in snake case, that lead to each.
    package var paths: [[String]] {
        objects.flatMap { object in
            let keys = object.path.keys.map { snakeCased($0.stringValue) }
            return object.names.sorted().map { keys + [$0] }
        }
    }
}
