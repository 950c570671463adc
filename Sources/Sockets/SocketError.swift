internal import Glibc

/// What a socket did not do.
package struct SocketError: Error, CustomStringConvertible {
    package enum Reason: Equatable {
        case call(String, Int32)
        case deadline
        case closed
    }

    package var reason: Reason

    package init(reason: Reason) {
        self.reason = reason
    }

    package var isDeadline: Bool { reason == .deadline }

    package var description: String {
        switch reason {
        case .call(let name, let code): "\(name): \(String(cString: strerror(code)))"
        case .deadline: "nothing came in time"
        case .closed: "the other end has closed the connection"
        }
    }
}
