internal import CPython
internal import CPythonShims
internal import XCom

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

    /// Makes the message that would push a value, for the exception that it raises.
    static func checkMessage(
        _ value: Borrowed, at address: XComAddress, mappedLength: Int?, _ py: borrowing Python
    ) throws(Raised) {
        let model = try function("airflow.sdk.execution_time.comms", "SetXCom", py)
        let fields = try Owned(checking: PyDict_New())
        func set(_ name: String, _ value: consuming Owned) throws(Raised) {
            try checked(PyDict_SetItemString(fields.pointer, name, value.pointer))
        }
        try set("key", py.string(address.key))
        try set("value", serialize(value, depth: 0, py))
        try set("dag_id", py.string(address.taskInstance.dagID))
        try set("run_id", py.string(address.taskInstance.runID))
        try set("task_id", py.string(address.taskInstance.taskID))
        try set("map_index", Owned(checking: PyLong_FromLong(address.taskInstance.mapIndex)))
        if let mappedLength { try set("mapped_length", Owned(checking: PyLong_FromLong(mappedLength))) }
        _ = try Owned(checking: PyObject_Call(model.pointer, Names.shared.emptyTuple, fields.pointer))
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
