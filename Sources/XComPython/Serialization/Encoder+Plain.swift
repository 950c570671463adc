internal import CPython
internal import CPythonShims

extension Encoder {
    /// Writes what is plain JSON already by the rules of `json.dumps`: what serde gave for a part of a value, or a message.
    mutating func encodePlain(_ object: Borrowed, _ py: borrowing Python) throws(Raised) {
        let type = object.type
        if type == xcom_unicode_type() || xcom_is_unicode(object.pointer) != 0 {
            if isMessage, type != xcom_unicode_type(), let value = try Self.enumValue(object, py) {
                return try encodePlain(value.borrowed, py)
            }
            if out.appendString(object.pointer) { defects.hasSurrogate = true }
        } else if object.pointer == xcom_none() {
            out.append("null")
        } else if object.pointer == xcom_true() {
            out.append("true")
        } else if object.pointer == xcom_false() {
            out.append("false")
        } else if xcom_is_long(object.pointer) != 0 {
            try appendLong(object.pointer, py)
        } else if xcom_is_float(object.pointer) != 0 {
            try appendFloat(object.pointer, py)
        } else if xcom_is_list(object.pointer) != 0 || xcom_is_tuple(object.pointer) != 0 {
            if xcom_is_tuple(object.pointer) != 0 { defects.hasForeign = true }
            try encodePlainSequence(object, py)
        } else if xcom_is_dict(object.pointer) != 0 {
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
            _ = py.raise(
                xcom_exc_type_error(), "Object of type \(Self.shortName(object)) is not JSON serializable")
            try keepTextFailure(py)
            out.append("null")
        case .message:
            try encodeMessagePart(object, py)
        case .json(let `default`):
            try deeper(py)
            try enter(object, py)
            let plain = try Owned(checking: xcom_call1(`default`.pointer, object.pointer))
            try encodePlain(plain.borrowed, py)
            leave()
            budget.leave(1)
        }
    }

    @inline(__always)
    private mutating func deeper(_ py: borrowing Python) throws(Raised) {
        if budget.enter(1) { return }
        if case .json = style { throw RecursionBudget.exceeded(py, " while encoding a JSON object") }
        throw RecursionBudget.exceeded(py)
    }

    /// Notes that the parts of an object are written next; a cycle raises.
    @inline(__always)
    private mutating func enter(_ object: Borrowed, _ py: borrowing Python) throws(Raised) {
        guard case .json = style else { return }
        if open.contains(object.pointer) { throw py.raise(xcom_exc_value_error(), "Circular reference detected") }
        open.append(object.pointer)
    }

    @inline(__always)
    private mutating func leave() {
        if case .json = style { open.removeLast() }
    }

    private mutating func encodePlainSequence(_ sequence: Borrowed, _ py: borrowing Python) throws(Raised) {
        try deeper(py)
        try enter(sequence, py)
        let items = try Owned(checking: PySequence_Fast(sequence.pointer, "a list or tuple"))
        out.append(0x5B)
        let isList = xcom_is_list(items.pointer) != 0
        var index = 0
        while index < (isList ? xcom_list_size(items.pointer) : xcom_tuple_size(items.pointer)) {
            if index > 0 { out.append(", ") }
            let item = isList ? xcom_list_item(items.pointer, index) : xcom_tuple_item(items.pointer, index)
            guard let item else { throw Raised() }
            let held = Borrowed(item).owned()
            try encodePlain(held.borrowed, py)
            index &+= 1
        }
        out.append(0x5D)
        leave()
        budget.leave(1)
    }

    private mutating func encodePlainDict(_ dict: Borrowed, _ py: borrowing Python) throws(Raised) {
        try deeper(py)
        try enter(dict, py)
        let items = try Owned(checking: PyMapping_Items(dict.pointer))
        out.append(0x7B)
        var first = true
        for index in 0..<xcom_list_size(items.pointer) {
            let item = Borrowed(xcom_list_item(items.pointer, index))
            guard xcom_is_tuple(item.pointer) != 0, xcom_tuple_size(item.pointer) == 2,
                let key = xcom_tuple_item(item.pointer, 0), let value = xcom_tuple_item(item.pointer, 1)
            else { throw py.raise(xcom_exc_value_error(), "items must return 2-tuples") }
            if first { first = false } else { out.append(", ") }
            try appendPlainKey(Borrowed(key), py)
            out.append(": ")
            try encodePlain(Borrowed(value), py)
        }
        out.append(0x7D)
        leave()
        budget.leave(1)
    }

    /// A key as `json.dumps` writes it: numbers, booleans and None as their JSON text.
    private mutating func appendPlainKey(_ key: Borrowed, _ py: borrowing Python) throws(Raised) {
        if xcom_is_unicode(key.pointer) != 0 {
            if out.appendString(key.pointer) { defects.hasSurrogate = true }
            return
        }
        defects.hasForeign = true
        let isNumber = xcom_is_long(key.pointer) != 0 || xcom_is_float(key.pointer) != 0
        if isNumber || key.pointer == xcom_none() {
            out.append(0x22)
            try encodePlain(key, py)
            out.append(0x22)
        } else if isMessage {
            let text = try Owned(checking: PyObject_Str(key.pointer))
            if out.appendString(text.pointer) { defects.hasSurrogate = true }
        } else {
            // Python's encoder in C has the name with its module.
            let name = if case .json = style { py.typeName(of: key) } else { Self.shortName(key) }
            _ = py.raise(xcom_exc_type_error(), "keys must be str, int, float, bool or None, not \(name)")
            try keepTextFailure(py)
            out.append(#""""#)
        }
    }

    /// What the SDK's messages hold beside plain JSON: models, moments, ids, enums, paths.
    private mutating func encodeMessagePart(_ object: Borrowed, _ py: borrowing Python) throws(Raised) {
        let names = Names.shared
        if xcom_type(object.pointer) == xcom_set_type() || xcom_type(object.pointer) == xcom_frozenset_type() {
            let list = try Owned(checking: PySequence_List(object.pointer))
            return try encodePlainSequence(list.borrowed, py)
        }
        if let value = try Self.enumValue(object, py) {
            return try encodePlain(value.borrowed, py)
        }
        for method in [names.modelDump, names.isoformat, names.totalSeconds, names.fspath] {
            guard let found = try py.optionalAttribute(method, of: object) else { continue }
            let result = try Owned(checking: xcom_call0(found.pointer))
            return try encodePlain(result.borrowed, py)
        }
        if try KnownType.of(object.type, py) == .uuid {
            let text = try Owned(checking: PyObject_Str(object.pointer))
            return try encodePlain(text.borrowed, py)
        }
        throw py.raise(xcom_exc_type_error(), "Object of type \(Self.shortName(object)) is not JSON serializable")
    }

    /// The value of a member of an Enum, by Enum's own marks on its members.
    private static func enumValue(_ object: Borrowed, _ py: borrowing Python) throws(Raised) -> Owned? {
        guard try py.optionalAttribute(Names.shared.enumName, of: object) != nil else { return nil }
        return try py.optionalAttribute(Names.shared.value, of: object)
    }

    private static func shortName(_ object: Borrowed) -> String {
        let name = String(cString: object.type.pointee.tp_name)
        return name.split(separator: ".").last.map(String.init) ?? name
    }
}
