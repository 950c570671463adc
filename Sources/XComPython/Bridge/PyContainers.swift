internal import CPython
internal import CPythonShims

/// A `list`.
struct PyList: PyView {
    let object: Borrowed
    @inline(__always) static var type: PyType { .list }
    @inline(__always) static func isInstance(_ object: Borrowed) -> Bool { xcom_is_list(object.pointer) != 0 }
    @inline(__always) init(unchecked object: Borrowed) { self.object = object }

    @inline(__always) var count: Int { xcom_list_size(object.pointer) }

    /// An item; the index is below `count`.
    @inline(__always) subscript(index: Int) -> Borrowed { Borrowed(xcom_list_item(object.pointer, index)) }

    /// Fills a place of a new list.
    @inline(__always) func initialize(_ index: Int, to item: consuming Owned) {
        xcom_list_init(object.pointer, index, item.take())
    }

    func replace(_ index: Int, by item: consuming Owned) throws(Raised) {
        try checked(PyList_SetItem(object.pointer, index, item.take()))
    }

    func append(_ item: Borrowed) throws(Raised) {
        try checked(PyList_Append(object.pointer, item.pointer))
    }

    /// Takes out all items that are equal to one.
    func removeAll(_ item: Borrowed, _ py: borrowing Python) throws(Raised) {
        while true {
            let index = PySequence_Index(object.pointer, item.pointer)
            guard index >= 0 else { break }
            try checked(PySequence_DelItem(object.pointer, index))
        }
        // It was not there, or is not any more.
        py.clearError()
    }
}

/// A `tuple`.
struct PyTuple: PyView {
    let object: Borrowed
    @inline(__always) static var type: PyType { .tuple }
    @inline(__always) static func isInstance(_ object: Borrowed) -> Bool { xcom_is_tuple(object.pointer) != 0 }
    @inline(__always) init(unchecked object: Borrowed) { self.object = object }

    @inline(__always) var count: Int { xcom_tuple_size(object.pointer) }

    /// An item; the index is below `count`.
    @inline(__always) subscript(index: Int) -> Borrowed { Borrowed(xcom_tuple_item(object.pointer, index)) }

    /// Fills a place of a new tuple.
    func initialize(_ index: Int, to item: consuming Owned) {
        PyTuple_SetItem(object.pointer, index, item.take())
    }
}

/// A `dict`.
struct PyDict: PyView {
    let object: Borrowed
    @inline(__always) static var type: PyType { .dict }
    @inline(__always) static func isInstance(_ object: Borrowed) -> Bool { xcom_is_dict(object.pointer) != 0 }
    @inline(__always) init(unchecked object: Borrowed) { self.object = object }

    typealias Item = (key: Borrowed, value: Borrowed)

    @inline(__always) var count: Int { xcom_dict_size(object.pointer) }

    /// The item at a position, which goes on; `nil` at the end.
    @inline(__always) func next(_ position: inout Int) -> Item? {
        var key: PyPointer?
        var value: PyPointer?
        guard PyDict_Next(object.pointer, &position, &key, &value) != 0, let key, let value else { return nil }
        return (Borrowed(key), Borrowed(value))
    }

    func contains(_ key: Borrowed) throws(Raised) -> Bool {
        try checked(PyDict_Contains(object.pointer, key.pointer)) == 1
    }

    /// The value of a key, which is a `str` whose hash is known: nothing can fail.
    subscript(key: Borrowed) -> Borrowed? {
        PyDict_GetItemWithError(object.pointer, key.pointer).map { Borrowed($0) }
    }

    @inline(__always) func set(_ key: Borrowed, _ value: Borrowed) throws(Raised) {
        try checked(PyDict_SetItem(object.pointer, key.pointer, value.pointer))
    }

    /// The value of a key; where it has none, `value` becomes it.
    func setDefault(_ key: Borrowed, _ value: Borrowed) throws(Raised) -> Borrowed {
        guard let found = PyDict_SetDefault(object.pointer, key.pointer, value.pointer) else { throw Raised() }
        return Borrowed(found)
    }
}

/// New containers.
extension Python {
    /// A list of so many places, which are to be filled at once by ``PyList/initialize(_:to:)``.
    @inline(__always) func list(count: Int) throws(Raised) -> Owned {
        try Owned(checking: PyList_New(count))
    }

    /// A list of what is made of each item.
    func list<Item>(_ items: [Item], _ make: (Item) throws(Raised) -> Owned) throws(Raised) -> Owned {
        let list = try list(count: items.count)
        for (index, item) in items.enumerated() {
            PyList(unchecked: list.borrowed).initialize(index, to: try make(item))
        }
        return list
    }

    /// A `list` of `str`.
    func list(_ texts: [String]) throws(Raised) -> Owned {
        try list(texts) { text throws(Raised) in try string(text) }
    }

    /// A `list` of `int`.
    func list(_ integers: [Int]) throws(Raised) -> Owned {
        try list(integers) { number throws(Raised) in try int(number) }
    }

    func list(of items: Borrowed) throws(Raised) -> Owned {
        try Owned(checking: PySequence_List(items.pointer))
    }

    /// A tuple of so many places, which are to be filled at once by ``PyTuple/initialize(_:to:)``.
    func tuple(count: Int) throws(Raised) -> Owned {
        try Owned(checking: PyTuple_New(count))
    }

    func tuple(of list: PyList) throws(Raised) -> Owned {
        try Owned(checking: PyList_AsTuple(list.object.pointer))
    }

    func set(of items: Borrowed) throws(Raised) -> Owned {
        try Owned(checking: PySet_New(items.pointer))
    }

    func frozenset(of items: Borrowed) throws(Raised) -> Owned {
        try Owned(checking: PyFrozenSet_New(items.pointer))
    }

    @inline(__always) func dict() throws(Raised) -> Owned {
        try Owned(checking: PyDict_New())
    }

    /// The list of a mapping's `(key, value)`.
    func items(of mapping: Borrowed) throws(Raised) -> Owned {
        try Owned(checking: PyMapping_Items(mapping.pointer))
    }
}
