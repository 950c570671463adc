internal import CPython
internal import CPythonShims
internal import JSONCore
internal import XCom

/// Names of attributes and keys, as interned strings that live as long as the process.
struct Names {
    // SAFETY: made once while the GIL is held, and never given up; strings do not change.
    nonisolated(unsafe) static let shared = Names()

    let classname = interned(Envelope.classKey)
    let version = interned(Envelope.versionKey)
    let data = interned(Envelope.dataKey)
    let id = interned(Envelope.idKey)
    let oldType = interned(Envelope.oldTypeKey)
    let oldData = interned(Envelope.oldDataKey)
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
    let addNote = interned("add_note")
    let flush = interned("flush")
    let emptyTuple = Borrowed(PyTuple_New(0) ?? xcom_none())
    let one = Borrowed(PyLong_FromLong(1) ?? xcom_none())
    let zero = Borrowed(PyLong_FromLong(0) ?? xcom_none())

    private static func interned(_ text: String) -> Borrowed {
        // SAFETY: without memory for a dozen names nothing else would work either: None then makes every lookup fail by
        // an error.
        Borrowed(PyUnicode_InternFromString(text) ?? xcom_none())
    }
}
