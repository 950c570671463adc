internal import CPython
internal import CPythonShims

/// Gives Python objects for JSON text: `json.loads`, then what `airflow.sdk.serde.deserialize` makes of it.
enum Decoder {
    /// Decodes by serde's rules.
    ///
    /// - `original`: The `str` or `bytes` that the text comes from, if it comes from one: errors speak of it.
    static func decode(
        _ text: UnsafeBufferPointer<UInt8>, of original: Borrowed? = nil, _ py: borrowing Python
    ) throws(Raised) -> Owned {
        var parser = Parser(text)
        do throws(ParseFailure) {
            let value = try parser.parse(py)
            guard parser.hasEnvelope else { return value }
            return try Self.deserializing(value, py)
        } catch {
            guard error == .text else { throw Raised() }
            return try deserialize(loads(text, original, py), py)
        }
    }

    private static func deserializing(_ value: consuming Owned, _ py: borrowing Python) throws(ParseFailure) -> Owned {
        do throws(Raised) {
            return try deserialize(value, py)
        } catch {
            throw .raised
        }
    }

    /// Decodes as `json.loads` with a hook for objects, which leaves those without a meaning to serde as they are.
    static func decode(
        _ text: UnsafeBufferPointer<UInt8>, of original: Borrowed, hook: Borrowed, _ py: borrowing Python
    ) throws(Raised) -> Owned {
        var parser = Parser(text)
        do throws(ParseFailure) {
            let value = try parser.parse(py)
            if !parser.hasEnvelope { return value }
        } catch {
            guard error == .text else { throw Raised() }
        }
        return try loads(original, hook: hook, py)
    }

    /// Decodes plain JSON.
    static func decodePlain(
        _ text: UnsafeBufferPointer<UInt8>, of original: Borrowed? = nil, _ py: borrowing Python
    ) throws(Raised) -> Owned {
        var parser = Parser(text)
        do throws(ParseFailure) {
            return try parser.parse(py)
        } catch {
            guard error == .text else { throw Raised() }
            return try loads(text, original, py)
        }
    }

    /// Lends the UTF-8 text of a `bytes` or `str`. A `str` that has none (lone surrogates) goes through Python's `json`.
    static func withText(
        of object: Borrowed, _ py: borrowing Python,
        _ body: (UnsafeBufferPointer<UInt8>, borrowing Python) throws(Raised) -> Owned
    ) throws(Raised) -> Owned? {
        if xcom_is_bytes(object.pointer) != 0 {
            let count = xcom_bytes_size(object.pointer)
            // SAFETY: a bytes does not change, and the caller keeps it alive.
            let base = UnsafeRawPointer(xcom_bytes_data(object.pointer))?.assumingMemoryBound(to: UInt8.self)
            return try body(UnsafeBufferPointer(start: base, count: count), py)
        }
        guard xcom_is_unicode(object.pointer) != 0 else {
            throw py.raise(
                xcom_exc_type_error(),
                "the JSON object must be str, bytes or bytearray, not \(py.typeName(of: object))")
        }
        var count = 0
        guard let utf8 = PyUnicode_AsUTF8AndSize(object.pointer, &count) else {
            PyErr_Clear()
            return nil
        }
        // SAFETY: CPython keeps the UTF-8 form with the str, which the caller keeps alive.
        let base = UnsafeRawPointer(utf8).assumingMemoryBound(to: UInt8.self)
        return try body(UnsafeBufferPointer(start: base, count: count), py)
    }

    /// Python's own `json.loads`.
    static func loads(_ object: Borrowed, _ py: borrowing Python) throws(Raised) -> Owned {
        let json = try py.module("json")
        let function = try py.attribute("loads", of: json.borrowed)
        return try Owned(checking: xcom_call1(function.pointer, object.pointer))
    }

    /// Python's own `json.loads` with a hook for objects.
    static func loads(_ object: Borrowed, hook: Borrowed, _ py: borrowing Python) throws(Raised) -> Owned {
        let json = try py.module("json")
        let function = try py.attribute("loads", of: json.borrowed)
        let arguments = try Owned(checking: PyTuple_New(1))
        // It takes the reference over.
        PyTuple_SetItem(arguments.pointer, 0, object.owned().take())
        let options = try Owned(checking: PyDict_New())
        try checked(PyDict_SetItemString(options.pointer, "object_hook", hook.pointer))
        return try Owned(checking: PyObject_Call(function.pointer, arguments.pointer, options.pointer))
    }

    private static func loads(
        _ text: UnsafeBufferPointer<UInt8>, _ original: Borrowed?, _ py: borrowing Python
    ) throws(Raised) -> Owned {
        if let original { return try loads(original, py) }
        // As a `str`, which Airflow has from its database: in `bytes`, json takes a byte order mark too.
        let string = try Owned(
            checking: PyUnicode_DecodeUTF8(
                UnsafeRawPointer(text.baseAddress)?.assumingMemoryBound(to: CChar.self), text.count, "surrogatepass"))
        return try loads(string.borrowed, py)
    }
}
