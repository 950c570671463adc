internal import JSONCore

/// The classes whose envelopes are written and read natively.
extension Envelope {
    // SAFETY: read and written with the GIL held; the classes found are kept alive for good.
    nonisolated(unsafe) private static var found: [(type: PyType, envelope: Envelope)] = []
    nonisolated(unsafe) private static var classes: [Envelope: Borrowed] = [:]

    /// The module of the class, and its name there.
    private var place: (module: Substring, name: Substring) {
        let dot = name.lastIndex(of: ".") ?? name.startIndex
        return (name[..<dot], name[dot...].dropFirst())
    }

    /// Which of the known classes an object's exact type is. No module is imported for the answer: without its module
    /// there is no instance of a class.
    @inline(__always)
    static func of(_ type: PyType, _ py: borrowing Python) throws(Raised) -> Envelope? {
        if type == .tuple { return .tuple }
        if type == .set { return .set }
        if type == .frozenset { return .frozenset }
        return try ofModule(type, py)
    }

    private static func ofModule(_ type: PyType, _ py: borrowing Python) throws(Raised) -> Envelope? {
        // Of so few, none is found sooner by its hash.
        for known in found where known.type == type { return known.envelope }
        let name = type.shortName
        for candidate in allCases where candidate.place.name == name {
            guard let module = try py.importedModule(String(candidate.place.module)) else { continue }
            let attribute = try py.attribute(name, of: module.borrowed)
            guard attribute.pointer == type.object.pointer else { continue }
            _ = attribute.take()
            found.append((type, candidate))
            return candidate
        }
        return nil
    }

    /// The class itself; its module is imported where it is not yet.
    func type(_ py: borrowing Python) throws(Raised) -> Borrowed {
        if let type = Self.classes[self] { return type }
        let type = Borrowed(try py.function(String(place.name), in: String(place.module)).take())
        Self.classes[self] = type
        return type
    }
}
