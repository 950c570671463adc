internal import CPython
internal import CPythonShims

/// The token that says: this thread holds the GIL.
///
/// It is lent to closures and cannot be copied out of them. Everything that touches a Python object asks for it.
struct Python: ~Copyable {
    // SAFETY: whoever makes a token holds the GIL until the token ends: `withPython` acquires it, and the interpreter
    // holds it whenever it calls a function of a native module.
    fileprivate init() {}

    /// Runs a function that the interpreter has called, with the GIL that its caller holds.
    @inline(__always)
    static func called<R: ~Copyable, E: Error>(_ body: (borrowing Python) throws(E) -> R) throws(E) -> R {
        let token = Python()
        return try body(token)
    }

    /// Runs a closure without the GIL, so that other threads of Python go on. The closure touches no Python object.
    func withoutGIL<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
        let state = PyEval_SaveThread()
        defer { PyEval_RestoreThread(state) }
        return try body()
    }
}

/// Runs a closure that holds the GIL.
func withPython<R: ~Copyable, E: Error>(_ body: (borrowing Python) throws(E) -> R) throws(E) -> R {
    let state = PyGILState_Ensure()
    defer { PyGILState_Release(state) }
    let token = Python()
    return try body(token)
}
