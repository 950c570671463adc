internal import JSONCore

/// The JSON object that stands for an object of a class, in serde's form or in that of Airflow 2's beginnings.
struct SerializedObject {
    /// The class with its module; `dict` for the old form of a plain one.
    var name: String
    var data: JSONText

    init?(_ members: [(key: String, value: JSONText)]) {
        func value(_ key: String) -> JSONText? { members.last { $0.key == key }?.value }
        if let name = try? value(Envelope.classKey)?.string(), value(Envelope.versionKey) != nil,
            let data = value(Envelope.dataKey)
        {
            self.init(name: name, data: data)
        } else if let name = try? value(Envelope.oldTypeKey)?.string(), let data = value(Envelope.oldDataKey) {
            self.init(name: Envelope(name: "builtins." + name)?.name ?? name, data: data)
        } else {
            return nil
        }
    }

    private init(name: String, data: JSONText) {
        self.name = name
        self.data = data
    }

    /// The class without its module.
    var className: String { String(name.split(separator: ".").last ?? Substring(name)) }
}

extension ValueText {
    mutating func append(_ object: SerializedObject, depth: Int) {
        let data = object.data
        if object.name == "dict" { return append(data, depth: depth) }
        if let envelope = Envelope(name: object.name), append(envelope, data, depth: depth) { return }
        // Numbers of numpy, each of a class of its own.
        if object.name.hasPrefix("numpy."), data.kind == .number || data.kind == .bool {
            return append(data, depth: depth)
        }
        if object.className == "DataFrame", data.kind == .string {
            // In hexadecimal digits, between quotes.
            return append("DataFrame(\(ByteSize((data.wireValue.utf8.count - 2) / 2)) of Parquet)")
        }
        guard let members = try? data.members() else {
            append(object.className + "(")
            append(data, depth: depth + 1)
            return append(")")
        }
        // Airflow's own classes have members that say nothing in most objects.
        let isAirflows = object.name.hasPrefix("airflow.")
        append(
            members: members.filter { !isAirflows || !$0.value.isEmpty }, between: object.className + "(", ")",
            separator: "=", key: { $0 }, depth: depth)
    }

    /// - Returns: whether the data is as serde writes it, so that it was written.
    private mutating func append(_ envelope: Envelope, _ data: JSONText, depth: Int) -> Bool {
        switch envelope {
        case .tuple:
            guard let count = data.items(atMost: 2)?.count else { return false }
            append(items: data, between: "(", count == 1 ? ",)" : ")", depth: depth)
            return true
        case .set, .frozenset:
            guard let isEmpty = data.items(atMost: 1)?.isEmpty else { return false }
            let (opening, closing) = envelope == .frozenset ? ("frozenset(", ")") : isEmpty ? ("set(", ")") : ("", "")
            append(opening)
            if isEmpty { append(closing) } else { append(items: data, between: "{", "}" + closing, depth: depth) }
            return true
        default:
            guard let text = Self.text(envelope, data) else { return false }
            append(text)
            return true
        }
    }

    private static func text(_ envelope: Envelope, _ data: JSONText) -> String? {
        switch envelope {
        case .datetime, .pendulumDateTime: moment(data)
        case .date, .pendulumDate, .uuid: try? data.string()
        case .timedelta: data.number.flatMap(Double.init).flatMap(Duration.init(pythonSeconds:))?.pythonText
        case .decimal: data.number
        case .timezone, .zoneInfo, .pendulumTimezone, .pendulumFixedTimezone: zone(data)?.description
        case .tuple, .set, .frozenset: nil
        }
    }

    // MARK: Moments

    /// A timezone as serde writes it.
    private enum Zone: CustomStringConvertible {
        case named(String)
        /// Seconds east of UTC.
        case fixed(Int)

        var description: String {
            switch self {
            case .named(let name): name
            case .fixed(let seconds): CivilTime.offset(seconds)
            }
        }
    }

    private static func zone(_ json: JSONText) -> Zone? {
        if let seconds = json.number.flatMap({ Int($0) }) {
            return seconds.magnitude < 86400 ? .fixed(seconds) : nil
        }
        return (try? json.string()).map { $0 == "UTC" ? .fixed(0) : .named($0) }
    }

    private static func moment(_ data: JSONText) -> String? {
        guard let members = try? data.members(),
            let seconds = members.last(where: { $0.key == "timestamp" })?.value.number.flatMap(Double.init),
            let moment = Timestamp(pythonTimestamp: seconds),
            let tz = members.last(where: { $0.key == "tz" })?.value
        else { return nil }
        if tz.kind == .null { return CivilTime(local: moment).iso8601 }
        // Since version 2 the zone is a tuple: its name or offset, its class, the version of that, and whether it is one.
        let name = (try? tz.members()).flatMap(SerializedObject.init)?.data.items(atMost: 1)?.first ?? tz
        guard let zone = zone(name) else { return nil }
        switch zone {
        case .fixed(let seconds):
            return CivilTime(moment.advanced(bySeconds: Double(seconds))).iso8601 + zone.description
        // Its offset at the time is not stored: RFC 9557 has a form for that.
        case .named(let name): return CivilTime(moment).iso8601 + "Z[\(name)]"
        }
    }
}

extension JSONText {
    /// Whether it is null, or has nothing in it.
    fileprivate var isEmpty: Bool {
        switch kind {
        case .null: true
        case .array: items(atMost: 1)?.isEmpty ?? true
        case .object: (try? members(atMost: 1))?.isEmpty ?? false
        case .bool, .number, .string: false
        }
    }
}
