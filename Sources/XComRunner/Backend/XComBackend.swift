package import XCom
internal import XComPython
internal import XComSupervisor

/// The configured XCom backend (`[core] xcom_backend`), in an interpreter of this process: for commands that delete what
/// tasks have pushed, or show it.
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
    /// - Returns: `nil` where none is configured: Airflow's own keeps values in the store alone.
    /// - Throws: ``RunnerError`` `environment` where it cannot be loaded.
    package static func configured(python: String?, store: any Store) throws -> XComBackend? {
        let configuration = try Installation.interpreter(python: python)
        let interpreter = try Interpreter.start(configuration)
        interpreter.installSupervisor(Supervisor(store: store))
        let opened: OpenBackend.Answer
        do {
            opened = try interpreter.perform(OpenBackend())
        } catch let error as PythonError {
            throw RunnerError(.environment, "The XCom backend cannot be loaded: \(error.type): \(error.message)")
        }
        return opened.name.map { XComBackend(interpreter, store, name: $0) }
    }

    private init(_ interpreter: Interpreter, _ store: any Store, name: String) {
        self.interpreter = interpreter
        self.store = store
        self.name = name
    }

    /// An entry with the value that a pull gives; where the backend fails, with why.
    package func deserialized(_ entry: XComReading) throws -> XComReading {
        guard case .success(let value) = entry.value else { return entry }
        let read = try interpreter.perform(DeserializeXCom(key: entry.address.key, value: value))
        var entry = entry
        entry.value = .success(read.value ?? .null)
        if let failure = read.failure {
            let instance = entry.address.taskInstance
            entry.value = .failure(
                StoreError(
                    .other, operation: "deserialize XCom",
                    message: "\(name).deserialize_value failed for DAG \(instance.dagID), run \(instance.runID), task "
                        + "\(instance.label), key \(entry.address.key): \(failure.type): \(failure.message)"))
        }
        return entry
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
