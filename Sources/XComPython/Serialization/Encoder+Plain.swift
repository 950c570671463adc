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
            try append(number, py)
        } else if let number = PyFloat(object) {
            try append(number, py)
        } else if PyList.isInstance(object) {
            try encodePlainSequence(object, py)
        } else if PyTuple.isInstance(object) {
            defects.hasForeign = true
            try encodePlainSequence(object, py)
        } else if PyDict.isInstance(object) {
            try encodePlainDict(object, py)
        } else {
            try encodeUnknown(object, py)
        }
    }

    private var isMessage: Bool {
        if case .message = style { true } else { false }
    }

    private mutating func encodeUnknown(_ object: Borrowed, _ py: borrowing Python) throws(Raised) {
        switch style {
        case .serde:
            defects.hasForeign = true
            try appendNull(instead: Self.notSerializable(object, py), py)
        case .message:
            try encodeMessagePart(object, py)
        case .json(let `default`):
            try enter(object, py)
            let plain = try py.call(`default`, object)
            try encodePlain(plain.borrowed, py)
            leave()
        }
    }

    /// Notes that the parts of an object are written next.
    @inline(__always)
    private mutating func enter(_ object: Borrowed, _ py: borrowing Python) throws(Raised) {
        guard budget.enter(1) else {
            if case .json = style { throw RecursionBudget.exceeded(py, " while encoding a JSON object") }
            throw RecursionBudget.exceeded(py)
        }
        guard case .json = style else { return }
        if open.contains(object.pointer) { throw py.raise(.valueError, "Circular reference detected") }
        open.append(object.pointer)
    }

    @inline(__always)
    private mutating func leave() {
        if case .json = style { open.removeLast() }
        budget.leave(1)
    }

    /// As above, of an object that nobody else has to keep.
    mutating func encodePlain(_ object: borrowing Owned, _ py: borrowing Python) throws(Raised) {
        try encodePlain(object.borrowed, py)
    }

    private static func notSerializable(_ object: Borrowed, _ py: borrowing Python) -> Raised {
        py.raise(.typeError, "Object of type \(object.type.shortName) is not JSON serializable")
    }

    private mutating func encodePlainSequence(_ sequence: Borrowed, _ py: borrowing Python) throws(Raised) {
        try enter(sequence, py)
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
        leave()
    }

    private mutating func encodePlainDict(_ dict: Borrowed, _ py: borrowing Python) throws(Raised) {
        try enter(dict, py)
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
        leave()
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
            // Python's encoder in C has the name with its module.
            let name = if case .json = style { key.type.name } else { key.type.shortName }
            let error = py.raise(.typeError, "keys must be str, int, float, bool or None, not \(name)")
            if case .json = style { throw error }
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
