internal import JSONCore
internal import XCom

extension Decoder {
    /// What serde makes of a value that was just read. The value's own lists and dicts are filled in place.
    ///
    /// A node is looked at before what is inside it, as serde does, so that errors come in its order. It goes no
    /// deeper than the parser went, which has counted.
    static func deserialize(_ value: consuming Owned, _ py: borrowing Python) throws(Raised) -> Owned {
        if let list = PyList(exactly: value.borrowed) {
            try deserializeItems(of: list, py)
            return value
        }
        guard let dict = PyDict(exactly: value.borrowed) else { return value }
        let names = Names.shared
        if try dict.contains(names.oldType), try dict.contains(names.oldData) {
            return try Serde.deserialize(value.borrowed, py)
        }
        if try dict.contains(names.classname), try dict.contains(names.version) {
            if let result = try object(of: dict, py) { return result }
            return try Serde.deserialize(value.borrowed, py)
        }
        try deserializeValues(of: dict, py)
        return value
    }

    @inline(__always)
    private static func isContainer(_ object: Borrowed) -> Bool {
        let type = object.type
        return type == .dict || type == .list
    }

    private static func deserializeItems(of list: PyList, _ py: borrowing Python) throws(Raised) {
        for index in 0..<list.count {
            let item = list[index]
            guard isContainer(item) else { continue }
            let new = try deserialize(item.owned(), py)
            if new.pointer != item.pointer { try list.replace(index, by: new) }
        }
    }

    private static func deserializeValues(of dict: PyDict, _ py: borrowing Python) throws(Raised) {
        var position = 0
        while let (key, value) = dict.next(&position) {
            guard isContainer(value) else { continue }
            let new = try deserialize(value.owned(), py)
            if new.pointer != value.pointer { try dict.set(key, new.borrowed) }
        }
    }

    // MARK: Envelopes

    /// The object of an envelope that is exactly one of those that serde writes for built-in types; else `nil`, with
    /// nothing changed.
    private static func object(of dict: PyDict, _ py: borrowing Python) throws(Raised) -> Owned? {
        let names = Names.shared
        guard let classname = dict[names.classname].flatMap({ PyStr(exactly: $0) }),
            let version = dict[names.version].flatMap({ PyInt(exactly: $0) })?.value, let data = dict[names.data]
        else { return nil }
        func isNamed(_ envelope: Envelope) -> Bool { classname.equals(envelope.name) }
        if let list = PyList(exactly: data) {
            guard version <= 1, isNamed(.tuple) || isNamed(.set) || isNamed(.frozenset) else { return nil }
            try deserializeItems(of: list, py)
            if isNamed(.tuple) { return try py.tuple(of: list) }
            return try isNamed(.set) ? py.set(of: data) : py.frozenset(of: data)
        }
        if let fields = PyDict(exactly: data) {
            guard version != 1, isNamed(.datetime) || isNamed(.pendulumDateTime) else { return nil }
            return try moment(fields, isNamed(.datetime) ? .datetime : .pendulumDateTime, py)
        }
        let type = data.type
        if type == .str {
            if isNamed(.date) || isNamed(.pendulumDate) {
                let date: Envelope = isNamed(.date) ? .date : .pendulumDate
                return try py.call(method: names.fromisoformat, of: date.type(py), data)
            }
            if isNamed(.uuid), Serde.hasUUIDs(py) { return try py.call(Envelope.uuid.type(py), data) }
        }
        if type == .float, isNamed(.timedelta) {
            return try py.call(Envelope.timedelta.type(py), names.zero, data)
        }
        if type == .str || type == .float || type == .int, version <= 1, isNamed(.decimal) {
            let text = try py.str(data)
            return try py.call(Envelope.decimal.type(py), text.borrowed)
        }
        return nil
    }

    /// A datetime: a timestamp, and a timezone that is null or the tuple `(name, class, version, true)`.
    private static func moment(
        _ fields: PyDict, _ envelope: Envelope, _ py: borrowing Python
    ) throws(Raised) -> Owned? {
        let names = Names.shared
        guard fields.count == 2, let timestamp = fields[names.timestamp], let timezone = fields[names.timezone],
            timestamp.type == .float || timestamp.type == .int
        else { return nil }
        let zone: Owned
        if timezone.isNone {
            zone = py.none
        } else if let name = timezoneName(timezone) {
            zone = try Serde.timezone(name, py)
        } else {
            return nil
        }
        let seconds = try py.float(of: timestamp)
        let method = try py.attribute(names.fromtimestamp, of: envelope.type(py))
        return try py.call(method.borrowed, seconds.borrowed, zone.borrowed)
    }

    /// The name or offset in a timezone's envelope, where that is as serde writes it.
    private static func timezoneName(_ envelope: Borrowed) -> Borrowed? {
        let names = Names.shared
        guard let dict = PyDict(exactly: envelope), dict.count == 3,
            dict[names.classname].flatMap({ PyStr(exactly: $0) })?.equals(Envelope.tuple.name) == true,
            isOne(dict[names.version]), let fields = dict[names.data].flatMap({ PyList(exactly: $0) }),
            fields.count == 4, fields[0].type == .str || fields[0].type == .int, fields[1].type == .str,
            isOne(fields[2]), !isContainer(fields[3])
        else { return nil }
        return fields[0]
    }

    private static func isOne(_ version: Borrowed?) -> Bool {
        version.flatMap { PyInt(exactly: $0) }?.value == 1
    }
}
