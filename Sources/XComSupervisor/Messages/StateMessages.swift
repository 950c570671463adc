package import XCom

/// A task's end without success: failed for good, skipped or removed.
package struct TaskState: ToSupervisor {
    /// The states that a task ends in by this message.
    package enum Final: String, Codable, Sendable {
        case failed, skipped, removed
    }

    package var state: Final
    package var endDate: Timestamp?
    package var renderedMapIndex: String?
}

/// A task's success, with what is needed to register asset events.
package struct SucceedTask: ToSupervisor {
    package var state: String?
    package var endDate: Timestamp
    package var taskOutlets: [AssetProfile]?
    package var outletEvents: [OutletEvent]?
    package var renderedMapIndex: String?
}

/// A task's failure with tries left.
package struct RetryTask: ToSupervisor {
    package var state: String?
    package var endDate: Timestamp
    package var renderedMapIndex: String?
    /// What the task's retry policy says, in place of the task's own delay.
    package var retryDelaySeconds: Double?
    package var retryReason: String?
}

/// A task that waits for a trigger.
package struct DeferTask: ToSupervisor {
    package var state: String?
    package var classpath: String
    /// A JSON object in serde's wire form, or a text that holds one.
    package var triggerKwargs: WireValue?
    package var triggerTimeout: MessageDuration?
    package var queue: String?
    package var nextMethod: String
    package var nextKwargs: WireValue?
    package var renderedMapIndex: String?
}

/// A task that waits for a person, without a trigger.
package struct AwaitInputTask: ToSupervisor {
    package var state: String?
    package var timeout: MessageDuration?
    package var nextMethod: String
    package var nextKwargs: WireValue?
    package var renderedMapIndex: String?
}

/// A sensor that wants to be called again at a later date.
package struct RescheduleTask: ToSupervisor {
    package var state: String?
    package var rescheduleDate: Timestamp
    package var endDate: Timestamp
}

/// Skips tasks of the same run that have not started yet.
package struct SkipDownstreamTasks: ToSupervisor {
    package var tasks: [SkippedTask]
}

/// Stores what the templates of the task instance were rendered to: a JSON object.
package struct SetRenderedFields: ToSupervisor {
    package var renderedFields: WireValue
}

/// Stores the name of a mapped task instance.
package struct SetRenderedMapIndex: ToSupervisor {
    package var renderedMapIndex: String
}

/// A task to be skipped: a task id, or a pair of it with a map index.
package struct SkippedTask: Codable, Hashable, Sendable {
    package var taskID: String
    package var mapIndex: Int

    package init(taskID: String, mapIndex: Int = TaskInstanceKey.unmapped) {
        self.taskID = taskID
        self.mapIndex = mapIndex
    }

    package init(from decoder: any Decoder) throws {
        if let taskID = try? decoder.singleValueContainer().decode(String.self) {
            self.init(taskID: taskID)
        } else {
            var pair = try decoder.unkeyedContainer()
            self.init(taskID: try pair.decode(String.self), mapIndex: try pair.decode(Int.self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var pair = encoder.unkeyedContainer()
        try pair.encode(taskID)
        try pair.encode(mapIndex)
    }
}

/// A length of time: seconds, or ISO 8601 text (`P1DT2H3.5S`) as pydantic writes it.
package struct MessageDuration: Codable, Hashable, Sendable {
    package var seconds: Double

    package init(seconds: Double) {
        self.seconds = seconds
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let seconds = try? container.decode(Double.self) {
            self.seconds = seconds
        } else if let seconds = Self.seconds(iso8601: try container.decode(String.self)) {
            self.seconds = seconds
        } else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a length of time")
        }
    }

    package func encode(to encoder: any Encoder) throws {
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
