internal import CPython
internal import CPythonShims

/// The Task SDK's own serialization, which is imported when a value first needs it.
enum Serde {
    // SAFETY: read and written with the GIL held; the functions found are kept alive for good.
    nonisolated(unsafe) private static var functions: [String: PyPointer] = [:]

    /// `airflow.sdk.serde.serialize(object, depth)`.
    static func serialize(_ object: Borrowed, depth: Int, _ py: borrowing Python) throws(Raised) -> Owned {
        let function = try function("airflow.sdk.serde", "serialize", py)
        let depth = try Owned(checking: PyLong_FromLong(depth))
        return try Owned(checking: xcom_call2(function.pointer, object.pointer, depth.pointer))
    }

    /// `airflow.sdk.serde.deserialize(object)`.
    static func deserialize(_ object: Borrowed, _ py: borrowing Python) throws(Raised) -> Owned {
        let function = try function("airflow.sdk.serde", "deserialize", py)
        return try Owned(checking: xcom_call1(function.pointer, object.pointer))
    }

    /// The timezone of a name or offset, as serde makes it.
    static func timezone(_ name: Borrowed, _ py: borrowing Python) throws(Raised) -> Owned {
        let function = try function("airflow.sdk._shared.timezones.timezone", "parse_timezone", py)
        return try Owned(checking: xcom_call1(function.pointer, name.pointer))
    }

    private static func function(
        _ module: String, _ name: String, _ py: borrowing Python
    ) throws(Raised) -> Borrowed {
        if let function = functions[name] { return Borrowed(function) }
        let module = try py.module(module)
        let function = try py.attribute(name, of: module.borrowed)
        let result = function.borrowed
        functions[name] = function.take()
        return result
    }
}
