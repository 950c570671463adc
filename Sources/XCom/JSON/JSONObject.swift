/// The members of a JSON object, in the order in which they are written.
public struct JSONObject: Hashable, Sendable {
    /// A key and its value.
    public struct Member: Hashable, Sendable {
        /// The key.
        public var key: String
        /// The value.
        public var value: JSONValue

        public init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// The members, in the order of the text.
    public var members: [Member]

    /// An object without members.
    public init() {
        members = []
    }

    /// An object of these members, as they are: a key may come twice.
    public init(_ members: [(key: String, value: JSONValue)]) {
        self.members = members.map { Member(key: $0.key, value: $0.value) }
    }

    /// The value of a key; of one that comes twice the last, as in Python. Setting `nil` takes the key out; a new key
    /// goes to the end.
    public subscript(key: String) -> JSONValue? {
        get {
            members.last { $0.key == key }?.value
        }
        set {
            guard let newValue else {
                members.removeAll { $0.key == key }
                return
            }
            if let index = members.lastIndex(where: { $0.key == key }) {
                members[index].value = newValue
            } else {
                members.append(Member(key: key, value: newValue))
            }
        }
    }

    /// The keys, in the order of the text.
    public var keys: [String] {
        members.map(\.key)
    }
}

extension JSONObject: RandomAccessCollection, ExpressibleByDictionaryLiteral {
    public var startIndex: Int { members.startIndex }
    public var endIndex: Int { members.endIndex }

    public subscript(position: Int) -> (key: String, value: JSONValue) {
        (members[position].key, members[position].value)
    }

    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        members = elements.map { Member(key: $0.0, value: $0.1) }
    }
}
