internal import ArgumentParser

struct BundleConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Print the settings by which Airflow 3.3 finds bundle files.",
        discussion: """
            Example: xcom bundle config /opt/airflow/bundles --queue swift

            They belong to whatever starts the tasks: a Celery worker, the scheduler of a LocalExecutor, a pod; and the \
            folders are those of its machine. DAG files declare such tasks by @task.stub(queue="swift").
            """)

    enum Form: String, CaseIterable, ExpressibleByArgument {
        case text, env, cfg
    }

    @Argument(
        help: "Folders with bundle files. (default: bundles in AIRFLOW_HOME, else ~/airflow/bundles)",
        completion: .directory)
    var folders: [String] = []
    @Option(
        help: ArgumentHelp("The queue of such tasks; may be repeated.", valueName: "queue"),
        completion: .list([]))
    var queue: [String] = ["swift"]
    @Option(help: ArgumentHelp("The name of the coordinator.", valueName: "name"), completion: .list([]))
    var name: String = "swift"
    @Option(
        help: ArgumentHelp(
            "For how many seconds Airflow waits for a program to start. (default: Airflow's, 10)", valueName: "seconds")
    )
    var startupTimeout: Double?
    @Option(
        help: ArgumentHelp("The template of such tasks' pods, for the Kubernetes executor.", valueName: "file"),
        completion: .file())
    var podTemplateFile: String?
    @Option(
        help: ArgumentHelp(
            "The image of such tasks' pods, for the Kubernetes executor.", valueName: "repository:tag"),
        completion: .list([]))
    var workerImage: String?
    @Option(
        name: .shortAndLong, help: "Environment variables (env), a part of airflow.cfg (cfg), or both (text).")
    var output: Form = .text

    func validate() throws {
        if let startupTimeout, !(startupTimeout > 0 && startupTimeout < 1e6) {
            throw ValidationError("--startup-timeout takes a number of seconds above 0")
        }
    }

    func run() throws {
        let queues = queue.map { (name: "queue", value: Optional($0)) }
        try BundleCommand.run(
            "config",
            options: queues + [
                ("name", name), ("startup-timeout", startupTimeout.map { String($0) }),
                ("pod-template-file", podTemplateFile), ("worker-image", workerImage), ("output", output.rawValue),
            ], operands: folders)
    }
}
