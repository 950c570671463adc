internal import XComPython
internal import XComStoreOptions
internal import XComStores
internal import XComSupervisor

/// Asks for Airflow's settings, before any DAG file is loaded.
struct ReadSettings: BridgeCall {
    typealias Answer = AirflowSettings
    static let name = "read_settings"

    /// - Throws: ``RunnerError`` `environment` where one cannot be had, or the store not be opened by them.
    static func answered(by interpreter: Interpreter, for store: StoreOpener) throws -> AirflowSettings {
        do {
            let settings = try interpreter.perform(ReadSettings())
            // What is wrong with them is better said here than by each task.
            _ = try settings.opener(of: store)
            return settings
        } catch let error as PythonError where error.type.hasSuffix(".SettingError") {
            throw RunnerError(.environment, error.message)
        }
    }
}

/// Airflow's settings, as far as Swift works by them. The worker has them from Airflow's own `conf`, with all the places
/// that Airflow looks at: variables, `airflow.cfg`, commands, secrets backends, defaults.
package struct AirflowSettings: Codable, Hashable, Sendable {
    /// `[core] max_map_length`: the longest value that can be mapped over.
    var maxMapLength: Int
    /// `[core] parallelism`: how many tasks run at once at most.
    var parallelism: Int
    /// `[core] default_pool_task_slot_count`.
    var defaultPoolSlots: Int
    /// `[core] killed_task_cleanup_time`, in seconds: how long a task may take to end after SIGTERM. Five seconds where
    /// nobody has set it.
    var killedTaskCleanupTime: Int
    /// `[workers] socket_cleanup_timeout`, in seconds: how long to wait for output of processes that tasks left behind.
    var socketCleanupTimeout: Double
    /// `[dag_processor] dag_file_processor_timeout`, in seconds: how long callbacks may take that no task's process calls.
    var dagFileProcessorTimeout: Int
    /// The version of the Task SDK.
    var taskSDK: String
    /// `[state_store] clear_on_success`, of Airflow 3.3.
    var clearsStateOnSuccess: Bool
    /// Whether `[sdk] queue_to_coordinator` says anything.
    var routesQueues: Bool
    /// `[core] fernet_key`: what secrets in the store are encrypted with.
    var fernetKey: String?

    /// What the supervisor of a task works by.
    var supervisor: SupervisorSettings {
        SupervisorSettings(
            maxMapLength: maxMapLength, release: release, clearsStateOnSuccess: clearsStateOnSuccess)
    }

    /// The Airflow that the Task SDK belongs to.
    var release: AirflowRelease { AirflowRelease(taskSDK: taskSDK) ?? .v32 }

    /// The store of a run, with the keys that Airflow's settings name.
    func opener(of store: StoreOpener) throws -> StoreOpener {
        var opener = store
        opener.options.fernetKeys = try fernetKey.map { try FernetKeys($0) }
        return opener
    }
}
