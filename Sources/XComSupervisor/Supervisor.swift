package import XCom

package import struct FoundationEssentials.UUID

/// Airflow's supervisor: the one place that answers a task's messages, from a store.
///
/// It has no transport in it: whoever carries the messages (a call in the same process, a socket, HTTP) hands them
/// over one by one. One supervisor speaks for one task instance at a time, the one that was started last; it is not
/// for use by several threads at once.
package final class Supervisor {
    package let store: any Store
    package let settings: SupervisorSettings
    let clock: () -> Timestamp

    /// The task instance that messages without an address speak of.
    package internal(set) var taskInstanceID: UUID?
    /// Whether a task had others skipped (`SkipDownstreamTasks`): whoever schedules has to look at them again.
    package internal(set) var hasSkippedTasks = false

    /// Is told what a task has to do with other runs.
    package var onRunConcern: ((RunConcern) -> Void)?

    /// - Parameter clock: What time it is.
    package init(
        store: any Store, settings: SupervisorSettings = SupervisorSettings(),
        clock: @escaping () -> Timestamp = Timestamp.now
    ) {
        self.store = store
        self.settings = settings
        self.clock = clock
    }

    /// A supervisor of the same task instance on another connection, for a process that was forked off.
    package func reconnected(to store: any Store) -> Supervisor {
        let supervisor = Supervisor(store: store, settings: settings, clock: clock)
        supervisor.taskInstanceID = taskInstanceID
        supervisor.onRunConcern = onRunConcern
        return supervisor
    }

    /// Answers a message in JSON with `Reply.json`; what cannot be read as a message is refused.
    package func answer(json: consuming [UInt8]) throws -> [UInt8]? {
        let message: any ToSupervisor
        do throws(MessageError) {
            // The text may be large: it is not kept beside the value in it.
            message = try Self.message(json: consume json)
        } catch  where error.code == .outOfRange {
            // Airflow's databases refuse such numbers, not its API.
            return SupervisorError.internalError(reason: error.description).json
        } catch  where error.code == .unknownField {
            return SupervisorError.unknownFields(error.unknownFields, error.description).json
        } catch {
            return SupervisorError.refused(422, reason: "invalid_message", error.description).json
        }
        return try answer(message).json()
    }

    /// Answers a message. What the store cannot do is refused with its reason.
    package func answer(_ message: any ToSupervisor) -> Reply {
        do {
            return try message.answer(by: self)
        } catch let error as SupervisorError {
            return .error(error.response)
        } catch {
            let type = Swift.type(of: message).type
            return .error(SupervisorError.internalError(reason: "\(type): \(error)").response)
        }
    }

    /// Reads a message of any type that a task can send.
    package static func message(json: [UInt8]) throws(MessageError) -> any ToSupervisor {
        let text = try MessageCoding.text(json)
        guard let name = try? text.member("type")?.string() else {
            throw MessageError(.missingField, "it has no type")
        }
        guard let type = messages[name] else { throw MessageError(.unknownType, "there is no message \(name)") }
        do {
            return try decode(type, from: text)
        } catch {
            throw MessageError(
                error.code, messageType: name, error.reason, unknownFields: error.unknownFields)
        }
    }

    private static func decode<Message: ToSupervisor>(
        _ type: Message.Type, from text: JSONText
    ) throws(MessageError) -> any ToSupervisor {
        let unread = UnreadMembers()
        let message = try MessageCoding.decode(type, from: text, unread: unread)
        let paths = unread.paths
        // Of the outermost object; whoever has read it knows its type.
        guard paths == [["type"]] || paths.isEmpty else { throw MessageError(unread: paths.filter { $0 != ["type"] }) }
        return message
    }

    /// The task instance that the message speaks of.
    func currentTaskInstance() throws -> TaskInstance {
        guard let taskInstanceID else {
            throw SupervisorError.refused(409, reason: "not_started", "No task instance was started by this supervisor")
        }
        return try taskInstance(taskInstanceID)
    }

    func taskInstance(_ id: UUID) throws -> TaskInstance {
        guard let taskInstance = try store.taskInstance(id: id) else {
            throw SupervisorError.notFound("Task Instance not found")
        }
        return taskInstance
    }
}
