internal import CPython
internal import CPythonShims

/// Names of attributes and keys, as interned strings that live as long as the process.
struct Names {
    // SAFETY: made once while the GIL is held, and never given up; strings do not change.
    nonisolated(unsafe) static let shared = Names()

    let classname = interned("__classname__")
    let version = interned("__version__")
    let data = interned("__data__")
    let id = interned("__id__")
    let oldType = interned("__type")
    let oldData = interned("__var")
    let timestamp = interned("timestamp")
    let timezone = interned("tz")
    let tzinfo = interned("tzinfo")
    let isoformat = interned("isoformat")
    let totalSeconds = interned("total_seconds")
    let asTuple = interned("as_tuple")
    let utcoffset = interned("utcoffset")
    let key = interned("key")
    let offset = interned("offset")
    let value = interned("value")
    let enumName = interned("_name_")
    let modelDump = interned("model_dump")
    let fspath = interned("__fspath__")
    let fromtimestamp = interned("fromtimestamp")
    let fromisoformat = interned("fromisoformat")
    let emptyTuple: PyPointer = PyTuple_New(0) ?? xcom_none()
    let one: PyPointer = PyLong_FromLong(1) ?? xcom_none()
    let zero: PyPointer = PyLong_FromLong(0) ?? xcom_none()

    private static func interned(_ text: StaticString) -> PyPointer {
        // SAFETY: a static string ends in NUL. Without memory for a dozen names nothing else would work either: None
        // then makes every lookup fail by an error.
        text.withUTF8Buffer { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { chars in
                chars.baseAddress.flatMap { PyUnicode_InternFromString($0) } ?? xcom_none()
            }
        }
    }
}
