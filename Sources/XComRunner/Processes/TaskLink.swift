internal import CSystem
internal import Glibc
internal import XCom

/// What connects the process of an order with the main process: a socket of its own, so that whatever is written to it by
/// the task's code concerns that task alone. Each message is whole, also where processes that the task forked write too.
enum TaskLink {
    /// A longer message is not sent.
    static let longest = 100_000

    static func pair() throws -> SocketPair {
        try SocketPair(.messages)
    }

    static func send(_ message: some Encodable, to socket: Int32) throws {
        let bytes = try WireEncoder(style: .message).encode(message).utf8
        while xcom_send(socket, bytes, bytes.count, nil, 0) < 0 {
            if errno == EAGAIN {
                Descriptor.wait(toWrite: socket)
            } else if errno != EINTR {
                throw SystemError("sendmsg")
            }
        }
    }

    /// The next message; `nil` at the end, and where the bytes are no message of this type.
    static func receive<Message: Decodable>(_ type: Message.Type, from socket: Int32) throws -> Received<Message> {
        guard let bytes = try Descriptor.read(upTo: 2 * longest, { recv(socket, $0, $1, 0) }) else { return .nothing }
        if bytes.isEmpty { return .end }
        let message = try? WireDecoder(style: .message).decode(type, from: WireValue(utf8: bytes))
        return message.map { .message($0) } ?? .unknown
    }

    enum Received<Message> {
        case message(Message)
        /// Bytes that are no such message: the task's code wrote them.
        case unknown
        /// Nothing is there yet, of a socket that does not block.
        case nothing
        case end
    }
}

/// Tells whoever drives a run how an order goes on.
protocol TaskReporter: AnyObject {
    func report(_ report: TaskReport)
    /// Tells of texts that the order's output must not show.
    func report(secrets: [String])
}

/// The link's end in the process of an order.
final class LinkReporter: TaskReporter {
    let socket: GuardedDescriptor

    init(_ socket: consuming OwnedDescriptor) {
        self.socket = GuardedDescriptor(socket)
    }

    /// Tells the main process. Where the task's code has closed the link, its process's end says what there is to say.
    func report(_ report: TaskReport) {
        guard let socket = socket.intact else { return }
        try? TaskLink.send(report, to: socket)
    }

    /// Tells of secrets, in messages that are not too long. One that is too long itself is told in pieces, each of which
    /// is masked.
    func report(secrets: [String]) {
        var batch: [String] = []
        var size = 0
        for secret in secrets.flatMap({ Self.pieces(of: $0) }) {
            // At most six bytes of JSON for each of its own.
            let length = 6 * secret.utf8.count + 4
            if size + length > TaskLink.longest, !batch.isEmpty {
                report(.secrets(batch))
                batch = []
                size = 0
            }
            batch.append(secret)
            size += length
        }
        if !batch.isEmpty { report(.secrets(batch)) }
    }

    private static func pieces(of secret: String) -> [String] {
        let longest = TaskLink.longest / 8
        guard secret.utf8.count > longest else { return [secret] }
        var pieces: [String] = []
        var piece = ""
        for scalar in secret.unicodeScalars {
            if piece.utf8.count >= longest {
                pieces.append(piece)
                piece = ""
            }
            piece.unicodeScalars.append(scalar)
        }
        return pieces + [piece]
    }

    /// Waits for the order; `nil` where none comes any more.
    func order() -> Order? {
        while let socket = socket.intact {
            switch try? TaskLink.receive(Order.self, from: socket) {
            case .message(let order): return order
            case .unknown, .nothing: continue
            case .end, nil: return nil
            }
        }
        return nil
    }
}
