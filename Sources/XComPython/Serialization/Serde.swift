internal import XCom

/// Airflow's own serialization, which is imported when a value first needs it; `xcom_bridge.task_sdk` knows where the
/// Task SDK has it.
enum Serde {
    // SAFETY: read and written with the GIL held; the functions found are kept alive for good.
    nonisolated(unsafe) private static var functions: [String: Borrowed] = [:]

    /// `airflow.sdk.serde.serialize(object, depth)`.
    static func serialize(_ object: Borrowed, depth: Int, _ py: borrowing Python) throws(Raised) -> Owned {
        let depth = try py.int(depth)
        return try py.call(function("serde", "serialize", py), object, depth.borrowed)
    }

    /// `airflow.sdk.serde.deserialize(object)`.
    static func deserialize(_ object: Borrowed, _ py: borrowing Python) throws(Raised) -> Owned {
        try py.call(function("serde", "deserialize", py), object)
    }

    // SAFETY: read and written with the GIL held.
    nonisolated(unsafe) private static var knownUUIDs: Bool?

    /// Whether serde has a form for UUIDs: that of Airflow 3.1 has none. Where nobody has looked which SDK there is, ours
    /// holds: values of built-in types import nothing.
    static func hasUUIDs(_ py: borrowing Python) -> Bool {
        if let knownUUIDs { return knownUUIDs }
        var answer = true
        do throws(Raised) {
            guard let bridge = try py.importedModule("xcom_bridge.task_sdk") else { return true }
            let ask = try py.attribute("serializes", of: bridge.borrowed)
            let name = try py.string("uuid.UUID")
            let found = try py.call(ask.borrowed, name.borrowed)
            answer = try py.isTrue(found.borrowed)
        } catch {
            py.clearError()
        }
        knownUUIDs = answer
        return answer
    }

    /// The timezone of a name or offset, as serde makes it.
    static func timezone(_ name: Borrowed, _ py: borrowing Python) throws(Raised) -> Owned {
        try py.call(function("_shared.timezones.timezone", "parse_timezone", py), name)
    }

    /// Makes the message that would push a value, for the exception that it raises.
    static func checkMessage(
        _ value: Borrowed, at address: XComAddress, mappedLength: Int?, _ py: borrowing Python
    ) throws(Raised) {
        let model = try function("execution_time.comms", "SetXCom", py)
        let fields = try py.dict()
        func set(_ name: String, _ value: consuming Owned) throws(Raised) {
            let name = try py.string(name)
            try PyDict(unchecked: fields.borrowed).set(name.borrowed, value.borrowed)
        }
        try set("key", py.string(address.key))
        try set("value", serialize(value, depth: 0, py))
        try set("dag_id", py.string(address.taskInstance.dagID))
        try set("run_id", py.string(address.taskInstance.runID))
        try set("task_id", py.string(address.taskInstance.taskID))
        try set("map_index", py.int(address.taskInstance.mapIndex))
        if let mappedLength { try set("mapped_length", py.int(mappedLength)) }
        _ = try py.call(model, keywords: PyDict(unchecked: fields.borrowed))
    }

    /// What is in a module of the newest SDK's `airflow.sdk`.
    private static func function(
        _ module: String, _ name: String, _ py: borrowing Python
    ) throws(Raised) -> Borrowed {
        if let function = functions[name] { return function }
        let find = try py.function("find", in: "xcom_bridge.task_sdk")
        let place = try py.string(module)
        let wanted = try py.string(name)
        let function = Borrowed(try py.call(find.borrowed, place.borrowed, wanted.borrowed).take())
        functions[name] = function
        return function
    }
}
