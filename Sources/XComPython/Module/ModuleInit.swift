internal import CPython
internal import CPythonShims

/// What CPython calls to make the module `_xcom`: as a built-in, and as the entry point of an extension module.
@_cdecl("PyInit__xcom")
public func moduleInitializer() -> UnsafeMutableRawPointer? {
    UnsafeMutableRawPointer(
        xcom_module_def_init("_xcom", moduleDocumentation, methodTable, { module in executeModule(module) }))
}

// SAFETY: as below.
nonisolated(unsafe) private let moduleDocumentation = immortal(
    "The native part of xcom: serialization and the XCom store.")

// SAFETY: CPython reads the table as long as the process lives; it is made once, never changed and never freed.
nonisolated(unsafe) private let methodTable: UnsafeMutablePointer<PyMethodDef> = {
    let table = UnsafeMutablePointer<PyMethodDef>.allocate(capacity: moduleFunctions.count + 1)
    for (index, function) in moduleFunctions.enumerated() {
        table[index] = PyMethodDef(
            ml_name: immortal(function.name), ml_meth: function.entry, ml_flags: function.flags,
            ml_doc: immortal(function.documentation))
    }
    table[moduleFunctions.count] = PyMethodDef()
    return table
}()

/// A C string that is never freed.
func immortal(_ text: String) -> UnsafePointer<CChar> {
    let utf8 = text.utf8CString
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: utf8.count)
    for (index, byte) in utf8.enumerated() { copy[index] = byte }
    return UnsafePointer(copy)
}

/// The module's state belongs to the process, so that only the main interpreter may have the module.
private func executeModule(_ module: PyPointer?) -> Int32 {
    Python.called { py in
        guard PyInterpreterState_Get() == PyInterpreterState_Main() else {
            _ = py.raise(.importError, "_xcom cannot be used in a sub-interpreter")
            return -1
        }
        return 0
    }
}

/// Makes `_xcom` a built-in module of the interpreter that is started next.
func registerBuiltinModule() -> Bool {
    // CPython keeps the pointer to the name.
    PyImport_AppendInittab(
        immortal("_xcom"), { moduleInitializer()?.assumingMemoryBound(to: PyObject.self) }) == 0
}
