internal import CPython
internal import CPythonShims

/// Counts nesting as the SDK's Python functions would use up the interpreter's recursion limit, without a call per level.
struct RecursionBudget {
    private var remaining = min(Int(xcom_recursion_remaining()), maximum)

    /// The interpreter's recursion limit.
    static var limit: Int { Int(Py_GetRecursionLimit()) }

    /// However far a program raises the interpreter's limit, the stack of a thread holds no more.
    private static let maximum = 8000

    /// The frames that serde needs for a level of lists or dicts.
    static var framesPerLevel: Int { Int(XCOM_FRAMES_PER_LEVEL) }

    /// Goes a level deeper.
    @inline(__always)
    mutating func enter(_ frames: Int = framesPerLevel) -> Bool {
        remaining &-= frames
        return remaining >= 0
    }

    @inline(__always)
    mutating func leave(_ frames: Int = framesPerLevel) {
        remaining &+= frames
    }

    /// What the interpreter raises at its limit.
    static func exceeded(_ py: borrowing Python, _ meanwhile: String = "") -> Raised {
        py.raise(.recursionError, "maximum recursion depth exceeded\(meanwhile)")
    }
}
