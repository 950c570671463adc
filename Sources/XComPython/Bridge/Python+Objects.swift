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
            if isRaised { throw Raised() }
            return nil
        }
        return Owned(stealing: module)
    }

    func attribute(_ name: String, of object: Borrowed) throws(Raised) -> Owned {
        try Owned(checking: PyObject_GetAttrString(object.pointer, name))
    }

    func attribute(_ name: Borrowed, of object: Borrowed) throws(Raised) -> Owned {
        try Owned(checking: PyObject_GetAttr(object.pointer, name.pointer))
    }

    /// An attribute, or nil where there is none.
    func optionalAttribute(_ name: Borrowed, of object: Borrowed) throws(Raised) -> Owned? {
        if let attribute = PyObject_GetAttr(object.pointer, name.pointer) { return Owned(stealing: attribute) }
        guard PyErr_ExceptionMatches(ExceptionType.attributeError.pointer) != 0 else { throw Raised() }
        clearError()
        return nil
    }

    /// A function of a module, which is imported where it is not yet.
    func function(_ name: String, in module: String) throws(Raised) -> Owned {
        let module = try self.module(module)
        return try attribute(name, of: module.borrowed)
    }

    // MARK: Calls

    func call(_ function: Borrowed) throws(Raised) -> Owned {
        try Owned(checking: xcom_call0(function.pointer))
    }

    func call(_ function: Borrowed, _ argument: Borrowed) throws(Raised) -> Owned {
        try Owned(checking: xcom_call1(function.pointer, argument.pointer))
    }

    func call(_ function: Borrowed, _ first: Borrowed, _ second: Borrowed) throws(Raised) -> Owned {
        try Owned(checking: xcom_call2(function.pointer, first.pointer, second.pointer))
    }

    /// Calls with keyword arguments only.
    func call(_ function: Borrowed, keywords: PyDict) throws(Raised) -> Owned {
        try Owned(
            checking: PyObject_Call(function.pointer, Names.shared.emptyTuple.pointer, keywords.object.pointer))
    }

    func call(method name: Borrowed, of object: Borrowed) throws(Raised) -> Owned {
        try Owned(checking: xcom_call_method0(object.pointer, name.pointer))
    }

    func call(method name: Borrowed, of object: Borrowed, _ argument: Borrowed) throws(Raised) -> Owned {
        try Owned(checking: xcom_call_method1(object.pointer, name.pointer, argument.pointer))
    }

    // MARK: Objects

    /// A new reference to None.
    var none: Owned {
        Borrowed.none.owned()
    }

    /// `True` or `False`.
    func bool(_ value: Bool) -> Owned {
        Borrowed(value ? xcom_true() : xcom_false()).owned()
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
        let pointer = try bytes.withUnsafeBufferPointer { buffer throws(Raised) in try self.bytes(buffer).take() }
        return Owned(stealing: pointer)
    }

    func bytes(_ bytes: UnsafeBufferPointer<UInt8>) throws(Raised) -> Owned {
        let start = UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
        return try Owned(checking: PyBytes_FromStringAndSize(start, bytes.count))
    }

    /// The text of a `str`.
    func text(_ object: Borrowed) throws(Raised) -> String {
        String(decoding: try utf8(of: object), as: UTF8.self)
    }

    /// `str(object)`.
    func str(_ object: Borrowed) throws(Raised) -> Owned {
        try Owned(checking: PyObject_Str(object.pointer))
    }

    /// `str(object)`, with what cannot be UTF-8 (lone surrogates) as escapes.
    func description(of object: Borrowed) throws(Raised) -> String {
        let text = try str(object)
        return try printable(text.borrowed)
    }

    /// The text of a `str`, with what cannot be UTF-8 (lone surrogates) as escapes.
    func printable(_ string: Borrowed) throws(Raised) -> String {
        let bytes = try Owned(checking: PyUnicode_AsEncodedString(string.pointer, "utf-8", "backslashreplace"))
        return String(decoding: try self.bytes(of: bytes.borrowed), as: UTF8.self)
    }

    /// A copy of what is in a `bytes`.
    func bytes(of object: Borrowed) throws(Raised) -> [UInt8] {
        guard let bytes = PyBytes(object) else {
            throw raise(.typeError, "bytes expected, not \(object.type.name)")
        }
        return Array(bytes.buffer)
    }

    /// An `int` with a value.
    @inline(__always) func int(_ value: Int) throws(Raised) -> Owned {
        try Owned(checking: PyLong_FromLong(value))
    }

    /// The `int` of decimal digits, of which Python has a limit.
    func int(digits: UnsafeBufferPointer<UInt8>) throws(Raised) -> Owned {
        try Owned(checking: withCString(digits) { PyLong_FromString($0, nil, 10) })
    }

    /// `int(object)`.
    func int(of object: Borrowed) throws(Raised) -> Owned {
        try Owned(checking: PyNumber_Long(object.pointer))
    }

    /// A `float` with a value.
    @inline(__always) func float(_ value: Double) throws(Raised) -> Owned {
        try Owned(checking: PyFloat_FromDouble(value))
    }

    /// The `float` next to a decimal number.
    func float(digits: UnsafeBufferPointer<UInt8>) throws(Raised) -> Owned {
        let value = withCString(digits) { PyOS_string_to_double($0, nil, nil) }
        if value == -1, isRaised { throw Raised() }
        return try float(value)
    }

    /// `float(object)`.
    func float(of object: Borrowed) throws(Raised) -> Owned {
        try Owned(checking: PyNumber_Float(object.pointer))
    }

    /// Lends bytes to a C function, which wants a NUL behind them.
    private func withCString<R>(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafePointer<CChar>?) -> R) -> R {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count + 1) { buffer in
            let end = buffer.update(fromContentsOf: bytes)
            buffer[end] = 0
            return body(UnsafeRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: CChar.self))
        }
    }

    func integer(_ object: Borrowed) throws(Raised) -> Int {
        let value = PyLong_AsLong(object.pointer)
        if value == -1, isRaised { throw Raised() }
        return value
    }

    /// A number, or `nil` for None.
    func optionalInteger(_ object: Borrowed) throws(Raised) -> Int? {
        try object.isNone ? nil : integer(object)
    }

    func isTrue(_ object: Borrowed) throws(Raised) -> Bool {
        try checked(PyObject_IsTrue(object.pointer)) == 1
    }

    /// `sequence[index]`.
    func item(_ index: Int, of sequence: Borrowed) throws(Raised) -> Owned {
        try Owned(checking: PySequence_GetItem(sequence.pointer, index))
    }

    /// A list or tuple as it is; of what is a subclass of them, the list of its items.
    func sequence(of object: Borrowed) throws(Raised) -> Owned {
        try Owned(checking: PySequence_Fast(object.pointer, "a list or tuple"))
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
        let tuple = PyTuple(unchecked: items.borrowed)
        var result: [T] = []
        for index in 0..<tuple.count { result.append(try body(tuple[index])) }
        return result
    }

    /// What a list of pairs holds.
    func pairs<T>(_ list: Borrowed, _ body: (Borrowed, Borrowed) throws(Raised) -> T) throws(Raised) -> [T] {
        try map(list) { item throws(Raised) in
            guard let pair = PyTuple(item), pair.count == 2 else { throw raise(.typeError, "a list of pairs expected") }
            return try body(pair[0], pair[1])
        }
    }

    /// An object of the module `sys`; `nil` where it is not there, or None.
    func sysObject(_ name: String) -> Borrowed? {
        PySys_GetObject(name).flatMap { Borrowed($0).isNone ? nil : Borrowed($0) }
    }

    // MARK: Exceptions

    /// Whether the error indicator is set.
    var isRaised: Bool {
        PyErr_Occurred() != nil
    }

    func clearError() {
        PyErr_Clear()
    }

    /// Takes the exception out of the error indicator.
    func takeException() -> Owned? {
        xcom_take_exception().map { Owned(stealing: $0) }
    }

    /// Sets the error indicator to an exception.
    @discardableResult
    func restore(_ exception: consuming Owned) -> Raised {
        xcom_restore_exception(exception.take())
        return Raised()
    }

    /// Sets the error indicator.
    @inline(never)
    func raise(_ type: ExceptionType, _ message: String) -> Raised {
        do throws(Raised) {
            let text = try string(message)
            PyErr_SetObject(type.pointer, text.pointer)
        } catch {
            return error
        }
        return Raised()
    }

    /// Raises an exception of a class that is made of one argument.
    func raise(_ type: Borrowed, _ argument: Borrowed) -> Raised {
        PyErr_SetObject(type.pointer, argument.pointer)
        return Raised()
    }
}
