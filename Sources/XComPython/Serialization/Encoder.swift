internal import CPython
internal import CPythonShims

/// Writes Python objects as the JSON text that `json.dumps(airflow.sdk.serde.serialize(value))` gives.
///
/// Airflow serializes the whole value first and makes the text (where NaN, surrogates and too long integers fail) afterwards.
/// Here both go hand in hand, so a failure of the second kind is kept until the walk has shown none of the first.
struct Encoder: ~Copyable {
    var out = OutputBuffer()
    /// The first failure of making text.
    private var textFailure: Owned?
    /// Whether a lone surrogate was written: it fails after all others.
    var hasSurrogate = false
    /// Whether the SDK's part of the value has something that is not plain JSON (a tuple), which `SetXCom` refuses.
    var hasForeign = false

    /// Whether a message is written, for which more than JSON's own types is plain.
    let isMessage: Bool

    init(isMessage: Bool = false) {
        self.isMessage = isMessage
    }

    /// The nesting that serde allows: `MAX_RECURSION_DEPTH`, taken from the interpreter's limit as serde does on import.
    static let maximumDepth = Int(Py_GetRecursionLimit()) - 1

    /// Writes a value by serde's rules.
    mutating func encode(_ object: Borrowed, depth: Int, _ py: borrowing Python) throws(Raised) {
        let type = object.type
        if type == xcom_unicode_type() {
            if out.appendString(object.pointer) { hasSurrogate = true }
        } else if type == xcom_long_type() {
            try appendLong(object.pointer, py)
        } else if type == xcom_float_type() {
            try appendFloat(object.pointer, py)
        } else if type == xcom_dict_type() {
            try encodeDict(object, depth: depth, py)
        } else if type == xcom_list_type() {
            try encodeList(object, depth: depth, py)
        } else if object.pointer == xcom_none() {
            out.append("null")
        } else if object.pointer == xcom_true() {
            out.append("true")
        } else if object.pointer == xcom_false() {
            out.append("false")
        } else {
            try encodeOther(object, depth: depth, py)
        }
    }

    /// Gives the text, or raises what making it failed with.
    consuming func finish(_ py: borrowing Python) throws(Raised) -> OutputBuffer {
        if let failure = textFailure.take() {
            xcom_restore_exception(failure.take())
            throw Raised()
        }
        if hasSurrogate && !isMessage { throw Self.surrogateFailure(in: out, py) }
        return out
    }

    /// Keeps the exception that is set for the end, unless there is one already.
    mutating func keepTextFailure(_ py: borrowing Python) {
        guard let exception = xcom_take_exception() else { return }
        let owned = Owned(stealing: exception)
        if textFailure == nil { textFailure = consume owned }
    }

    @inline(__always)
    mutating func appendLong(_ object: PyPointer, _ py: borrowing Python) throws(Raised) {
        var overflow: Int32 = 0
        let value = PyLong_AsLongAndOverflow(object, &overflow)
        if overflow == 0 {
            out.appendInteger(value)
        } else {
            appendText(of: xcom_long_repr(object), py)
        }
    }

    @inline(__always)
    mutating func appendFloat(_ object: PyPointer, _ py: borrowing Python) throws(Raised) {
        let value = xcom_float_value(object)
        if value.isFinite {
            out.appendDouble(value)
        } else {
            _ = py.raise(xcom_exc_value_error(), "Out of range float values are not JSON compliant")
            keepTextFailure(py)
            out.append("null")
        }
    }

    /// Appends the ASCII text of a new `str`, or keeps the failure to make it.
    private mutating func appendText(of string: PyPointer?, _ py: borrowing Python) {
        guard let string else {
            keepTextFailure(py)
            out.append("null")
            return
        }
        let owned = Owned(stealing: string)
        if let data = xcom_unicode_data(owned.pointer) {
            out.append(data.assumingMemoryBound(to: UInt8.self), count: xcom_unicode_length(owned.pointer))
        }
    }

    /// What a push raises for a lone surrogate: the client's `.encode("utf-8")` of the compact text fails, and names the
    /// place in that text.
    private static func surrogateFailure(in text: borrowing OutputBuffer, _ py: borrowing Python) -> Raised {
        do throws(Raised) {
            let json = try py.module("json")
            let loads = try py.attribute("loads", of: json.borrowed)
            let dumps = try py.attribute("dumps", of: json.borrowed)
            let bytes = try text.bytes(py)
            let value = try Owned(checking: xcom_call1(loads.pointer, bytes.pointer))
            let arguments = try Owned(checking: PyTuple_New(1))
            xcom_tuple_init(arguments.pointer, 0, value.borrowed.owned().take())
            let keywords = try Owned(checking: PyDict_New())
            let separators = try Owned(checking: PyTuple_New(2))
            xcom_tuple_init(separators.pointer, 0, try py.string(",").take())
            xcom_tuple_init(separators.pointer, 1, try py.string(":").take())
            try checked(PyDict_SetItemString(keywords.pointer, "ensure_ascii", xcom_false()))
            try checked(PyDict_SetItemString(keywords.pointer, "separators", separators.pointer))
            let compact = try Owned(checking: PyObject_Call(dumps.pointer, arguments.pointer, keywords.pointer))
            _ = try Owned(checking: PyUnicode_AsUTF8String(compact.pointer))
            return py.raise(xcom_exc_value_error(), "a high and a low surrogate follow each other as two characters")
        } catch {
            return error
        }
    }
}
