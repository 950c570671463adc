/// One of the sockets that a relay looks after: what is still to be written to it, and whether it is open.
struct Channel {
    let socket: Int32
    private(set) var isOpen = true
    private var outgoing: [UInt8] = []
    private var start = 0

    init(_ socket: Int32) {
        self.socket = socket
    }

    /// How many bytes wait to be written.
    var waiting: Int { isOpen ? outgoing.count - start : 0 }

    mutating func append(_ bytes: [UInt8]) {
        guard isOpen else { return }
        outgoing.append(contentsOf: bytes)
        flush()
    }

    /// Writes what the socket takes.
    mutating func flush() {
        guard waiting > 0 else { return }
        do {
            start += try Sockets.writeSome(outgoing[start...], to: socket)
        } catch {
            close()
        }
        if start == outgoing.count || start > 1 << 20 {
            outgoing.removeSubrange(..<start)
            start = 0
        }
    }

    /// What has come; `nil` where nothing has.
    mutating func read() -> [UInt8]? {
        guard isOpen else { return nil }
        do {
            guard let bytes = try Sockets.readSome(socket) else { return nil }
            if !bytes.isEmpty { return bytes }
        } catch {}
        close()
        return nil
    }

    /// Nothing goes either way any more.
    mutating func close() {
        isOpen = false
        outgoing = []
        start = 0
    }
}
