internal import Sockets
internal import XCom
internal import XComFrames
internal import XComSupervisor

/// A supervisor at the other end of a socket.
final class FrameTransport: SupervisorTransport {
    /// How long an answer is waited for: what a supervisor cannot read it never answers.
    static let deadline = Duration.seconds(30)

    private let socket: Int32
    private let deadline: Duration
    private var reader = FrameReader()
    private var lastID: Int64 = 0

    init(socket: Int32, deadline: Duration = FrameTransport.deadline) {
        self.socket = socket
        self.deadline = deadline
    }

    func send(_ message: any ToSupervisor) throws -> (any ToTask)? {
        lastID += 1
        let type = Swift.type(of: message).type
        let end = ContinuousClock.now + deadline
        do {
            try Sockets.write(message.frame(id: lastID), to: socket, until: end)
            while true {
                // The answer to a request that was given up comes late.
                if let payload = try reader.next() {
                    let answer = try ResponseFrame(payload: payload)
                    guard answer.id == lastID else { continue }
                    if let error = answer.error { throw SupervisorRefusal(of: message, error) }
                    return answer.body
                }
                reader.append(try Sockets.read(socket, until: end))
            }
        } catch let error as SocketError {
            throw SupervisorRefusal(
                of: type, error.isDeadline ? "the supervisor has not answered within \(deadline)" : "\(error)")
        } catch let error as FrameError {
            throw SupervisorRefusal(of: type, "\(error)")
        }
    }

    func entries(of selection: XComSelection, in window: XComSelection.Window) throws -> [XComEntry] {
        throw SupervisorRefusal(of: "GetXCom", "pulls by Airflow 2's rules are answered on a store only")
    }
}

extension ToSupervisor {
    /// The message as a frame.
    ///
    /// - Throws: `XComCodingError` for an XCom that no frame can hold; `FrameError`.
    func frame(id: Int64) throws -> [UInt8] {
        do {
            return try RequestFrame(id: id, message: self).bytes()
        } catch let error as FrameError {
            guard let push = self as? SetXCom else { throw error }
            let key = TaskInstanceKey(
                dagID: push.dagID, runID: push.runID, taskID: push.taskID, mapIndex: push.mapIndex ?? -1)
            throw XComCodingError(pushing: XComAddress(taskInstance: key, key: push.key), message: error.reason)
        }
    }
}
