internal import Dispatch
package import XCom
package import XComSupervisor

/// The way of a task's requests to whoever supervises it: they go one after another, and each waits for its answer on a thread
/// that no Swift code runs on.
public final class SupervisorComms: Sendable {
    // SAFETY: read and changed on the queue alone.
    private nonisolated(unsafe) var session: SupervisorSession
    private let queue = DispatchQueue(label: "xcom.supervisor")
    /// The variables of the process, which come before what the supervisor has.
    package let environment: [String: String]

    /// - `hasEnd`: Whether the task tells how it ended, and asset events with it.
    package init(_ transport: sending any SupervisorTransport, hasEnd: Bool, environment: [String: String]) {
        session = SupervisorSession(transport: transport, hasEnd: hasEnd)
        self.environment = environment
    }

    /// Runs a piece of the conversation that nothing else comes in between.
    package func perform<Result: Sendable>(
        _ body: @escaping @Sendable (inout SupervisorSession) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try body(&self.session) }) }
        }
    }
}

/// Takes a message to a supervisor, and gives back what it answers.
package protocol SupervisorTransport: AnyObject {
    /// - Throws: ``SupervisorRefusal`` where the answer is an error.
    func send(_ message: any ToSupervisor) throws -> (any ToTask)?
    /// A part of the rows of a selection: by Airflow 2's rules, which only a store has.
    func entries(of selection: XComSelection, in window: XComSelection.Window) throws -> [XComEntry]
}

/// The conversation with a supervisor.
package struct SupervisorSession {
    let transport: any SupervisorTransport
    let hasEnd: Bool
    private(set) var outlets: [AssetProfile] = []
    private(set) var events: [OutletEvent] = []

    init(transport: any SupervisorTransport, hasEnd: Bool) {
        self.transport = transport
        self.hasEnd = hasEnd
    }

    /// Sends what has nothing to be answered but that it was done.
    package func send(_ message: any ToSupervisor) throws {
        if let answer = try transport.send(message) as? ErrorResponse { throw SupervisorRefusal(of: message, answer) }
    }

    /// Sends what is answered by a message of a type.
    package func ask<Answer: ToTask>(_ message: any ToSupervisor, for type: Answer.Type) throws -> Answer {
        switch try transport.send(message) {
        case let answer as Answer: return answer
        case let answer as ErrorResponse: throw SupervisorRefusal(of: message, answer)
        case let answer: throw SupervisorRefusal(of: message, wanted: type, found: answer)
        }
    }

    /// As ``ask(_:for:)``; `nil` where what is asked for is not there.
    package func find<Answer: ToTask>(_ message: any ToSupervisor, for type: Answer.Type) throws -> Answer? {
        do {
            return try ask(message, for: type)
        } catch let error as SupervisorRefusal where error.isNotFound {
            return nil
        }
    }

    mutating func add(_ event: OutletEvent, of asset: AssetProfile) throws {
        guard hasEnd else {
            throw SupervisorRefusal(
                of: "SucceedTask", "an asset event is recorded when its task succeeds; here nothing ends the task")
        }
        if !outlets.contains(asset) { outlets.append(asset) }
        events.append(event)
    }
}

/// What a pull asks goes as requests.
extension SupervisorSession: PullSource {
    package func value(at address: XComAddress, includePriorDates: Bool) throws -> WireValue? {
        let value = try ask(GetXCom(address, includePriorDates: includePriorDates), for: XComResult.self).value
        // A supervisor answers with a null for what is not there.
        return value.isNull ? nil : value
    }

    package func values(of sequence: XComSequence, includePriorDates: Bool) throws -> [WireValue] {
        try ask(
            GetXComSequenceSlice(of: sequence, includePriorDates: includePriorDates), for: XComSequenceSliceResult.self
        ).root
    }

    package func entries(of selection: XComSelection, in window: XComSelection.Window) throws -> [XComEntry] {
        try transport.entries(of: selection, in: window)
    }
}
