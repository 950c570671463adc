/// A Python exception, as a Swift error.
package struct PythonError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The exception's class: `module.Qualname`, `builtins.ValueError`.
    package var type: String
    /// `str()` of the exception.
    package var message: String
    /// The text that Python would print: the traceback, chained exceptions, type and message.
    package var traceback: String

    package init(type: String, message: String, traceback: String) {
        self.type = type
        self.message = message
        self.traceback = traceback
    }

    /// Type and message in one line, as Python's last line of a traceback has them.
    package var description: String {
        let name = type.hasPrefix("builtins.") ? String(type.dropFirst("builtins.".count)) : type
        return message.isEmpty ? name : "\(name): \(message)"
    }
}

extension PythonError {
    /// Takes the exception out of the error indicator.
    ///
    /// Whatever fails on the way (a `__str__` that raises) leaves a placeholder, and no exception behind.
    init(taking py: borrowing Python) {
        guard let owned = py.takeException() else {
            self.init(type: "builtins.SystemError", message: "a call failed without an exception", traceback: "")
            return
        }
        let message = Self.or("<unprintable>", py) { py throws(Raised) in try py.description(of: owned.borrowed) }
        let type = Self.or("builtins.Exception", py) { py throws(Raised) in try Self.className(owned.borrowed, py) }
        let traceback = Self.or("\(type): \(message)\n", py) { py throws(Raised) in
            try Self.format(owned.borrowed, py)
        }
        self.init(type: type, message: message, traceback: traceback)
    }

    private static func or(
        _ placeholder: String, _ py: borrowing Python, _ body: (borrowing Python) throws(Raised) -> String
    ) -> String {
        do throws(Raised) {
            return try body(py)
        } catch {
            py.clearError()
            return placeholder
        }
    }

    private static func className(_ exception: Borrowed, _ py: borrowing Python) throws(Raised) -> String {
        let type = try py.attribute("__class__", of: exception)
        let module = try py.attribute("__module__", of: type.borrowed)
        let name = try py.attribute("__qualname__", of: type.borrowed)
        return try py.description(of: module.borrowed) + "." + py.description(of: name.borrowed)
    }

    private static func format(_ exception: Borrowed, _ py: borrowing Python) throws(Raised) -> String {
        let function = try py.function("format_exception", in: "traceback")
        let lines = try py.call(function.borrowed, exception)
        let text = try py.joined(lines.borrowed)
        return try py.printable(text.borrowed)
    }
}
