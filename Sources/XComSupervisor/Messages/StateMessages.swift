public import XCom

/// A task's end without success: failed for good, skipped or removed.
public struct TaskState: ToSupervisor {
    /// The states that a task ends in by this message.
    public enum Final: String, Codable, Sendable {
        case failed, skipped, removed
    }

    public var state: Final
    public var endDate: Timestamp?
    public var renderedMapIndex: String?
}

/// A task's success, with what is needed to register asset events.
public struct SucceedTask: ToSupervisor {
    public var state: String?
    public var endDate: Timestamp
    public var taskOutlets: [AssetProfile]?
    public var outletEvents: [OutletEvent]?
    public var renderedMapIndex: String?
}

/// A task's failure with tries left.
public struct RetryTask: ToSupervisor {
    public var state: String?
    public var endDate: Timestamp
    public var renderedMapIndex: String?
}

/// A task that waits for a trigger.
public struct DeferTask: ToSupervisor {
    public var state: String?
    public var classpath: String
    /// A JSON object in serde's wire form, or a text that holds one.
    public var triggerKwargs: WireValue?
    public var triggerTimeout: MessageDuration?
    public var queue: String?
    public var nextMethod: String
    public var nextKwargs: WireValue?
    public var renderedMapIndex: String?
}

/// A sensor that wants to be called again at a later date.
public struct RescheduleTask: ToSupervisor {
    public var state: String?
    public var rescheduleDate: Timestamp
    public var endDate: Timestamp
}

/// Skips tasks of the same run that have not started yet.
public struct SkipDownstreamTasks: ToSupervisor {
    public var tasks: [SkippedTask]
}

/// Stores what the templates of the task instance were rendered to: a JSON object.
public struct SetRenderedFields: ToSupervisor {
    public var renderedFields: WireValue
}

/// Stores the name of a mapped task instance.
public struct SetRenderedMapIndex: ToSupervisor {
    public var renderedMapIndex: String
}

/// A task to be skipped: a task id, or a pair of it with a map index.
public struct SkippedTask: Codable, Hashable, Sendable {
    public var taskID: String
    public var mapIndex: Int

    public init(taskID: String, mapIndex: Int = TaskInstanceKey.unmapped) {
        self.taskID = taskID
        self.mapIndex = mapIndex
    }

    public init(from decoder: any Decoder) throws {
        if let taskID = try? decoder.singleValueContainer().decode(String.self) {
            self.init(taskID: taskID)
        } else {
            var pair = try decoder.unkeyedContainer()
            self.init(taskID: try pair.decode(String.self), mapIndex: try pair.decode(Int.self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var pair = encoder.unkeyedContainer()
        try pair.encode(taskID)
        try pair.encode(mapIndex)
    }
}

/// A length of time: seconds, or ISO 8601 text (`P1DT2H3.5S`) as pydantic writes it.
public struct MessageDuration: Codable, Hashable, Sendable {
    public var seconds: Double

    public init(seconds: Double) {
        self.seconds = seconds
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let seconds = try? container.decode(Double.self) {
            self.seconds = seconds
        } else if let seconds = Self.seconds(iso8601: try container.decode(String.self)) {
            self.seconds = seconds
        } else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a length of time")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(seconds)
    }

    private static func seconds(iso8601 text: String) -> Double? {
        var rest = text[...]
        let isNegative = rest.hasPrefix("-")
        if isNegative { rest = rest.dropFirst() }
        guard rest.hasPrefix("P") else { return nil }
        rest = rest.dropFirst()
        var total = 0.0
        var isTime = false
        while let first = rest.first {
            if first == "T" {
                isTime = true
                rest = rest.dropFirst()
                continue
            }
            let digits = rest.prefix { $0.isNumber || $0 == "." }
            rest = rest.dropFirst(digits.count)
            guard let number = Double(digits), let unit = rest.popFirst() else { return nil }
            switch (unit, isTime) {
            case ("W", false): total += number * 604_800
            case ("D", false): total += number * 86_400
            case ("H", true): total += number * 3_600
            case ("M", true): total += number * 60
            case ("S", true): total += number
            default: return nil
            }
        }
        return isNegative ? -total : total
    }
}
