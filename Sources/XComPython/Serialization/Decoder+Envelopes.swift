internal import CPython
internal import CPythonShims

extension Decoder {
    /// What serde makes of a value that was just read. The value's own lists and dicts are filled in place.
    ///
    /// A node is looked at before what is inside it, as serde does, so that errors come in its order. It goes no
    /// deeper than the parser went, which has counted.
    static func deserialize(_ value: consuming Owned, _ py: borrowing Python) throws(Raised) -> Owned {
        let type = xcom_type(value.pointer)
        if type == xcom_list_type() {
            try deserializeItems(of: value.borrowed, py)
            return value
        }
        guard type == xcom_dict_type() else { return value }
        let names = Names.shared
        let dict = value.pointer
        if try has(names.oldType, in: dict), try has(names.oldData, in: dict) {
            return try Serde.deserialize(value.borrowed, py)
        }
        if try has(names.classname, in: dict), try has(names.version, in: dict) {
            if let result = try envelope(value.borrowed, py) { return result }
            return try Serde.deserialize(value.borrowed, py)
        }
        try deserializeValues(of: value.borrowed, py)
        return value
    }

    private static func has(_ key: PyPointer, in dict: PyPointer) throws(Raised) -> Bool {
        try checked(PyDict_Contains(dict, key)) == 1
    }

    @inline(__always)
    private static func isContainer(_ object: PyPointer) -> Bool {
        let type = xcom_type(object)
        return type == xcom_dict_type() || type == xcom_list_type()
    }

    private static func deserializeItems(of list: Borrowed, _ py: borrowing Python) throws(Raised) {
        for index in 0..<xcom_list_size(list.pointer) {
            guard let item = xcom_list_item(list.pointer, index), isContainer(item) else { continue }
            let new = try deserialize(Borrowed(item).owned(), py)
            if new.pointer != item {
                try checked(PyList_SetItem(list.pointer, index, new.take()))
            }
        }
    }

    private static func deserializeValues(of dict: Borrowed, _ py: borrowing Python) throws(Raised) {
        var position = 0
        var key: PyPointer?
        var value: PyPointer?
        while PyDict_Next(dict.pointer, &position, &key, &value) != 0, let key, let value {
            guard isContainer(value) else { continue }
            let new = try deserialize(Borrowed(value).owned(), py)
            if new.pointer != value {
                try checked(PyDict_SetItem(dict.pointer, key, new.pointer))
            }
        }
    }

    // MARK: Envelopes

    /// The object of an envelope that is exactly one of those that serde writes for built-in types; else `nil`, with
    /// nothing changed.
    private static func envelope(_ dict: Borrowed, _ py: borrowing Python) throws(Raised) -> Owned? {
        let names = Names.shared
        guard let classname = PyDict_GetItemWithError(dict.pointer, names.classname),
            let version = PyDict_GetItemWithError(dict.pointer, names.version),
            let data = PyDict_GetItemWithError(dict.pointer, names.data),
            xcom_type(classname) == xcom_unicode_type(), xcom_type(version) == xcom_long_type()
        else { return nil }
        let number = PyLong_AsLong(version)
        if number == -1, PyErr_Occurred() != nil {
            PyErr_Clear()
            return nil
        }
        func named(_ name: StaticString) -> Bool {
            name.withUTF8Buffer { utf8 in
                utf8.withMemoryRebound(to: CChar.self) {
                    $0.baseAddress.map { PyUnicode_CompareWithASCIIString(classname, $0) == 0 } ?? false
                }
            }
        }
        let type = xcom_type(data)
        if type == xcom_list_type() {
            guard number <= 1 else { return nil }
            if named("builtins.tuple") { return try collection(data, py) { PyList_AsTuple($0) } }
            if named("builtins.set") { return try collection(data, py) { PySet_New($0) } }
            if named("builtins.frozenset") { return try collection(data, py) { PyFrozenSet_New($0) } }
            return nil
        }
        if type == xcom_dict_type() {
            guard number != 1 else { return nil }
            if named("datetime.datetime") { return try moment(data, .datetime, py) }
            if named("pendulum.datetime.DateTime") { return try moment(data, .pendulumDateTime, py) }
            return nil
        }
        if type == xcom_unicode_type() {
            if named("datetime.date") { return try from(data, names.fromisoformat, .date, py) }
            if named("pendulum.date.Date") { return try from(data, names.fromisoformat, .pendulumDate, py) }
            if named("uuid.UUID") { return try made(.uuid, data, py) }
        }
        if type == xcom_float_type(), named("datetime.timedelta") {
            let timedelta = try KnownType.timedelta.type(py)
            return try Owned(checking: xcom_call2(timedelta.pointer, names.zero, data))
        }
        if type == xcom_unicode_type() || type == xcom_float_type() || type == xcom_long_type(), number <= 1,
            named("decimal.Decimal")
        {
            let text = try Owned(checking: PyObject_Str(data))
            return try made(.decimal, text.pointer, py)
        }
        return nil
    }

