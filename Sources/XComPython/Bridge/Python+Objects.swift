internal import CPython
internal import CPythonShims

/// Objects made and read through checked calls.
extension Python {
    /// Imports a module by its full name.
    func module(_ name: String) throws(Raised) -> Owned {
        try Owned(checking: PyImport_ImportModule(name))
    }

    /// A module if it is imported already. Nothing is imported.
    func importedModule(_ name: String) throws(Raised) -> Owned? {
        let text = try string(name)
        guard let module = PyImport_GetModule(text.pointer) else {
            if PyErr_Occurred() != nil { throw Raised() }
            return nil
        }
        return Owned(stealing: module)
    }

    func attribute(_ name: String, of object: Borrowed) throws(Raised) -> Owned {
        try Owned(checking: PyObject_GetAttrString(object.pointer, name))
    }

    /// An attribute, or nil where there is none.
    func optionalAttribute(_ name: PyPointer, of object: Borrowed) throws(Raised) -> Owned? {
        if let attribute = PyObject_GetAttr(object.pointer, name) { return Owned(stealing: attribute) }
        guard PyErr_ExceptionMatches(xcom_exc_attribute_error()) != 0 else { throw Raised() }
        PyErr_Clear()
        return nil
    }

    /// A `str` with the text.
    func string(_ text: String) throws(Raised) -> Owned {
        var text = text
        // SAFETY: the pointer is used inside the closure only; CPython copies the bytes.
        let result = text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { PyUnicode_FromStringAndSize($0.baseAddress, $0.count) }
        }
        return try Owned(checking: result)
    }

    /// A `bytes` with a copy of the bytes.
    func bytes(_ bytes: [UInt8]) throws(Raised) -> Owned {
        // SAFETY: as above.
        let result = bytes.withUnsafeBytes { raw in
            PyBytes_FromStringAndSize(raw.baseAddress?.assumingMemoryBound(to: CChar.self), raw.count)
        }
        return try Owned(checking: result)
    }

    /// The text of a `str`.
    func text(_ object: Borrowed) throws(Raised) -> String {
        var size = 0
        guard let utf8 = PyUnicode_AsUTF8AndSize(object.pointer, &size) else { throw Raised() }
        // SAFETY: CPython keeps the UTF-8 form with the object, which the caller keeps alive.
        return utf8.withMemoryRebound(to: UInt8.self, capacity: size) {
            String(decoding: UnsafeBufferPointer(start: $0, count: size), as: UTF8.self)
        }
    }

    /// `str(object)`, with what cannot be UTF-8 (lone surrogates) as escapes.
    func description(of object: Borrowed) throws(Raised) -> String {
        let text = try Owned(checking: PyObject_Str(object.pointer))
        return try printable(text.borrowed)
    }

    /// The text of a `str`, with what cannot be UTF-8 (lone surrogates) as escapes.
    func printable(_ string: Borrowed) throws(Raised) -> String {
        let bytes = try Owned(checking: PyUnicode_AsEncodedString(string.pointer, "utf-8", "backslashreplace"))
        return String(decoding: try self.bytes(of: bytes.borrowed), as: UTF8.self)
    }

    /// A copy of what is in a `bytes`.
    func bytes(of object: Borrowed) throws(Raised) -> [UInt8] {
        guard xcom_is_bytes(object.pointer) != 0 else {
            throw raise(xcom_exc_type_error(), "bytes expected, not \(typeName(of: object))")
        }
        // SAFETY: the size is the object's own, and the bytes are copied at once.
        return Array(
            UnsafeRawBufferPointer(
                start: xcom_bytes_data(object.pointer), count: xcom_bytes_size(object.pointer)))
    }

    func integer(_ object: Borrowed) throws(Raised) -> Int {
        let value = PyLong_AsLong(object.pointer)
        if value == -1, PyErr_Occurred() != nil { throw Raised() }
        return value
    }

    func isTrue(_ object: Borrowed) throws(Raised) -> Bool {
        try checked(PyObject_IsTrue(object.pointer)) == 1
    }

    /// The texts of a list or tuple of `str`.
    func texts(_ list: Borrowed) throws(Raised) -> [String] {
        try map(list) { item throws(Raised) in try text(item) }
    }

    /// The numbers of a list or tuple of `int`.
    func integers(_ list: Borrowed) throws(Raised) -> [Int] {
        try map(list) { item throws(Raised) in try integer(item) }
    }

    private func map<T>(_ list: Borrowed, _ body: (Borrowed) throws(Raised) -> T) throws(Raised) -> [T] {
        let items = try Owned(checking: PySequence_Tuple(list.pointer))
        var result: [T] = []
        for index in 0..<xcom_tuple_size(items.pointer) {
            guard let item = xcom_tuple_item(items.pointer, index) else { throw Raised() }
            result.append(try body(Borrowed(item)))
        }
        return result
    }

    /// What a list of pairs holds.
    func pairs<T>(_ list: Borrowed, _ body: (Borrowed, Borrowed) throws(Raised) -> T) throws(Raised) -> [T] {
        try map(list) { item throws(Raised) in
            let pair = try Owned(checking: PySequence_Tuple(item.pointer))
            guard xcom_tuple_size(pair.pointer) == 2, let first = xcom_tuple_item(pair.pointer, 0),
                let second = xcom_tuple_item(pair.pointer, 1)
            else { throw raise(xcom_exc_type_error(), "a list of pairs expected") }
            return try body(Borrowed(first), Borrowed(second))
        }
    }

    /// A `list` of `str`.
    func list(_ texts: [String]) throws(Raised) -> Owned {
        let list = try Owned(checking: PyList_New(texts.count))
        for (index, text) in texts.enumerated() { xcom_list_init(list.pointer, index, try string(text).take()) }
        return list
    }

    /// A `list` of `int`.
    func list(_ integers: [Int]) throws(Raised) -> Owned {
        let list = try Owned(checking: PyList_New(integers.count))
        for (index, number) in integers.enumerated() {
            xcom_list_init(list.pointer, index, try Owned(checking: PyLong_FromLong(number)).take())
        }
        return list
    }

    /// The name of an object's type, for messages.
    func typeName(of object: Borrowed) -> String {
        String(cString: object.type.pointee.tp_name)
    }

    /// Sets the error indicator.
    @inline(never)
    func raise(_ type: PyPointer?, _ message: String) -> Raised {
        do throws(Raised) {
            let text = try string(message)
            PyErr_SetObject(type, text.pointer)
        } catch {
            return error
        }
        return Raised()
    }
}
