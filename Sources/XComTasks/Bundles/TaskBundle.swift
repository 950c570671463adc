/// A program whose tasks Airflow and `xcom run` start: the DAG file declares each with `@task.stub`, the bundle has its code.
///
/// ```swift
/// @main struct Orders: TaskBundle {
///     var tasks: some TaskCollection {
///         Tasks(dag: "orders") {
///             Task("double") { ti in
///                 2 * (try await ti.xcomPull(Int.self, from: "extract") ?? 0)
///             }
///         }
///     }
/// }
/// ```
public protocol TaskBundle {
    /// What ``tasks`` is.
    associatedtype Collection: TaskCollection

    /// The tasks, DAG by DAG.
    @TaskCollectionBuilder var tasks: Collection { get }

    /// A bundle has nothing to be told.
    init()
}

extension TaskBundle {
    /// Runs one task for the supervisor that has started this program, or says what is in the bundle.
    public static func main() {
        BundleProgram(tasks: Self().tasks.dags).run()
    }
}

/// Tasks of any number of DAGs.
public protocol TaskCollection: Sendable {
    /// The tasks, DAG by DAG.
    var dags: [Tasks] { get }
}

/// The tasks of one DAG that are written in Swift.
public struct Tasks: TaskCollection {
    /// The id of the DAG.
    public let dagID: String
    /// Its tasks, in the order in which they were written.
    public let tasks: [TaskDefinition]
    /// The name of the file that they are written in.
    public let source: String

    /// - `dag`: The id of the DAG.
    /// - `fileID`: Where the tasks are written: leave it out.
    /// - `tasks`: A ``Task(_:executionTimeout:multipleOutputs:mappedLength:isDagResult:_:)-(_,_,_,_,_,_)`` for each.
    public init(dag: String, fileID: String = #fileID, @TaskBuilder _ tasks: () -> [TaskDefinition]) {
        dagID = dag
        self.tasks = tasks()
        source = fileID.split(separator: "/").last.map(String.init) ?? fileID
    }

    /// This one.
    public var dags: [Tasks] { [self] }
}

/// Several ``Tasks``, one after the other.
public struct TaskList: TaskCollection {
    /// The tasks, DAG by DAG.
    public let dags: [Tasks]
}

/// Puts ``Tasks`` together.
@resultBuilder
public enum TaskCollectionBuilder {
    /// One alone stays what it is.
    public static func buildBlock<Only: TaskCollection>(_ only: Only) -> Only { only }

    /// Several become a list.
    public static func buildBlock(_ parts: any TaskCollection...) -> TaskList {
        TaskList(dags: parts.flatMap(\.dags))
    }
}

/// Puts the tasks of a DAG together.
@resultBuilder
public enum TaskBuilder {
    /// A task.
    public static func buildExpression(_ task: TaskDefinition) -> [TaskDefinition] { [task] }
    /// Several tasks.
    public static func buildBlock(_ parts: [TaskDefinition]...) -> [TaskDefinition] { parts.flatMap { $0 } }
    /// Tasks under an `if`.
    public static func buildOptional(_ part: [TaskDefinition]?) -> [TaskDefinition] { part ?? [] }
    /// Tasks under an `if` that has an `else`.
    public static func buildEither(first: [TaskDefinition]) -> [TaskDefinition] { first }
    /// Tasks under an `else`.
    public static func buildEither(second: [TaskDefinition]) -> [TaskDefinition] { second }
    /// Tasks of a loop.
    public static func buildArray(_ parts: [[TaskDefinition]]) -> [TaskDefinition] { parts.flatMap { $0 } }
}
