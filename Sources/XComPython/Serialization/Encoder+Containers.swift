internal import CPython
internal import CPythonShims

extension Encoder {
    /// Counts nesting as serde's own calls do: a call per level and, up to Python 3.11, one for its comprehension.
    @inline(__always)
    private func nested(
        _ depth: Int, _ py: borrowing Python
    ) throws(Raised) {
        if depth >= Self.maximumDepth {
            throw py.raise(xcom_exc_recursion_error(), "maximum recursion depth reached for serialization")
        }
        try checked(xcom_enter_recursion())
        if xcom_enter_recursion() != 0 {
            xcom_leave_recursion()
            throw Raised()
        }
    }

    @inline(__always)
    private func left() {
        xcom_leave_recursion()
        xcom_leave_recursion()
    }

    /// A list, with the items that it has when their turn comes: `[serialize(item) for item in value]`.
    mutating func encodeList(_ list: Borrowed, depth: Int, _ py: borrowing Python) throws(Raised) {
        if xcom_list_size(list.pointer) == 0 {
            out.append("[]")
            return
        }
        try nested(depth, py)
        defer { left() }
        out.append(0x5B)
        var index = 0
        while index < xcom_list_size(list.pointer) {
            if index > 0 { out.append(", ") }
            // Encoding may run Python code that takes the item out of the list.
            let item = Borrowed(xcom_list_item(list.pointer, index)).owned()
            try encode(item.borrowed, depth: depth &+ 1, py)
            index &+= 1
        }
        out.append(0x5D)
    }

    mutating func encodeDict(_ dict: Borrowed, depth: Int, _ py: borrowing Python) throws(Raised) {
        let size = PyDict_Size(dict.pointer)
        if size == 0 {
            out.append("{}")
            return
        }
        guard try checkKeys(dict, py) else {
            try nested(depth, py)
            defer { left() }
            return try encodeOddKeys(dict, size: size, depth: depth, py)
        }
        try nested(depth, py)
        defer { left() }
        var position = 0
        var key: PyPointer?
        var value: PyPointer?
        var first = true
        out.append(0x7B)
        while try nextItem(dict, size, &position, &key, &value, py), let key, let value {
            let held = Borrowed(value).owned()
            if first { first = false } else { out.append(", ") }
            if out.appendString(key) { hasSurrogate = true }
            out.append(": ")
            try encode(held.borrowed, depth: depth &+ 1, py)
        }
        out.append(0x7D)
    }

    /// The next item; a dict that has changed its size meanwhile raises, as Python's own iteration does.
    @inline(__always)
    private func nextItem(
        _ dict: Borrowed, _ size: Int, _ position: inout Int, _ key: inout PyPointer?, _ value: inout PyPointer?,
        _ py: borrowing Python
    ) throws(Raised) -> Bool {
        if PyDict_Size(dict.pointer) != size {
            throw py.raise(xcom_exc_runtime_error(), "dictionary changed size during iteration")
        }
        return PyDict_Next(dict.pointer, &position, &key, &value) != 0
    }

    /// Looks for the keys that serde reserves.
    ///
    /// - Returns: whether all keys are plain `str`.
    @inline(__always)
    private func checkKeys(_ dict: Borrowed, _ py: borrowing Python) throws(Raised) -> Bool {
        var position = 0
        var key: PyPointer?
        while PyDict_Next(dict.pointer, &position, &key, nil) != 0, let key {
            if xcom_type(key) != xcom_unicode_type() {
                // The key may be one that only compares equal to a reserved one.
                try checkReserved(dict, py)
                return false
            }
            let length = xcom_unicode_length(key)
            if length == 13 || length == 6 { try checkReserved(key, length, py) }
        }
        return true
    }

    private func checkReserved(_ key: PyPointer, _ length: Int, _ py: borrowing Python) throws(Raised) {
        let name = length == 13 ? "__classname__" : "__id__"
        if PyUnicode_CompareWithASCIIString(key, name) == 0 { throw reserved(py) }
    }

    private func checkReserved(_ dict: Borrowed, _ py: borrowing Python) throws(Raised) {
        for name in [Names.shared.classname, Names.shared.id] {
            if try checked(PyDict_Contains(dict.pointer, name)) == 1 { throw reserved(py) }
        }
    }

    private func reserved(_ py: borrowing Python) -> Raised {
        py.raise(
            xcom_exc_attribute_error(), "reserved key __classname__ or __id__ found in dict to serialize")
    }

    /// A dict some of whose keys become text: `{str(key): serialize(value)}`. Of keys that then are the same the last
    /// value stands in the first one's place.
    private mutating func encodeOddKeys(
        _ dict: Borrowed, size: Int, depth: Int, _ py: borrowing Python
    ) throws(Raised) {
        let places = try Owned(checking: PyDict_New())
        var members: [Range<Int>] = []
        var collided = false
        var position = 0
        var key: PyPointer?
        var value: PyPointer?
        let start = out.count
        out.append(0x7B)
        while try nextItem(dict, size, &position, &key, &value, py), let key, let value {
            let held = Borrowed(value).owned()
            let text = try Owned(checking: PyObject_Str(key))
            if !members.isEmpty { out.append(", ") }
            let begin = out.count
            if out.appendString(text.pointer) { hasSurrogate = true }
            out.append(": ")
            try encode(held.borrowed, depth: depth &+ 1, py)
            let place = try Owned(checking: PyLong_FromLong(members.count))
            let earlier = PyDict_SetDefault(places.pointer, text.pointer, place.pointer)
            guard let earlier else { throw Raised() }
            let index = PyLong_AsLong(earlier)
            if index < members.count {
                members[index] = begin..<out.count
                collided = true
            } else {
                members.append(begin..<out.count)
            }
        }
        if collided {
            let text = out.array()
            out.advance(to: start)
            out.append(0x7B)
            for (index, member) in members.enumerated() {
                if index > 0 { out.append(", ") }
                text.withUnsafeBufferPointer { buffer in
                    if let base = buffer.baseAddress { out.append(base + member.lowerBound, count: member.count) }
                }
            }
        }
        out.append(0x7D)
    }

    /// A tuple, set or frozenset: an envelope around the list of its items.
    mutating func encodeCollection(
        _ object: Borrowed, _ header: StaticString, depth: Int, _ py: borrowing Python
    ) throws(Raised) {
        if depth >= Self.maximumDepth {
            throw py.raise(xcom_exc_recursion_error(), "maximum recursion depth reached for serialization")
        }
        try checked(xcom_enter_recursion())
        defer { xcom_leave_recursion() }
        let list = try Owned(checking: PySequence_List(object.pointer))
        out.append(header)
        try encodeList(list.borrowed, depth: depth &+ 1, py)
        out.append(0x7D)
    }
}
