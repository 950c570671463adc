internal import CPython
internal import CPythonShims

/// The address of a Python object.
typealias PyPointer = UnsafeMutablePointer<PyObject>

/// Says that Python's error indicator is set: a C call failed, or Python code raised.
///
/// It carries nothing, since the exception stays with the interpreter until ``PythonError`` or a Python caller takes it.
struct Raised: Error {}

/// A Python object that somebody else keeps alive: an argument, an item of a container, a static of the interpreter.
struct Borrowed {
    // SAFETY: the object lives at least as long as the scope that received this value; whoever needs it longer calls
    // `owned()`.
    let pointer: PyPointer

    @inline(__always) init(_ pointer: PyPointer) {
        self.pointer = pointer
    }

    /// The exact type of the object.
    @inline(__always) var type: PyType {
        PyType(pointer: xcom_type(pointer))
    }

    /// The object None.
    @inline(__always) static var none: Borrowed { Borrowed(xcom_none()) }
    @inline(__always) static var `true`: Borrowed { Borrowed(xcom_true()) }
    @inline(__always) static var `false`: Borrowed { Borrowed(xcom_false()) }

    @inline(__always) var isNone: Bool { pointer == xcom_none() }
    @inline(__always) var isTrue: Bool { pointer == xcom_true() }
    @inline(__always) var isFalse: Bool { pointer == xcom_false() }

    /// A reference of one's own to the same object.
    @inline(__always) func owned() -> Owned {
        xcom_incref(pointer)
        return Owned(stealing: pointer)
    }
}

/// A reference to a Python object that is given up when the value ends.
///
/// Only code that holds the GIL makes one or lets one end: they stay inside `withPython` and the functions of `_xcom`.
struct Owned: ~Copyable {
    // SAFETY: exactly one reference count of the object belongs to this value.
    let pointer: PyPointer

    /// Takes over a reference that the caller owns.
    @inline(__always) init(stealing pointer: PyPointer) {
        self.pointer = pointer
    }

    /// Takes over the result of a C call that returns a new reference, or NULL with the error indicator set.
    @inline(__always) init(checking result: PyPointer?) throws(Raised) {
        guard let result else { throw Raised() }
        self.pointer = result
    }

    @inline(__always) deinit {
        xcom_decref(pointer)
    }

    /// The object, for as long as this value lives: bind the value to a name first, for nothing keeps one without a name.
    @inline(__always) var borrowed: Borrowed {
        Borrowed(pointer)
    }

    /// Hands the reference over to whoever takes it (a C call that steals, a return value).
    @inline(__always) consuming func take() -> PyPointer {
        let result = pointer
        discard self
        return result
    }
}

/// A reference that can be copied and kept, in an array or behind a generic type.
///
/// Like ``Owned`` it is made and given up only by code that holds the GIL.
final class Retained {
    // SAFETY: exactly one reference count of the object belongs to this object.
    private let pointer: PyPointer

    init(_ object: consuming Owned) {
        pointer = object.take()
    }

    deinit {
        xcom_decref(pointer)
    }

    /// The object, for as long as this one lives.
    var borrowed: Borrowed {
        Borrowed(pointer)
    }
}

/// Turns the convention "negative, with the error indicator set" into a Swift error.
@inline(__always) @discardableResult
func checked(_ result: Int32) throws(Raised) -> Int32 {
    guard result >= 0 else { throw Raised() }
    return result
}
