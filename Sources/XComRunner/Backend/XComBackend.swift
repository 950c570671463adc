package import XCom
internal import XComPython
internal import XComSupervisor

/// The configured XCom backend (`[core] xcom_backend`), in an interpreter of this process: for commands that delete what
/// tasks have pushed.
///
/// In a task the SDK deletes through it (`task-sdk bases/xcom.py, delete`); a row that is deleted without it leaves what it
/// refers to.
package final class XComBackend {
    private let interpreter: Interpreter
    private let store: any Store
    /// The backend's class.
    package let name: String

    /// Why the backend could not delete what it keeps for an XCom.
    package struct Failure: Hashable, Sendable {
        package var address: XComAddress
        /// The exception's type.
        package var type: String
        package var message: String
    }

    /// Starts the interpreter and loads the backend.
    ///
    /// - Throws: ``RunnerError`` `environment` where there is none, or it cannot be loaded.
    package init(python: String?, store: any Store) throws {
        let configuration = try Installation.interpreter(python: python)
        interpreter = try Interpreter.start(configuration)
        self.store = store
        interpreter.installSupervisor(Supervisor(store: store))
        let opened: OpenBackend.Answer
        do {
            opened = try interpreter.perform(OpenBackend())
        } catch let error as PythonError {
            throw RunnerError(.environment, "The XCom backend cannot be loaded: \(error.type): \(error.message)")
        }
        guard let name = opened.name else {
            throw RunnerError(
                .environment,
                "No XCom backend is configured, so nothing has to be purged. Set core.xcom_backend, or leave --purge out."
            )
        }
        self.name = name
    }

    /// Deletes an XCom after what the backend keeps for it. Where the backend fails, the XCom stays.
    ///
    /// - Returns: Why it stays; `nil` where it is deleted, or was not there.
    package func delete(_ address: XComAddress) throws -> Failure? {
        if let failure = try purge(address) { return failure }
        try store.delete(address)
        return nil
    }

    /// Deletes what the backend keeps for an XCom.
    package func purge(_ address: XComAddress) throws -> Failure? {
        guard let value = try store.value(at: address, includePriorDates: false) else { return nil }
        let purged = try interpreter.perform(PurgeXCom(key: address.key, value: value))
        return purged.failure.map { Failure(address: address, type: $0.type, message: $0.message) }
    }
}
