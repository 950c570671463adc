package import XCom
package import XComSupervisor

/// A supervisor in the same process, which answers from its store.
package final class StoreTransport: SupervisorTransport {
    private let supervisor: Supervisor
    private let warn: (String) -> Void

    /// - `warn`: Takes what the supervisor has to say for the log.
    package init(_ supervisor: Supervisor, warn: @escaping (String) -> Void) {
        self.supervisor = supervisor
        self.warn = warn
    }

    package func send(_ message: any ToSupervisor) throws -> (any ToTask)? {
        switch supervisor.answer(message) {
        case .empty, .registered: return nil
        case .warning(let text):
            warn(text)
            return nil
        case .body(let answer): return answer
        case .error(let response): throw SupervisorRefusal(of: message, response)
        }
    }

    package func entries(of selection: XComSelection, in window: XComSelection.Window) throws -> [XComEntry] {
        try supervisor.entries(of: selection, in: window)
    }
}
