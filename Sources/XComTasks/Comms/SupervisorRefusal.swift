internal import XCom
internal import XComSupervisor

/// A request of a task that its supervisor did not do.
public struct SupervisorRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The request's type, a name of Airflow's: `GetXCom`.
    public var request: String
    /// Airflow's word for the error: `API_SERVER_ERROR`.
    public var error: String
    /// What the supervisor says of it.
    public var message: String

    public var description: String { "\(request): \(error): \(message)" }

    init(of request: String, _ message: String) {
        self.request = request
        error = ErrorResponse.Kind.genericError.rawValue
        self.message = message
    }

    init(of request: any ToSupervisor, _ response: ErrorResponse) {
        self.request = type(of: request).type
        error = response.error.rawValue
        message = response.detail.map(\.text) ?? "the supervisor gives no reason"
    }

    init(of request: any ToSupervisor, wanted: any ToTask.Type, found: (any ToTask)?) {
        let name = found.map { type(of: $0).type } ?? "nothing"
        self.init(
            of: type(of: request).type, "the supervisor answers with \(name), where a \(wanted.type) was expected")
    }

    /// Whether what was asked for is not there.
    var isNotFound: Bool {
        let kinds: [ErrorResponse.Kind] = [
            .variableNotFound, .connectionNotFound, .xcomNotFound, .taskStoreNotFound, .assetStoreNotFound,
        ]
        return kinds.contains { $0.rawValue == error }
    }
}
