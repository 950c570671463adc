internal import CPython
internal import CPythonShims

/// The classes whose envelopes are written and read natively, beside Python's built-in ones.
enum KnownType: String, CaseIterable {
    case datetime = "datetime.datetime"
    case date = "datetime.date"
    case timedelta = "datetime.timedelta"
    case timezone = "datetime.timezone"
    case decimal = "decimal.Decimal"
    case uuid = "uuid.UUID"
    case zoneInfo = "zoneinfo.ZoneInfo"
    case pendulumDateTime = "pendulum.datetime.DateTime"
    case pendulumDate = "pendulum.date.Date"
    case pendulumTimezone = "pendulum.tz.timezone.Timezone"
    case pendulumFixedTimezone = "pendulum.tz.timezone.FixedTimezone"

    var module: String {
        String(rawValue.prefix(upTo: rawValue.lastIndex(of: ".") ?? rawValue.startIndex))
    }

    var name: String {
        String(rawValue.suffix(from: rawValue.index(after: rawValue.lastIndex(of: ".") ?? rawValue.startIndex)))
    }

    // SAFETY: read and written with the GIL held; the types found are kept alive for good.
    nonisolated(unsafe) private static var found: [UnsafeMutablePointer<PyTypeObject>: KnownType] = [:]
    nonisolated(unsafe) private static var types: [KnownType: PyPointer] = [:]

    /// Which of the known classes an object's exact type is. No module is imported for the answer: without its module
    /// there is no instance of a class.
    static func of(_ type: UnsafeMutablePointer<PyTypeObject>, _ py: borrowing Python) throws(Raised) -> KnownType? {
        if let known = found[type] { return known }
        let full = String(cString: type.pointee.tp_name)
        let short = full.split(separator: ".").last.map(String.init) ?? full
        for candidate in allCases where candidate.name == short {
            guard let module = try py.importedModule(candidate.module) else { continue }
            let attribute = try py.attribute(candidate.name, of: module.borrowed)
            guard attribute.pointer == UnsafeMutableRawPointer(type).assumingMemoryBound(to: PyObject.self) else {
                continue
            }
            xcom_incref(attribute.pointer)
            found[type] = candidate
            return candidate
        }
        return nil
    }

    /// The class itself; its module is imported where it is not yet.
    func type(_ py: borrowing Python) throws(Raised) -> Borrowed {
        if let type = Self.types[self] { return Borrowed(type) }
        let module = try py.module(module)
        let type = try py.attribute(name, of: module.borrowed)
        let result = type.borrowed
        Self.types[self] = type.take()
        return result
    }
}
