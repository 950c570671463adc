internal import CPython
internal import CPythonShims

extension Encoder {
    /// What is neither plain JSON nor exactly a known class is the SDK's work, at this place of the value.
    mutating func encodeOther(_ object: Borrowed, depth: Int, _ py: borrowing Python) throws(Raised) {
        let type = object.type
        if type == xcom_tuple_type() {
            let header: StaticString = #"{"__classname__": "builtins.tuple", "__version__": 1, "__data__": "#
            return try encodeCollection(object, header, depth: depth, py)
        }
        if type == xcom_set_type() {
            let header: StaticString = #"{"__classname__": "builtins.set", "__version__": 1, "__data__": "#
            return try encodeCollection(object, header, depth: depth, py)
        }
        if type == xcom_frozenset_type() {
            let header: StaticString = #"{"__classname__": "builtins.frozenset", "__version__": 1, "__data__": "#
            return try encodeCollection(object, header, depth: depth, py)
        }
        let names = Names.shared
        switch try KnownType.of(type, py) {
        case .datetime:
            try encodeDatetime(
                object, #"{"__classname__": "datetime.datetime", "__version__": 2, "__data__": "#, depth, py)
        case .pendulumDateTime:
            try encodeDatetime(
                object, #"{"__classname__": "pendulum.datetime.DateTime", "__version__": 2, "__data__": "#, depth, py)
        case .date:
            try encode(
                object, #"{"__classname__": "datetime.date", "__version__": 2, "__data__": "#, by: names.isoformat, py)
        case .pendulumDate:
            try encode(
                object, #"{"__classname__": "pendulum.date.Date", "__version__": 2, "__data__": "#,
                by: names.isoformat, py)
        case .timedelta:
            try encode(
                object, #"{"__classname__": "datetime.timedelta", "__version__": 2, "__data__": "#,
                by: names.totalSeconds, py)
        case .decimal:
            try encodeDecimal(object, py)
        case .uuid:
            let text = try Owned(checking: PyObject_Str(object.pointer))
            out.append(#"{"__classname__": "uuid.UUID", "__version__": 1, "__data__": "#)
            try encodePlain(text.borrowed, py)
            out.append(0x7D)
        case .zoneInfo, .timezone, .pendulumTimezone, .pendulumFixedTimezone, nil:
            let result = try Serde.serialize(object, depth: depth, py)
            try encodePlain(result.borrowed, py)
        }
    }

    /// An envelope around what a method without arguments gives.
    private mutating func encode(
        _ object: Borrowed, _ header: StaticString, by method: PyPointer, _ py: borrowing Python
    ) throws(Raised) {
        let data = try Owned(checking: xcom_call_method0(object.pointer, method))
        out.append(header)
        try encodePlain(data.borrowed, py)
        out.append(0x7D)
    }

    /// A whole number is written as an integer, any other as the nearest double.
    private mutating func encodeDecimal(_ object: Borrowed, _ py: borrowing Python) throws(Raised) {
        let parts = try Owned(checking: xcom_call_method0(object.pointer, Names.shared.asTuple))
        let exponent = try Owned(checking: PySequence_GetItem(parts.pointer, 2))
        var overflow: Int32 = 0
        let isWhole =
            xcom_is_long(exponent.pointer) != 0 && PyLong_AsLongAndOverflow(exponent.pointer, &overflow) >= 0
        let number = try Owned(
            checking: isWhole ? PyNumber_Long(object.pointer) : PyNumber_Float(object.pointer))
        out.append(#"{"__classname__": "decimal.Decimal", "__version__": 1, "__data__": "#)
        try encodePlain(number.borrowed, py)
        out.append(0x7D)
    }

    private mutating func encodeDatetime(
        _ object: Borrowed, _ header: StaticString, _ depth: Int, _ py: borrowing Python
    ) throws(Raised) {
        let zone = try Owned(checking: PyObject_GetAttr(object.pointer, Names.shared.tzinfo))
        guard let timezone = try Self.timezone(zone.borrowed, py) else {
            let result = try Serde.serialize(object, depth: depth, py)
            return try encodePlain(result.borrowed, py)
        }
        let timestamp = try Owned(checking: xcom_call_method0(object.pointer, Names.shared.timestamp))
        out.append(header)
        out.append(#"{"timestamp": "#)
        try encodePlain(timestamp.borrowed, py)
        out.append(#", "tz": "#)
        switch consume timezone {
        case .naive:
            out.append("null")
        case .named(let name, let classname):
            out.append(#"{"__classname__": "builtins.tuple", "__version__": 1, "__data__": ["#)
            try encodePlain(name.borrowed, py)
            out.append(", ")
            out.append(classname)
            out.append(", 1, true]}")
        }
        out.append("}}")
    }

    /// How a datetime's zone is written.
    private enum Timezone: ~Copyable {
        case naive
        /// The name or offset, and the class with its quotes.
        case named(Owned, StaticString)
    }

    /// - Returns: `nil` where only serde knows.
    private static func timezone(_ zone: Borrowed, _ py: borrowing Python) throws(Raised) -> Timezone? {
        if zone.pointer == xcom_none() { return .naive }
        let names = Names.shared
        switch try KnownType.of(zone.type, py) {
        case .timezone:
            let offset = try Owned(checking: xcom_call_method1(zone.pointer, names.utcoffset, xcom_none()))
            let truth = try checked(PyObject_IsTrue(offset.pointer))
            // A fixed offset is written as four empty fields, which cannot be read: serde's own work.
            return truth == 0 ? .named(try py.string("UTC"), #""pendulum.tz.timezone.FixedTimezone""#) : nil
        case .zoneInfo:
            return try named(zone, names.key, #""zoneinfo.ZoneInfo""#)
        case .pendulumTimezone:
            return try named(zone, names.key, #""pendulum.tz.timezone.Timezone""#)
        case .pendulumFixedTimezone:
            let offset = try Owned(checking: PyObject_GetAttr(zone.pointer, names.offset))
            guard xcom_type(offset.pointer) == xcom_long_type() else { return nil }
            let classname: StaticString = #""pendulum.tz.timezone.FixedTimezone""#
            if try checked(PyObject_IsTrue(offset.pointer)) == 0 {
                return .named(try py.string("UTC"), classname)
            }
            return .named(offset, classname)
        default:
            return nil
        }
    }

    private static func named(
        _ zone: Borrowed, _ attribute: PyPointer, _ classname: StaticString
    ) throws(Raised) -> Timezone? {
        let name = try Owned(checking: PyObject_GetAttr(zone.pointer, attribute))
        guard xcom_type(name.pointer) == xcom_unicode_type() else { return nil }
        return .named(name, classname)
    }
}
