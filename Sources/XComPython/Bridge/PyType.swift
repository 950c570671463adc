internal import CPython
internal import CPythonShims

/// A class, by the address of its type object.
struct PyType: Equatable {
    // SAFETY: the classes that are compared and kept here live as long as the interpreter.
    let pointer: UnsafeMutablePointer<PyTypeObject>

    @inline(__always) static var str: PyType { PyType(pointer: xcom_unicode_type()) }
    @inline(__always) static var int: PyType { PyType(pointer: xcom_long_type()) }
    @inline(__always) static var bool: PyType { PyType(pointer: xcom_bool_type()) }
    @inline(__always) static var float: PyType { PyType(pointer: xcom_float_type()) }
    @inline(__always) static var bytes: PyType { PyType(pointer: xcom_bytes_type()) }
    @inline(__always) static var list: PyType { PyType(pointer: xcom_list_type()) }
    @inline(__always) static var tuple: PyType { PyType(pointer: xcom_tuple_type()) }
    @inline(__always) static var dict: PyType { PyType(pointer: xcom_dict_type()) }
    @inline(__always) static var set: PyType { PyType(pointer: xcom_set_type()) }
    @inline(__always) static var frozenset: PyType { PyType(pointer: xcom_frozenset_type()) }

    /// The class as an object.
    var object: Borrowed {
        Borrowed(UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: PyObject.self))
    }

    /// The name of the class, for messages; some have their module before it.
    var name: String {
        String(cString: pointer.pointee.tp_name)
    }

    /// The name without a module.
    var shortName: String {
        name.split(separator: ".").last.map(String.init) ?? name
    }
}

/// A class of exceptions that is raised here.
struct ExceptionType {
    // SAFETY: the built-in exceptions live as long as the interpreter.
    let pointer: PyPointer?

    static var attributeError: ExceptionType { ExceptionType(pointer: xcom_exc_attribute_error()) }
    static var importError: ExceptionType { ExceptionType(pointer: xcom_exc_import_error()) }
    static var recursionError: ExceptionType { ExceptionType(pointer: xcom_exc_recursion_error()) }
    static var runtimeError: ExceptionType { ExceptionType(pointer: xcom_exc_runtime_error()) }
    static var typeError: ExceptionType { ExceptionType(pointer: xcom_exc_type_error()) }
    static var valueError: ExceptionType { ExceptionType(pointer: xcom_exc_value_error()) }
}
