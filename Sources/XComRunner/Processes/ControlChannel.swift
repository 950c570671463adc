internal import CSystem
internal import Glibc
internal import XCom
internal import XComSupervisor

/// One end of the socket between the main process and the worker: messages out and in, and descriptors with them.
final class ControlChannel {
    // The worker runs tasks itself under `inline`.
    private let socket: GuardedDescriptor
    private var reader = FrameReader()
    /// Descriptors that came, for messages that are yet to be read.
    private var descriptors: [Int32] = []
    /// Whether the other side has closed.
    private(set) var isAtEnd = false

    init(_ socket: consuming OwnedDescriptor) {
        self.socket = GuardedDescriptor(socket)
    }

    deinit {
        for descriptor in descriptors { close(descriptor) }
    }

    var descriptor: Int32 { socket.number }

    /// Sends a message; the receiver gets copies of the descriptors.
    func send(_ message: some Encodable, with descriptors: [Int32] = []) throws {
        let bytes = try Frame.bytes(of: message)
        guard let socket = socket.intact else { throw SystemError("sendmsg", code: EBADF) }
        var start = 0
        while start < bytes.count {
            // They go with the first byte.
            let along = start == 0 ? descriptors : []
            let count = bytes.withUnsafeBytes { all in
                xcom_send(socket, all.baseAddress.map { $0 + start }, all.count - start, along, Int32(along.count))
            }
            if count >= 0 {
                start += count
            } else if errno == EAGAIN {
                Descriptor.wait(toWrite: socket)
            } else if errno != EINTR {
                throw SystemError("sendmsg")
            }
        }
    }

    /// The messages that are there; waits for bytes where the socket blocks.
    func receive<Message: Decodable>(_ type: Message.Type) throws -> [Message] {
        guard !isAtEnd, let socket = socket.intact else {
            isAtEnd = true
            return []
        }
        var came: [Int32] = Array(repeating: -1, count: 16)
        var count: Int32 = 0
        let bytes = try Descriptor.read(upTo: 65_536) { buffer, size in
            xcom_receive(socket, buffer, size, &came, Int32(came.count), &count)
        }
        descriptors += came.prefix(Int(count))
        if let bytes {
            if bytes.isEmpty { isAtEnd = true }
            reader.append(bytes)
        }
        var messages: [Message] = []
        while let text = try reader.next() {
            messages.append(try WireDecoder(style: .message).decode(type, from: WireValue(utf8: text)))
        }
        return messages
    }

    /// The descriptors of the message that is handled now; they belong to the caller.
    func takeDescriptors(_ count: Int) -> [Int32] {
        let taken = Array(descriptors.prefix(count))
        descriptors.removeFirst(taken.count)
        return taken
    }
}
