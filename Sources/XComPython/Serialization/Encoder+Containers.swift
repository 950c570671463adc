internal import JSONCore
internal import XCom

extension Encoder {
    /// Goes a level deeper, as far as serde's own functions could.
    @inline(__always)
    private mutating func enter(
        _ depth: Int, frames: Int = RecursionBudget.framesPerLevel, _ py: borrowing Python
    ) throws(Raised) {
        if depth >= maximumDepth {
            throw py.raise(.recursionError, "maximum recursion depth reached for serialization")
        }
        if !budget.enter(frames) { throw RecursionBudget.exceeded(py) }
    }

    /// A list, with the items that it has when their turn comes: `[serialize(item) for item in value]`.
    mutating func encode(_ list: PyList, depth: Int, _ py: borrowing Python) throws(Raised) {
        if list.count == 0 {
            out.append("[]")
            return
        }
        try enter(depth, py)
        out.append(0x5B)
        var index = 0
        while index < list.count {
            // Encoding may run Python code that takes the item out of the list.
            let item = list[index].owned()
            try encode(item.borrowed, depth: depth &+ 1, py)
            out.append(0x2C, 0x20)
            index &+= 1
        }
        out.removeAll(from: out.count &- 2)
        out.append(0x5D)
        budget.leave()
    }

    mutating func encode(_ dict: PyDict, depth: Int, _ py: borrowing Python) throws(Raised) {
        let size = dict.count
        if size == 0 {
            out.append("{}")
            return
        }
        try enter(depth, py)
        var position = 0
        let start = out.count
        let mark = defects.mark
        out.append(0x7B)
        // Before the first value that may run Python code, all keys have to be looked at: serde refuses a dict for its
        // keys before it looks at the values. Up to there nothing was done that cannot be taken back.
        var keysAreChecked = false
        while let item = try nextItem(of: dict, size, &position, py) {
            if !keysAreChecked {
                var isPlain = try Self.isPlain(item.key, py)
                if !Self.isLeaf(item.value) {
                    keysAreChecked = true
                    if isPlain { isPlain = try checkKeys(dict, from: position, py) }
                }
                if !isPlain {
                    out.removeAll(from: start)
                    defects.forget(since: mark)
                    try checkReserved(dict, py)
                    try encodeOddKeys(dict, size: size, depth: depth, py)
                    return budget.leave()
                }
            }
            append(key: PyStr(unchecked: item.key))
            if keysAreChecked {
                let held = item.value.owned()
                try encode(held.borrowed, depth: depth &+ 1, py)
            } else {
                try encode(item.value, depth: depth &+ 1, py)
            }
            out.append(0x2C, 0x20)
        }
        out.removeAll(from: out.count &- 2)
        out.append(0x7D)
        budget.leave()
    }

    /// Whether a value is plain JSON without parts, whose encoding runs no Python code.
    @inline(__always)
    private static func isLeaf(_ object: Borrowed) -> Bool {
        let type = object.type
        return type == .str || type == .int || type == .float || type == .bool || object.isNone
    }

    /// Whether a key is exactly a `str`; one that serde reserves raises.
    @inline(__always)
    private static func isPlain(_ key: Borrowed, _ py: borrowing Python) throws(Raised) -> Bool {
        guard let key = PyStr(exactly: key) else { return false }
        if key.ascii?.first == 0x5F, isReserved(key) { throw reserved(py) }
        return true
    }

    @inline(never)
    private static func isReserved(_ key: PyStr) -> Bool {
        key.equals(Envelope.classKey) || key.equals(Envelope.idKey)
    }

    /// The next item; a dict that has changed its size meanwhile raises, as Python's own iteration does.
    @inline(__always)
    private func nextItem(
        of dict: PyDict, _ size: Int, _ position: inout Int, _ py: borrowing Python
    ) throws(Raised) -> PyDict.Item? {
        if dict.count != size { throw py.raise(.runtimeError, "dictionary changed size during iteration") }
        return dict.next(&position)
    }

    /// Looks at the keys from a position on: whether all are exactly `str`; one that serde reserves raises.
    @inline(__always)
    private func checkKeys(_ dict: PyDict, from position: Int, _ py: borrowing Python) throws(Raised) -> Bool {
        var position = position
        while let item = dict.next(&position) {
            if try !Self.isPlain(item.key, py) { return false }
        }
        return true
    }

    private func checkReserved(_ dict: PyDict, _ py: borrowing Python) throws(Raised) {
        for name in [Names.shared.classname, Names.shared.id] where try dict.contains(name) {
            throw Self.reserved(py)
        }
    }

    private static func reserved(_ py: borrowing Python) -> Raised {
        py.raise(.attributeError, "reserved key __classname__ or __id__ found in dict to serialize")
    }

    /// A dict some of whose keys become text: `{str(key): serialize(value)}`. Of keys that then are the same the last
    /// value stands in the first one's place.
    private mutating func encodeOddKeys(
        _ dict: PyDict, size: Int, depth: Int, _ py: borrowing Python
    ) throws(Raised) {
        let places = try py.dict()
        var members: [(text: Range<Int>, defects: Defects)] = []
        var hasCollision = false
        var position = 0
        let start = out.count
        var all = defects
        out.append(0x7B)
        while let item = try nextItem(of: dict, size, &position, py) {
            let held = item.value.owned()
            let text = try py.str(item.key)
            if !members.isEmpty { out.append(", ") }
            let begin = out.count
            defects = Defects()
            append(key: PyStr(unchecked: text.borrowed))
            try encode(held.borrowed, depth: depth &+ 1, py)
            let place = try py.int(members.count)
            let first = try PyDict(unchecked: places.borrowed).setDefault(text.borrowed, place.borrowed)
            let index = try py.integer(first)
            if index < members.count {
                members[index] = (begin..<out.count, defects)
                hasCollision = true
            } else {
                members.append((begin..<out.count, defects))
            }
        }
        let text = hasCollision ? Array(out.bytes) : []
        if hasCollision { out.removeAll(from: start &+ 1) }
        for (index, member) in members.enumerated() {
            guard hasCollision else {
                all.add(member.defects)
                continue
            }
            if index > 0 { out.append(", ") }
            all.add(member.defects, movedBy: out.count - member.text.lowerBound)
            text[member.text].withUnsafeBufferPointer { out.append($0) }
        }
        defects = all
        out.append(0x7D)
    }

    /// A tuple, set or frozenset: an envelope around the list of its items.
    mutating func encodeCollection(
        _ object: Borrowed, _ envelope: Envelope, depth: Int, _ py: borrowing Python
    ) throws(Raised) {
        try enter(depth, frames: 1, py)
        let list = try py.list(of: object)
        out.open(envelope)
        try encode(PyList(unchecked: list.borrowed), depth: depth &+ 1, py)
        out.append(0x7D)
        budget.leave(1)
    }
}