    private static func collection(
        _ list: PyPointer, _ py: borrowing Python, _ make: (PyPointer) -> PyPointer?
    ) throws(Raised) -> Owned {
        try deserializeItems(of: Borrowed(list), py)
        return try Owned(checking: make(list))
    }

    private static func made(
        _ type: KnownType, _ argument: PyPointer, _ py: borrowing Python
    ) throws(Raised) -> Owned {
        try Owned(checking: xcom_call1(type.type(py).pointer, argument))
    }

    private static func from(
        _ text: PyPointer, _ method: PyPointer, _ type: KnownType, _ py: borrowing Python
    ) throws(Raised) -> Owned {
        try Owned(checking: xcom_call_method1(type.type(py).pointer, method, text))
    }

    /// A datetime: a timestamp, and a timezone that is null or the tuple `(name, class, version, true)`.
    private static func moment(
        _ data: PyPointer, _ type: KnownType, _ py: borrowing Python
    ) throws(Raised) -> Owned? {
        let names = Names.shared
        guard PyDict_Size(data) == 2, let timestamp = PyDict_GetItemWithError(data, names.timestamp),
            let timezone = PyDict_GetItemWithError(data, names.timezone),
            xcom_type(timestamp) == xcom_float_type() || xcom_type(timestamp) == xcom_long_type()
        else { return nil }
        let zone: Owned
        if timezone == xcom_none() {
            zone = py.none
        } else if let name = timezoneName(timezone) {
            zone = try Serde.timezone(Borrowed(name), py)
        } else {
            return nil
        }
        let seconds = try Owned(checking: PyNumber_Float(timestamp))
        let method = try Owned(checking: PyObject_GetAttr(type.type(py).pointer, names.fromtimestamp))
        return try Owned(checking: xcom_call2(method.pointer, seconds.pointer, zone.pointer))
    }

    /// The name or offset in a timezone's envelope, where that is as serde writes it.
    private static func timezoneName(_ envelope: PyPointer) -> PyPointer? {
        let names = Names.shared
        guard xcom_type(envelope) == xcom_dict_type(), PyDict_Size(envelope) == 3,
            let classname = PyDict_GetItemWithError(envelope, names.classname),
            let version = PyDict_GetItemWithError(envelope, names.version),
            let fields = PyDict_GetItemWithError(envelope, names.data),
            xcom_type(classname) == xcom_unicode_type(),
            PyUnicode_CompareWithASCIIString(classname, "builtins.tuple") == 0,
            isOne(version), xcom_type(fields) == xcom_list_type(), xcom_list_size(fields) == 4,
            let name = xcom_list_item(fields, 0), let zoneClass = xcom_list_item(fields, 1),
            let zoneVersion = xcom_list_item(fields, 2),
            xcom_type(name) == xcom_unicode_type() || xcom_type(name) == xcom_long_type(),
            xcom_type(zoneClass) == xcom_unicode_type(), isOne(zoneVersion),
            let flag = xcom_list_item(fields, 3), !isContainer(flag)
        else { return nil }
        return name
    }

    private static func isOne(_ version: PyPointer) -> Bool {
        xcom_type(version) == xcom_long_type() && PyObject_RichCompareBool(version, Names.shared.one, Py_EQ) == 1
    }
}
