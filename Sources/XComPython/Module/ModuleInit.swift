internal import CPython
internal import CPythonShims

/// The module `_xcom`: built into an interpreter that this process starts, or an extension of one that has loaded it.
public enum NativeModule {
    /// What CPython wants of the function that makes the module.
    public static func initialize() -> UnsafeMutableRawPointer? {
        UnsafeMutableRawPointer(
            xcom_module_def_init("_xcom", moduleDocumentation, methodTable, { module in executeModule(module) }))
    }

    // SAFETY: set before the module is made, by whoever offers it; read with the GIL held.
    /// The command line, from its arguments to its exit code: `_xcom.main`.
    nonisolated(unsafe) package static var program: ([String]) -> Int32 = { _ in 2 }

    // SAFETY: set by the thread that then runs the program.
    /// The command line that `_xcom.main` runs; `nil` where Python has not called it.
    nonisolated(unsafe) package internal(set) static var arguments: [String]?
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
        immortal("_xcom"), { NativeModule.initialize()?.assumingMemoryBound(to: PyObject.self) }) == 0
}
