internal import CPython
internal import CPythonShims
internal import Glibc

extension Encoder {
    /// Goes a level deeper, as far as serde's own functions could.
    @inline(__always)
    private mutating func nested(_ depth: Int, _ py: borrowing Python) throws(Raised) {
        if depth >= maximumDepth {
            throw py.raise(xcom_exc_recursion_error(), "maximum recursion depth reached for serialization")
        }
        if !budget.enter() { throw RecursionBudget.exceeded(py) }
    }

    /// A list, with the items that it has when their turn comes: `[serialize(item) for item in value]`.
    mutating func encodeList(_ list: Borrowed, depth: Int, _ py: borrowing Python) throws(Raised) {
        if xcom_list_size(list.pointer) == 0 {
            out.append("[]")
            return
        }
        try nested(depth, py)
        out.append(0x5B)
        var index = 0
        while index < xcom_list_size(list.pointer) {
            // Encoding may run Python code that takes the item out of the list.
            let item = Borrowed(xcom_list_item(list.pointer, index)).owned()
            try encode(item.borrowed, depth: depth &+ 1, py)
            out.append(UInt8(0x2C), 0x20)
            index &+= 1
        }
        out.advance(to: out.count &- 2)
        out.append(0x5D)
        budget.leave()
    }

    mutating func encodeDict(_ dict: Borrowed, depth: Int, _ py: borrowing Python) throws(Raised) {
        let size = xcom_dict_size(dict.pointer)
        if size == 0 {
            out.append("{}")
            return
        }
        try nested(depth, py)
        var position = 0
        var key: PyPointer?
        var value: PyPointer?
        let start = out.count
        let mark = defects.mark
        out.append(0x7B)
        // Before the first value that may run Python code, all keys have to be looked at: serde refuses a dict for its
        // keys before it looks at the values. Up to there nothing was done that cannot be taken back.
        var keysAreChecked = false
        while try nextItem(dict, size, &position, &key, &value, py), let key, let value {
            if !keysAreChecked {
                var isPlain = try Self.isPlain(key, py)
                if !Self.isLeaf(value) {
                    keysAreChecked = true
                    if isPlain { isPlain = try checkKeys(dict, from: position, py) }
                }
                if !isPlain {
                    out.advance(to: start)
                    defects.forget(since: mark)
                    try checkReserved(dict, py)
                    try encodeOddKeys(dict, size: size, depth: depth, py)
                    return budget.leave()
                }
            }
            if out.appendString(key) { defects.hasSurrogate = true }
            out.append(UInt8(0x3A), 0x20)
            if keysAreChecked {
                let held = Borrowed(value).owned()
                try encode(held.borrowed, depth: depth &+ 1, py)
            } else {
                try encode(Borrowed(value), depth: depth &+ 1, py)
            }
            out.append(UInt8(0x2C), 0x20)
        }
        out.advance(to: out.count &- 2)
        out.append(0x7D)
        budget.leave()
    }

    /// Whether a value is plain JSON without parts, whose encoding runs no Python code.
    @inline(__always)
    private static func isLeaf(_ object: PyPointer) -> Bool {
        let type = xcom_type(object)
        return type == xcom_unicode_type() || type == xcom_long_type() || type == xcom_float_type()
            || type == xcom_bool_type() || object == xcom_none()
    }

    /// Whether a key is exactly a `str`; one that serde reserves raises.
    @inline(__always)
    private static func isPlain(_ key: PyPointer, _ py: borrowing Python) throws(Raised) -> Bool {
        guard xcom_type(key) == xcom_unicode_type() else { return false }
        if let text = xcom_unicode_compact_ascii(key), text.load(as: UInt8.self) == 0x5F {
            let length = xcom_unicode_length(key)
            if Self.equals(text, length, "__classname__") || Self.equals(text, length, "__id__") { throw reserved(py) }
        }
        return true
    }

