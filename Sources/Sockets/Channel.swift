/// A socket that a loop looks after beside others: what is still to be written to it, and whether it is open.
package struct Channel {
    package let socket: Int32
    package private(set) var isOpen = true
    private var outgoing: [UInt8] = []
    private var start = 0

    package init(_ socket: Int32) {
        self.socket = socket
    }

    /// How many bytes wait to be written.
    package var waiting: Int { isOpen ? outgoing.count - start : 0 }

    package mutating func append(_ bytes: [UInt8]) {
        guard isOpen else { return }
        outgoing.append(contentsOf: bytes)
        flush()
    }

    /// Writes what the socket takes.
    package mutating func flush() {
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
    package mutating func read() -> [UInt8]? {
        guard isOpen else { return nil }
        do {
            guard let bytes = try Sockets.readSome(socket) else { return nil }
            if !bytes.isEmpty { return bytes }
        } catch {}
        close()
        return nil
    }

    /// Nothing goes either way any more.
    package mutating func close() {
        isOpen = false
        outgoing = []
        start = 0
    }
}
