internal import CPython

/// The signature of a METH_FASTCALL function.
typealias FastCall = @convention(c) (PyPointer?, UnsafePointer<PyPointer?>?, Int) -> PyPointer?

/// One function of `_xcom`.
struct ModuleFunction {
    var name: String
    var documentation: String
    var entry: PyCFunction?
    var flags: Int32

    /// A function of positional arguments; the documentation's first line is the signature that `inspect` reads.
    init(_ name: String, _ signature: String, _ documentation: String, _ entry: @escaping FastCall) {
        self.name = name
        self.documentation = "\(name)(\(signature))\n--\n\n\(documentation)"
        // SAFETY: METH_FASTCALL tells CPython to call the pointer by this signature.
        self.entry = unsafeBitCast(entry, to: PyCFunction.self)
        self.flags = METH_FASTCALL
    }
}

/// The positional arguments of a call.
struct Arguments {
    // SAFETY: CPython keeps the arguments alive while the function runs.
    let items: UnsafeBufferPointer<PyPointer?>

    init(
        _ function: String, _ pointer: UnsafePointer<PyPointer?>?, _ count: Int, expected: Int, _ py: borrowing Python
    ) throws(Raised) {
        guard count == expected else {
            let noun = expected == 1 ? "argument" : "arguments"
            throw py.raise(
                .typeError, "\(function)() takes exactly \(expected) \(noun) (\(count) given)")
        }
        items = UnsafeBufferPointer(start: pointer, count: count)
    }

    subscript(index: Int) -> Borrowed {
        get throws(Raised) {
            guard let item = items[index] else { throw Raised() }
            return Borrowed(item)
        }
    }
}

/// Runs the body of a function that CPython has called, and gives back a new reference or NULL.
@inline(__always)
func entry(_ body: (borrowing Python) throws(Raised) -> Owned) -> PyPointer? {
    Python.called { py in
        do throws(Raised) {
            return try body(py).take()
        } catch {
            return nil
        }
    }
}