    /// The next item; a dict that has changed its size meanwhile raises, as Python's own iteration does.
    @inline(__always)
    private func nextItem(
        _ dict: Borrowed, _ size: Int, _ position: inout Int, _ key: inout PyPointer?, _ value: inout PyPointer?,
        _ py: borrowing Python
    ) throws(Raised) -> Bool {
        if xcom_dict_size(dict.pointer) != size {
            throw py.raise(xcom_exc_runtime_error(), "dictionary changed size during iteration")
        }
        return PyDict_Next(dict.pointer, &position, &key, &value) != 0
    }

    /// Looks at the keys from a position on: whether all are exactly `str`; one that serde reserves raises.
    @inline(__always)
    private func checkKeys(_ dict: Borrowed, from position: Int, _ py: borrowing Python) throws(Raised) -> Bool {
        var position = position
        var key: PyPointer?
        while PyDict_Next(dict.pointer, &position, &key, nil) != 0, let key {
            if try !Self.isPlain(key, py) { return false }
        }
        return true
    }

    private static func equals(_ text: UnsafeRawPointer, _ length: Int, _ name: StaticString) -> Bool {
        length == name.utf8CodeUnitCount && memcmp(text, name.utf8Start, length) == 0
    }

    private func checkReserved(_ dict: Borrowed, _ py: borrowing Python) throws(Raised) {
        for name in [Names.shared.classname, Names.shared.id]
        where try checked(PyDict_Contains(dict.pointer, name)) == 1 {
            throw Self.reserved(py)
        }
    }

    private static func reserved(_ py: borrowing Python) -> Raised {
        py.raise(
            xcom_exc_attribute_error(), "reserved key __classname__ or __id__ found in dict to serialize")
    }

    /// A dict some of whose keys become text: `{str(key): serialize(value)}`. Of keys that then are the same the last
    /// value stands in the first one's place.
    private mutating func encodeOddKeys(
        _ dict: Borrowed, size: Int, depth: Int, _ py: borrowing Python
    ) throws(Raised) {
        let places = try Owned(checking: PyDict_New())
        var members: [(text: Range<Int>, defects: Defects)] = []
        var hasCollision = false
        var position = 0
        var key: PyPointer?
        var value: PyPointer?
        let start = out.count
        var before = defects
        out.append(0x7B)
        while try nextItem(dict, size, &position, &key, &value, py), let key, let value {
            let held = Borrowed(value).owned()
            let text = try Owned(checking: PyObject_Str(key))
            if !members.isEmpty { out.append(", ") }
            let begin = out.count
            defects = Defects()
            if out.appendString(text.pointer) { defects.hasSurrogate = true }
            out.append(": ")
            try encode(held.borrowed, depth: depth &+ 1, py)
            let place = try Owned(checking: PyLong_FromLong(members.count))
            guard let first = PyDict_SetDefault(places.pointer, text.pointer, place.pointer) else { throw Raised() }
            let index = PyLong_AsLong(first)
            if index < members.count {
                members[index] = (begin..<out.count, defects)
                hasCollision = true
            } else {
                members.append((begin..<out.count, defects))
            }
        }
        for member in members { before.add(member.defects) }
        defects = before
        if hasCollision {
            let text = out.array()
            out.advance(to: start &+ 1)
            for (index, member) in members.enumerated() {
                if index > 0 { out.append(", ") }
                text.withUnsafeBufferPointer { buffer in
                    guard let base = buffer.baseAddress else { return }
                    out.append(base + member.text.lowerBound, count: member.text.count)
                }
            }
        }
        out.append(0x7D)
    }

    /// A tuple, set or frozenset: an envelope around the list of its items.
    mutating func encodeCollection(
        _ object: Borrowed, _ header: StaticString, depth: Int, _ py: borrowing Python
    ) throws(Raised) {
        if depth >= maximumDepth {
            throw py.raise(xcom_exc_recursion_error(), "maximum recursion depth reached for serialization")
        }
        if !budget.enter(1) { throw RecursionBudget.exceeded(py) }
        let list = try Owned(checking: PySequence_List(object.pointer))
        out.append(header)
        try encodeList(list.borrowed, depth: depth &+ 1, py)
        out.append(0x7D)
        budget.leave(1)
    }
}
