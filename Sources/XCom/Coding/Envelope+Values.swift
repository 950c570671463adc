internal import FoundationEssentials
internal import JSONCore

extension Envelope {
    /// Keys that no dict may have.
    static let reservedKeys: Set<String> = [classKey, idKey]

    private func json(_ writeData: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.open(self)
        writeData(&writer)
        writer.append("}")
        return writer.wireValue.utf8
    }

    static func json(_ timestamp: Timestamp) -> [UInt8] {
        datetime.json {
            $0.append(#"{"timestamp": "#)
            $0.double(timestamp.pythonTimestamp)
            $0.append(#", "tz": "#)
            $0.openTimezone()
            $0.string("UTC")
            $0.closeTimezone(.pendulumFixedTimezone)
            $0.append("}")
        }
    }

    static func json(_ date: CalendarDate) -> [UInt8] {
        Self.date.json { $0.string(date.description) }
    }

    static func json(_ duration: Duration) -> [UInt8] {
        timedelta.json { $0.double(duration.pythonSeconds) }
    }

    static func json(_ id: UUID) -> [UInt8] {
        uuid.json { $0.string(id.uuidString.lowercased()) }
    }

    static func json(_ number: Decimal) -> [UInt8] {
        decimal.json { $0.append(json: number.wireText) }
    }
}
