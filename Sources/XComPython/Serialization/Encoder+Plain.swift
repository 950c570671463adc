internal import JSONCore
internal import XCom

extension Encoder {
    /// Writes what is plain JSON already by the rules of `json.dumps`: what serde gave for a part of a value, or a message.
    mutating func encodePlain(_ object: Borrowed, _ py: borrowing Python) throws(Raised) {
        if let text = PyStr(object) {
            if isMessage, object.type != .str, let value = try Self.enumValue(object, py) {
                return try encodePlain(value, py)
            }
            append(text)
        } else if object.isNone {
            out.append("null")
        } else if object.isTrue {
            out.append("true")
        } else if object.isFalse {
            out.append("false")
        } else if let number = PyInt(object) {
            append(number, py)
        } else if let number = PyFloat(object) {
            append(number, py)
        } else if PyList.isInstance(object) {
            try encodePlainSequence(object, py)
        } else if PyTuple.isInstance(object) {
            defects.hasForeign = true
            try encodePlainSequence(object, py)
        } else if PyDict.isInstance(object) {
            try encodePlainDict(object, py)
        } else if isMessage {
            try encodeMessagePart(object, py)
        } else {
            defects.hasForeign = true
            appendNull(instead: Self.notSerializable(object, py), py)
        }
    }

    /// As above, of an object that nobody else has to keep.
    mutating func encodePlain(_ object: borrowing Owned, _ py: borrowing Python) throws(Raised) {
        try encodePlain(object.borrowed, py)
    }

    private static func notSerializable(_ object: Borrowed, _ py: borrowing Python) -> Raised {
        py.raise(.typeError, "Object of type \(object.type.shortName) is not JSON serializable")
    }

    private mutating func encodePlainSequence(_ sequence: Borrowed, _ py: borrowing Python) throws(Raised) {
        if !budget.enter(1) { throw RecursionBudget.exceeded(py) }
        let items = try py.sequence(of: sequence)
        let list = PyList(items.borrowed)
        let tuple = PyTuple(unchecked: items.borrowed)
        out.append(0x5B)
        var index = 0
        while index < list?.count ?? tuple.count {
            if index > 0 { out.append(", ") }
            let held = (list?[index] ?? tuple[index]).owned()
            try encodePlain(held.borrowed, py)
            index &+= 1
        }
        out.append(0x5D)
        budget.leave(1)
    }

    private mutating func encodePlainDict(_ dict: Borrowed, _ py: borrowing Python) throws(Raised) {
        if !budget.enter(1) { throw RecursionBudget.exceeded(py) }
        let items = try py.items(of: dict)
        let list = PyList(unchecked: items.borrowed)
        out.append(0x7B)
        for index in 0..<list.count {
            guard let item = PyTuple(list[index]), item.count == 2 else {
                throw py.raise(.valueError, "items must return 2-tuples")
            }
            if index > 0 { out.append(", ") }
            try appendPlainKey(item[0], py)
            try encodePlain(item[1], py)
        }
        out.append(0x7D)
        budget.leave(1)
    }

    /// A key as `json.dumps` writes it: numbers, booleans and None as their JSON text.
    private mutating func appendPlainKey(_ key: Borrowed, _ py: borrowing Python) throws(Raised) {
        if let text = PyStr(key) { return append(key: text) }
        defects.hasForeign = true
        if PyInt.isInstance(key) || PyFloat.isInstance(key) || key.isNone {
            out.append(0x22)
            try encodePlain(key, py)
            out.append(#"": "#)
        } else if isMessage {
            let text = try py.str(key)
            append(key: PyStr(unchecked: text.borrowed))
        } else {
            _ = py.raise(.typeError, "keys must be str, int, float, bool or None, not \(key.type.shortName)")
            keepTextFailure(py)
            out.append(#""": "#)
        }
    }

    /// What the SDK's messages hold beside plain JSON: models, moments, ids, enums, paths.
    private mutating func encodeMessagePart(_ object: Borrowed, _ py: borrowing Python) throws(Raised) {
        let names = Names.shared
        if object.type == .set || object.type == .frozenset {
            let list = try py.list(of: object)
            return try encodePlainSequence(list.borrowed, py)
        }
        if let value = try Self.enumValue(object, py) {
            return try encodePlain(value, py)
        }
        for method in [names.modelDump, names.isoformat, names.totalSeconds, names.fspath] {
            guard let found = try py.optionalAttribute(method, of: object) else { continue }
            return try encodePlain(py.call(found.borrowed), py)
        }
        if try Envelope.of(object.type, py) == .uuid {
            return try encodePlain(py.str(object), py)
        }
        throw Self.notSerializable(object, py)
    }

    /// The value of a member of an Enum, by Enum's own marks on its members.
    private static func enumValue(_ object: Borrowed, _ py: borrowing Python) throws(Raised) -> Owned? {
        guard try py.optionalAttribute(Names.shared.enumName, of: object) != nil else { return nil }
        return try py.optionalAttribute(Names.shared.value, of: object)
    }
}
