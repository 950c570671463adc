internal import XCom

/// Gives Python objects for JSON text: `json.loads`, then what `airflow.sdk.serde.deserialize` makes of it.
enum Decoder {
    /// Decodes by serde's rules.
    static func decode(_ text: UnsafeBufferPointer<UInt8>, _ py: borrowing Python) throws(Raised) -> Owned {
        try decode(text, isPlain: false, py) { py throws(Raised) in
            // As a `str`, which Airflow has from its database: in `bytes`, json takes a byte order mark too.
            let string = try py.string(utf8: text)
            return try loads(string.borrowed, py)
        }
    }

    /// Decodes a `bytes` or `str`, by serde's rules or as plain JSON.
    static func decode(object: Borrowed, isPlain: Bool, _ py: borrowing Python) throws(Raised) -> Owned {
        guard let text = try text(of: object, py) else {
            let value = try loads(object, py)
            return isPlain ? value : try deserialize(value, py)
        }
        return try decode(text, isPlain: isPlain, py) { py throws(Raised) in try loads(object, py) }
    }

    /// Decodes as `json.loads` with a hook for objects, which leaves those without a meaning to serde as they are.
    static func decode(object: Borrowed, hook: Borrowed, _ py: borrowing Python) throws(Raised) -> Owned {
        guard let text = try text(of: object, py) else { return try loads(object, hook: hook, py) }
        var parser = Parser(text)
        do throws(ParseFailure) {
            let value = try parser.parse(py)
            if !parser.hasEnvelope { return value }
        } catch {
            guard error == .text else { throw Raised() }
        }
        return try loads(object, hook: hook, py)
    }

    /// The UTF-8 of a `bytes` or `str`; `nil` for a `str` that has none, because of lone surrogates.
    private static func text(
        of object: Borrowed, _ py: borrowing Python
    ) throws(Raised) -> UnsafeBufferPointer<UInt8>? {
        if let bytes = PyBytes(object) { return bytes.buffer }
        guard PyStr.isInstance(object) else {
            throw py.raise(.typeError, "the JSON object must be str, bytes or bytearray, not \(object.type.name)")
        }
        do throws(Raised) {
            return try py.utf8(of: object)
        } catch {
            py.clearError()
            return nil
        }
    }

    /// - `loads`: Reads what is not JSON by the book (NaN, a byte order mark), and words the error.
    private static func decode(
        _ text: UnsafeBufferPointer<UInt8>, isPlain: Bool, _ py: borrowing Python,
        _ loads: (borrowing Python) throws(Raised) -> Owned
    ) throws(Raised) -> Owned {
        var parser = Parser(text)
        let value: Owned
        do throws(ParseFailure) {
            value = try parser.parse(py)
        } catch {
            guard error == .text else { throw Raised() }
            let value = try loads(py)
            return isPlain ? value : try deserialize(value, py)
        }
        return isPlain || !parser.hasEnvelope ? value : try deserialize(value, py)
    }

    /// Python's own `json.loads`.
    static func loads(_ object: Borrowed, _ py: borrowing Python) throws(Raised) -> Owned {
        let function = try py.function("loads", in: "json")
        return try py.call(function.borrowed, object)
    }

    private static func loads(_ object: Borrowed, hook: Borrowed, _ py: borrowing Python) throws(Raised) -> Owned {
        let function = try py.function("loads", in: "json")
        let options = try py.dict()
        let keywords = PyDict(unchecked: options.borrowed)
        let text = try py.string("s")
        try keywords.set(text.borrowed, object)
        let name = try py.string("object_hook")
        try keywords.set(name.borrowed, hook)
        return try py.call(function.borrowed, keywords: keywords)
    }
}
