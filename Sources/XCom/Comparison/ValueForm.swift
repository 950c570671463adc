internal import JSONCore

/// Whether two values say the same, each in the form of its version of Airflow.
///
/// Airflow 2 keeps tuples at the top of a value and inside tuples only, and names some classes by the modules that they
/// were in.
func sayTheSame(_ first: WireValue, _ second: WireValue) -> Bool {
    guard let first = formless(first), let second = formless(second) else { return false }
    return first == second
}

private func formless(_ value: WireValue) -> JSONValue? {
    try? value.utf8.withUnsafeBufferPointer { bytes throws(JSONSyntaxError) in
        var scanner = JSONScanner(bytes, allowsNonFinite: true)
        return formless(try JSONTreeBuilder.build(&scanner))
    }
}

private func formless(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let items): return .array(items.map(formless))
    case .object(let object):
        if object["__classname__"] == "builtins.tuple", let items = object["__data__"]?.arrayValue {
            return .array(items.map(formless))
        }
        var object = object
        for index in object.members.indices {
            let member = object.members[index]
            if member.key == "__classname__", let name = member.value.stringValue, let now = movedClasses[name] {
                object.members[index].value = .string(now)
            } else {
                object.members[index].value = formless(member.value)
            }
        }
        return .object(object)
    default: return value
    }
}

/// Where classes are in Airflow 3 that have moved.
private let movedClasses = [
    "airflow.models.param.Param": "airflow.sdk.definitions.param.Param",
    "airflow.io.path.ObjectStoragePath": "airflow.sdk.io.path.ObjectStoragePath",
]
