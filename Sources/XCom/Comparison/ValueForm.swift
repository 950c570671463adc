internal import JSONCore

/// Whether two values say the same, each in the form of its version of Airflow.
///
/// Airflow 2 keeps tuples at the top of a value and inside tuples only, names some classes by the modules that they were in, and
/// envelopes what is inside a pydantic model, which Airflow 3 writes as pydantic's own JSON.
func sayTheSame(_ first: WireValue, _ second: WireValue) -> Bool {
    guard let first = JSONValue.tree(first), let second = JSONValue.tree(second) else { return false }
    return sayTheSame(first, second)
}

extension JSONValue {
    /// The tree of a stored value, which may hold what Python writes and JSON has not, such as NaN; `nil` for what no tree can
    /// be made of.
    static func tree(_ value: WireValue) -> JSONValue? {
        try? value.utf8.withUnsafeBufferPointer { bytes throws(JSONSyntaxError) in
            var scanner = JSONScanner(bytes, allowsNonFinite: true)
            return try JSONTreeBuilder.build(&scanner)
        }
    }
}

private func sayTheSame(_ first: JSONValue, _ second: JSONValue) -> Bool {
    if let first = items(first), let second = items(second) { return allAgree(first, second, sayTheSame) }
    guard let first = first.objectValue, let second = second.objectValue else { return first == second }
    guard let one = EnvelopeForm(first), let other = EnvelopeForm(second) else {
        return allAgree(first, second, sayTheSame)
    }
    return one.saysTheSame(as: other)
}

/// The items of a list or a tuple.
private func items(_ value: JSONValue) -> [JSONValue]? {
    if let items = value.arrayValue { return items }
    guard let envelope = value.objectValue.flatMap(EnvelopeForm.init), envelope.name == "builtins.tuple" else {
        return nil
    }
    return envelope.data.arrayValue
}

private typealias Agreement = (JSONValue, JSONValue) -> Bool

private func allAgree(_ first: [JSONValue], _ second: [JSONValue], _ agree: Agreement) -> Bool {
    first.count == second.count && zip(first, second).allSatisfy(agree)
}

private func allAgree(_ first: JSONObject, _ second: JSONObject, _ agree: Agreement) -> Bool {
    first.members.map(\.key) == second.members.map(\.key)
        && allAgree(first.members.map(\.value), second.members.map(\.value), agree)
}

/// The object that stands for a value of a class.
struct EnvelopeForm {
    /// The class, by the module that it is in now.
    var name: String
    var version: Int?
    var data: JSONValue

    init?(_ object: JSONObject) {
        guard let name = object["__classname__"]?.stringValue else { return nil }
        self.name = movedClasses[name] ?? name
        version = object["__version__"]?.intValue
        data = object["__data__"] ?? .null
    }

    func saysTheSame(as other: EnvelopeForm) -> Bool {
        guard name == other.name else { return false }
        if let added = addedMembers[name], let mine = data.objectValue, let theirs = other.data.objectValue {
            func kept(_ object: JSONObject) -> JSONObject {
                JSONObject(
                    object.members.filter { !added.contains($0.key) }.map {
                        // One that was not given is null in Airflow 2, and an empty object in Airflow 3.
                        ($0.key, $0.key == "extra" && $0.value.isNull ? .object(JSONObject()) : $0.value)
                    })
            }
            return allAgree(kept(mine), kept(theirs), sayTheSame)
        }
        if version == other.version { return sayTheSame(data, other.data) }
        return switch (version, other.version) {
        case (0, 1): isPlainly(data, other.data)
        case (1, 0): isPlainly(other.data, data)
        default: false
        }
    }
}

/// Whether a part of a pydantic model is what pydantic writes for it in JSON.
private func isPlainly(_ value: JSONValue, _ plain: JSONValue) -> Bool {
    if let values = value.arrayValue, let plain = plain.arrayValue { return allAgree(values, plain, isPlainly) }
    guard let object = value.objectValue else { return value == plain }
    guard let envelope = EnvelopeForm(object) else {
        return plain.objectValue.map { allAgree(object, $0, isPlainly) } ?? false
    }
    let data = envelope.data
    switch envelope.name {
    case "datetime.datetime", "pendulum.datetime.DateTime":
        guard let seconds = data["timestamp"]?.doubleValue, let text = plain.stringValue, let moment = Timestamp(text)
        else { return false }
        return (seconds * 1_000_000).rounded() == Double(moment.microseconds)
    case "datetime.timedelta":
        guard let seconds = data.doubleValue, let text = plain.stringValue else { return false }
        return seconds == secondsOfDuration(text)
    case "decimal.Decimal":
        return data.doubleValue == plain.stringValue.flatMap(Double.init)
    case "builtins.set", "builtins.frozenset":
        guard let items = data.arrayValue, var left = plain.arrayValue, items.count == left.count else { return false }
        return items.allSatisfy { item in
            guard let index = left.firstIndex(where: { isPlainly(item, $0) }) else { return false }
            left.remove(at: index)
            return true
        }
    default:
        // A tuple, a date, a model in the model.
        return isPlainly(data, plain)
    }
}

/// The seconds of a duration in ISO 8601 as pydantic writes it: `-P1DT2H3M4.5S`.
private func secondsOfDuration(_ text: String) -> Double? {
    var rest = Substring(text)
    let sign: Double = rest.first == "-" ? -1 : 1
    if rest.first == "-" { rest.removeFirst() }
    guard rest.first == "P" else { return nil }
    rest.removeFirst()
    var seconds = 0.0
    while let end = rest.firstIndex(where: { $0.isLetter }) {
        let unit = rest[end]
        if unit != "T" {
            let scale: [Character: Double] = ["D": 86400, "H": 3600, "M": 60, "S": 1]
            guard let number = Double(rest[..<end]), let scale = scale[unit] else { return nil }
            seconds += number * scale
        }
        rest = rest[rest.index(after: end)...]
    }
    return rest.isEmpty ? sign * seconds : nil
}

/// Where classes are in Airflow 3 that have moved.
private let movedClasses = [
    "airflow.datasets.Dataset": "airflow.sdk.definitions.asset.Asset",
    "airflow.datasets.DatasetAlias": "airflow.sdk.definitions.asset.AssetAlias",
    "airflow.io.path.ObjectStoragePath": "airflow.sdk.io.path.ObjectStoragePath",
    "airflow.io.store.ObjectStore": "airflow.sdk.io.store.ObjectStore",
    "airflow.models.param.Param": "airflow.sdk.definitions.param.Param",
    "airflow.models.param.ParamsDict": "airflow.sdk.definitions.param.ParamsDict",
]

/// What Airflow 3 writes of a class and Airflow 2 does not.
private let addedMembers: [String: Set<String>] = [
    "airflow.sdk.definitions.asset.Asset": ["name", "group", "watchers"],
    "airflow.sdk.definitions.asset.AssetAlias": ["group"],
    "airflow.sdk.definitions.param.Param": ["source"],
]
