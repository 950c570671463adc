internal import JSONCore

/// A place inside of an XCom at which the values of two runs differ.
public struct ValueDifference: Hashable, Sendable {
    /// The way to it from the XCom's key, as Python writes it: `return_value.orders[3].total`.
    public var path: String
    /// What stands there in the first run; `nil` where it has nothing there.
    public var before: WireValue?
    /// What stands there in the second run; `nil` where it has nothing there.
    public var after: WireValue?
}

extension XComDifference {
    /// Where the two values differ, in their order; none where they differ as wholes: a number and another, a list and an
    /// object, the same members in another order.
    ///
    /// - `limit`: So many places are named.
    /// - Returns: The first places, and how many more there are.
    public func places(limit: Int) -> (first: [ValueDifference], more: Int) {
        guard change == .changed, let before = before.flatMap(JSONValue.tree), let after = after.flatMap(JSONValue.tree)
        else { return ([], 0) }
        var comparison = ValueComparison(limit: limit)
        comparison.compare(before, after, at: key)
        if comparison.places.first?.path == key { return ([], 0) }
        return (comparison.places, comparison.count - comparison.places.count)
    }
}

/// Walks through two values side by side.
private struct ValueComparison {
    let limit: Int
    var places: [ValueDifference] = []
    var count = 0

    init(limit: Int) {
        self.limit = limit
    }

    mutating func compare(_ before: JSONValue, _ after: JSONValue, at path: String) {
        guard before != after else { return }
        if let before = before.arrayValue, let after = after.arrayValue { return compare(before, after, at: path) }
        guard let first = before.objectValue, let second = after.objectValue else { return note(before, after, path) }
        switch (EnvelopeForm(first), EnvelopeForm(second)) {
        case (nil, nil): compare(first, second, at: path)
        case (let first?, let second?) where first.name == second.name && first.version == second.version:
            compare(first, second, before, after, at: path)
        default: note(before, after, path)
        }
    }

    /// Two objects of one class: what is inside a tuple or a class of users has places; a moment or a set has none.
    private mutating func compare(
        _ first: EnvelopeForm, _ second: EnvelopeForm, _ before: JSONValue, _ after: JSONValue, at path: String
    ) {
        let envelope = Envelope(name: first.name)
        if envelope == .tuple, let first = first.data.arrayValue, let second = second.data.arrayValue {
            compare(first, second, at: path)
        } else if envelope == nil, let first = first.data.objectValue, let second = second.data.objectValue {
            compare(first, second, at: path)
        } else {
            note(before, after, path)
        }
    }

    /// What both lists begin with, and end with, is the same place in both.
    private mutating func compare(_ before: [JSONValue], _ after: [JSONValue], at path: String) {
        let shorter = min(before.count, after.count)
        let start = zip(before, after).prefix { $0 == $1 }.count
        let end = zip(before.reversed(), after.reversed()).prefix(shorter - start).prefix { $0 == $1 }.count
        for index in start..<(max(before.count, after.count) - end) {
            let old = index < before.count - end ? Optional(before[index]) : Optional.none
            let new = index < after.count - end ? Optional(after[index]) : Optional.none
            let place = "\(path)[\(index)]"
            if let old, let new { compare(old, new, at: place) } else { note(old, new, place) }
        }
    }

    private mutating func compare(_ before: JSONObject, _ after: JSONObject, at path: String) {
        let counted = count
        let new = Dictionary(after.members.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        let old = Dictionary(before.members.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        for member in before.members {
            let place = path + Self.step(member.key)
            if let other = new[member.key] {
                compare(member.value, other, at: place)
            } else {
                note(member.value, nil, place)
            }
        }
        for member in after.members where old[member.key] == nil {
            note(nil, member.value, path + Self.step(member.key))
        }
        // The order of the members is all that differs.
        if count == counted { note(.object(before), .object(after), path) }
    }

    private mutating func note(_ before: JSONValue?, _ after: JSONValue?, _ path: String) {
        count += 1
        guard places.count < limit else { return }
        places.append(ValueDifference(path: path, before: before?.wireValue, after: after?.wireValue))
    }

    private static func step(_ key: String) -> String {
        let isName =
            key.first.map { !$0.isNumber } ?? false
            && key.unicodeScalars.allSatisfy { $0 == "_" || $0.properties.isAlphabetic || ("0"..."9").contains($0) }
        return isName ? ".\(key)" : "[\(ValueText.quoted(key))]"
    }
}
