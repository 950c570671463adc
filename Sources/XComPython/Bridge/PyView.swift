internal import CPython
internal import CPythonShims

/// An object that is known to be of a class, with what can be asked of such an object.
///
/// Like ``Borrowed`` it is good for as long as somebody else keeps the object alive.
protocol PyView {
    var object: Borrowed { get }
    static var type: PyType { get }
    /// Whether an object is of the class or of one below it.
    static func isInstance(_ object: Borrowed) -> Bool

    /// Takes an object for what it is known to be.
    init(unchecked object: Borrowed)
}

extension PyView {
    /// Views an instance of the class or of one below it.
    @inline(__always) init?(_ object: Borrowed) {
        guard Self.isInstance(object) else { return nil }
        self.init(unchecked: object)
    }

    /// Views an instance of exactly the class.
    @inline(__always) init?(exactly object: Borrowed) {
        guard object.type == Self.type else { return nil }
        self.init(unchecked: object)
    }
}

/// An `int`.
struct PyInt: PyView {
    let object: Borrowed
    @inline(__always) static var type: PyType { .int }
    @inline(__always) static func isInstance(_ object: Borrowed) -> Bool { xcom_is_long(object.pointer) != 0 }
    @inline(__always) init(unchecked object: Borrowed) { self.object = object }

    /// The number; `nil` where it is beyond 64 bits.
    @inline(__always) var value: Int? {
        xcom_long_is_small(object.pointer) != 0 ? xcom_long_small_value(object.pointer) : largeValue
    }

    // Apart, since a function that lends a variable by its address checks its stack on each call.
    @inline(never) private var largeValue: Int? {
        var overflow: Int32 = 0
        let value = PyLong_AsLongAndOverflow(object.pointer, &overflow)
        return overflow == 0 ? value : nil
    }

    /// Its digits as a `str`; there is a limit to how many.
    func digits() throws(Raised) -> Owned {
        try Owned(checking: xcom_long_repr(object.pointer))
    }
}

/// A `float`.
struct PyFloat: PyView {
    let object: Borrowed
    @inline(__always) static var type: PyType { .float }
    @inline(__always) static func isInstance(_ object: Borrowed) -> Bool { xcom_is_float(object.pointer) != 0 }
    @inline(__always) init(unchecked object: Borrowed) { self.object = object }

    @inline(__always) var value: Double { xcom_float_value(object.pointer) }
}

/// A `bytes`.
struct PyBytes: PyView {
    let object: Borrowed
    @inline(__always) static var type: PyType { .bytes }
    @inline(__always) static func isInstance(_ object: Borrowed) -> Bool { xcom_is_bytes(object.pointer) != 0 }
    @inline(__always) init(unchecked object: Borrowed) { self.object = object }

    /// What is in it.
    var buffer: UnsafeBufferPointer<UInt8> {
        // SAFETY: a bytes does not change, and has its size.
        UnsafeBufferPointer(
            start: UnsafeRawPointer(xcom_bytes_data(object.pointer))?.assumingMemoryBound(to: UInt8.self),
            count: xcom_bytes_size(object.pointer))
    }
}
