internal import ArgumentParser
internal import XCom
internal import XComRunner

/// Whether the XCom backend deletes what it keeps, too.
struct PurgeOptions: ParsableArguments {
    @Flag(help: "Let the XCom backend (core.xcom_backend) delete what it keeps, too. What it cannot purge stays.")
    var purge = false
    @OptionGroup var environment: PythonOptions

    /// The backend; `nil` where it is not asked for.
    func backend(of store: any Store) throws -> XComBackend? {
        guard purge else { return nil }
        guard let backend = try XComBackend.configured(python: environment.python, store: store) else {
            throw Failure(
                message: "No XCom backend is configured, so nothing has to be purged. Set core.xcom_backend, or leave "
                    + "--purge out.")
        }
        return backend
    }
}

extension [XComBackend.Failure] {
    /// What stays, in one message.
    func complain(_ backend: XComBackend) {
        guard let first else { return }
        let key = first.address.taskInstance
        let instance = key.mapIndex == TaskInstanceKey.unmapped ? "" : ", map index \(key.mapIndex)"
        let place = "DAG \(key.dagID), run \(key.runID), task \(key.taskID)\(instance), key \(first.address.key)"
        let what = count == 1 ? "an XCom, which stays" : "\(count) XComs, which stay; the first"
        Failure.complain("\(backend.name).purge failed for \(what): \(place): \(first.type): \(first.message)")
    }
}
