internal import FoundationEssentials
internal import JSONCore

extension TextDecoder {
    /// Reads a value of a type.
    func unbox<Value: Decodable>(_ type: Value.Type) throws -> Value {
        // In two steps: `nil as? Value` succeeds where the value is an optional.
        guard let special = try special(type), let value = special as? Value else { return try Value(from: self) }
        return value
    }

    /// A value that is not left to its own `init(from:)`.
    private func special(_ type: any Decodable.Type) throws -> Any? {
        switch type {
        case is String.Type: try string()
        case is Int.Type: try integer(Int.self)
        case is Bool.Type: try bool()
        case is Double.Type: try double()
        case is WireValue.Type: text.wireValue
        case is JSONValue.Type: try tree()
        case is Timestamp.Type: try timestamp()
        case is Date.Type: Date(try timestamp())
        case is CalendarDate.Type: try calendarDate()
        case is Duration.Type: try duration()
        case is UUID.Type: try uuid()
        case is Decimal.Type: try decimal()
        default: nil
        }
    }

    private func timestamp() throws -> Timestamp {
        if let envelope = try envelope() {
            guard [.datetime, .pendulumDateTime].contains(envelope.kind) else {
                throw mismatch("a date and time", Timestamp.self)
            }
            let data = envelope.decoder
            guard let member = try data.members().last(where: { $0.key == "timestamp" })?.value,
                let timestamp = Timestamp(
                    pythonTimestamp: try data.at(member, AnyCodingKey(stringValue: "timestamp")).double())
            else { throw corrupted("this is not a date and time") }
            return timestamp
        }
        guard let timestamp = Timestamp(try string()) else { throw corrupted("this is not an ISO 8601 date and time") }
        return timestamp
    }

    /// A decoder of what is inside this value, if it is one of these envelopes; of the value itself where it is none.
    private func opened(_ kinds: Envelope..., wanted: String, _ type: Any.Type) throws -> TextDecoder {
        guard let envelope = try envelope() else { return self }
        guard kinds.contains(where: { $0 == envelope.kind }) else { throw mismatch(wanted, type) }
        return envelope.decoder
    }

    private func calendarDate() throws -> CalendarDate {
        let decoder = try opened(.date, .pendulumDate, wanted: "a date", CalendarDate.self)
        guard let date = CalendarDate(try decoder.string()) else { throw corrupted("this is not a date") }
        return date
    }

    private func duration() throws -> Duration {
        let decoder = try opened(.timedelta, wanted: "a duration", Duration.self)
        guard let duration = Duration(pythonSeconds: try decoder.double()) else {
            throw corrupted("the duration is too long")
        }
        return duration
    }

    private func uuid() throws -> UUID {
        let decoder = try opened(.uuid, wanted: "a UUID", UUID.self)
        guard let id = UUID(uuidString: try decoder.string()) else { throw corrupted("this is not a UUID") }
        return id
    }

    private func decimal() throws -> Decimal {
        let decoder = try opened(.decimal, wanted: "a decimal number", Decimal.self)
        guard let text = decoder.text.number else { throw decoder.mismatch("a number", Decimal.self) }
        guard let number = Decimal(exactly: text) else { throw corrupted("the number does not fit a Decimal") }
        return number
    }

    // MARK: JSON's own types

    func bool() throws -> Bool {
        guard let value = text.bool else { throw mismatch("a boolean", Bool.self) }
        return value
    }

    func string() throws -> String {
        guard let string = try checked({ () throws(JSONSyntaxError) in try text.string() }) else {
            throw mismatch("a text", String.self)
        }
        return string
    }

    private func tree() throws -> JSONValue {
        try checked { () throws(JSONSyntaxError) in try text.tree() }
    }

    func double() throws -> Double {
        guard let text = text.number else { throw mismatch("a number", Double.self) }
        guard let number = Double(text), number.isFinite else { throw corrupted("the number does not fit a Double") }
        // An integer that a double cannot hold is not rounded: nothing in it says that it is meant to be near.
        if text.utf8.count > 15, isInteger(text), !number.isExactly(integer: text) {
            throw corrupted("the number does not fit a Double")
        }
        return number
    }

    func float() throws -> Float {
        guard let text = text.number else { throw mismatch("a number", Float.self) }
        guard let number = Float(text), number.isFinite, !isInteger(text) || Double(number).isExactly(integer: text)
        else {
            throw corrupted("the number does not fit a Float")
        }
        return number
    }

    private func isInteger(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 != UInt8(ascii: ".") && $0 | 0x20 != UInt8(ascii: "e") }
    }

    func integer<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
        guard let text = text.number else { throw mismatch("an integer", type) }
        if let number = Number(text) { return number }
        // `3.0` is an integer for whoever wants one.
        if let double = Double(text), let number = Number(exactly: double), text.contains(where: { ".eE".contains($0) })
        {
            return number
        }
        throw corrupted("the number does not fit \(type)")
    }
}
