internal import JSONCore
internal import XCom

extension Encoder {
    /// What is neither plain JSON nor exactly a known class is the SDK's work, at this place of the value.
    mutating func encodeOther(_ object: Borrowed, depth: Int, _ py: borrowing Python) throws(Raised) {
        let names = Names.shared
        let envelope = try Envelope.of(object.type, py)
        switch envelope {
        case .tuple?, .set?, .frozenset?:
            try encodeCollection(object, envelope ?? .tuple, depth: depth, py)
        case .datetime?, .pendulumDateTime?:
            try encodeDatetime(object, envelope ?? .datetime, depth, py)
        case .date?, .pendulumDate?:
            try encode(envelope ?? .date, py.call(method: names.isoformat, of: object), py)
        case .timedelta?:
            try encode(.timedelta, py.call(method: names.totalSeconds, of: object), py)
        case .decimal?:
            try encode(.decimal, Self.number(ofDecimal: object, py), py)
        case .uuid? where Serde.hasUUIDs(py):
            try encode(.uuid, py.str(object), py)
        case .uuid?, .zoneInfo?, .timezone?, .pendulumTimezone?, .pendulumFixedTimezone?, nil:
            try encodePlain(Serde.serialize(object, depth: depth, py), py)
        }
    }

    /// An envelope around plain data.
    private mutating func encode(
        _ envelope: Envelope, _ data: consuming Owned, _ py: borrowing Python
    ) throws(Raised) {
        out.open(envelope)
        try encodePlain(data, py)
        out.append(0x7D)
    }

    /// A whole number is written as an integer, any other as the nearest double.
    private static func number(ofDecimal object: Borrowed, _ py: borrowing Python) throws(Raised) -> Owned {
        let parts = try py.call(method: Names.shared.asTuple, of: object)
        let exponent = try py.item(2, of: parts.borrowed)
        // Beyond 64 bits there is none; `nan` and `inf` have a letter.
        if let exponent = PyInt(exponent.borrowed)?.value, exponent >= 0 { return try py.int(of: object) }
        return try py.float(of: object)
    }

    private mutating func encodeDatetime(
        _ object: Borrowed, _ envelope: Envelope, _ depth: Int, _ py: borrowing Python
    ) throws(Raised) {
        let zone = try py.attribute(Names.shared.tzinfo, of: object)
        guard let timezone = try Self.timezone(zone.borrowed, py) else {
            return try encodePlain(Serde.serialize(object, depth: depth, py), py)
        }
        let timestamp = try py.call(method: Names.shared.timestamp, of: object)
        out.open(envelope)
        out.append(#"{"timestamp": "#)
        try encodePlain(timestamp, py)
        out.append(#", "tz": "#)
        switch consume timezone {
        case .naive:
            out.append("null")
        case .named(let name, let zone):
            out.openTimezone()
            try encodePlain(name, py)
            out.closeTimezone(zone)
        }
        out.append("}}")
    }

    /// How a datetime's zone is written.
    private enum Timezone: ~Copyable {
        case naive
        /// The name or offset, and the class.
        case named(Owned, Envelope)
    }

    /// - Returns: `nil` where only serde knows.
    private static func timezone(_ zone: Borrowed, _ py: borrowing Python) throws(Raised) -> Timezone? {
        if zone.isNone { return .naive }
        let names = Names.shared
        switch try Envelope.of(zone.type, py) {
        case .timezone?:
            let offset = try py.call(method: names.utcoffset, of: zone, .none)
            // A fixed offset is written as four empty fields, which cannot be read: serde's own work.
            return try py.isTrue(offset.borrowed) ? nil : .named(try py.string("UTC"), .pendulumFixedTimezone)
        case .zoneInfo?:
            return try named(zone, names.key, .zoneInfo, py)
        case .pendulumTimezone?:
            return try named(zone, names.key, .pendulumTimezone, py)
        case .pendulumFixedTimezone?:
            let offset = try py.attribute(names.offset, of: zone)
            guard offset.borrowed.type == .int else { return nil }
            let isUTC = try !py.isTrue(offset.borrowed)
            return .named(isUTC ? try py.string("UTC") : offset, .pendulumFixedTimezone)
        default:
            return nil
        }
    }

    private static func named(
        _ zone: Borrowed, _ attribute: Borrowed, _ envelope: Envelope, _ py: borrowing Python
    ) throws(Raised) -> Timezone? {
        let name = try py.attribute(attribute, of: zone)
        return name.borrowed.type == .str ? .named(name, envelope) : nil
    }
}
