"""What the entry points are asked, and what they answer: the types of ``Sources/XComRunner/Bridge``, on this side.

Swift leaves out of a request what it has no value for: such fields are NotRequired. It ignores the fields of an answer
that it does not know: those of a Graph are for whoever reads ``xcom dags show -o json``.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

#: A date and time in ISO 8601.
Moment = str


#: What is called for a try whose process was lost.
LostTryCall = Literal["on_failure_callback", "on_retry_callback", "email_on_failure", "email_on_retry"]


class Nothing(TypedDict):
    """The request of an entry point that needs to know nothing."""


class RaisedError(TypedDict):
    """An exception: the full name of its type, and its message."""

    type: str
    message: str


class AirflowSettings(TypedDict):
    max_map_length: int
    parallelism: int
    default_pool_slots: int
    # In seconds.
    killed_task_cleanup_time: int
    socket_cleanup_timeout: float
    dag_file_processor_timeout: int
    task_sdk: str
    clears_state_on_success: bool
    # Whether queues are routed to coordinators.
    routes_queues: bool
    fernet_key: str | None


class BegunProcess(TypedDict):
    """What a process of the runner's own has in its environment beside what the program has."""

    variables: list[EnvironmentVariable]


class EnvironmentVariable(TypedDict):
    name: str
    value: str


class LoadDags(TypedDict):
    paths: list[str]
    # DAGs that the process has already.
    dag_ids: list[str]
    # The URL of the store that answers what the files ask: their Variables, Connections and XComs.
    store: str


class LoadedDags(TypedDict):
    dags: list[Graph]
    import_errors: list[ImportFailure]


class ImportFailure(TypedDict):
    """Why a DAG file, or one DAG of it, could not be loaded."""

    file: str
    # Where it is one DAG of the file.
    dag_id: str | None
    line: int | None
    type: str
    message: str
    # What may help.
    hint: str | None
    traceback: str


class PlanRun(TypedDict):
    dag_id: str
    run_id: NotRequired[str]
    conf: NotRequired[Any]
    # Without offset it is in Airflow's default time zone.
    logical_date: NotRequired[str]
    # Its start and its end, where they are given; the timetable says them otherwise.
    data_interval: NotRequired[list[str]]
    run_after: Moment
    is_triggered: bool


class PlannedRun(TypedDict):
    # Alone, where core would refuse the run.
    error: NotRequired[RaisedError]
    run_id: NotRequired[str]
    logical_date: NotRequired[Moment | None]
    # Its start and its end.
    data_interval: NotRequired[list[Moment] | None]
    # Of runs of the schedule.
    run_after: NotRequired[Moment]
    partition_key: NotRequired[str]
    partition_date: NotRequired[Moment]


class FindBundles(TypedDict):
    # Bundle files of the command, and folders of them.
    given: list[str]
    # The version of Airflow's schema of messages that the supervisor speaks.
    schema_version: str
    dag_id: str
    tasks: list[QueuedTask]


class QueuedTask(TypedDict):
    task_id: str
    queue: str
    is_stub: bool


class FoundBundles(TypedDict):
    launches: list[FoundLaunch]
    # Why tasks could not run, a sentence each.
    problems: list[str]


class FoundLaunch(TypedDict):
    task_id: str
    launch: BundleLaunch


class BundleLaunch(TypedDict):
    """How the process of a bundle's task is started."""

    # The program, and what comes before the addresses of its two connections.
    command: list[str]
    environment: list[EnvironmentVariable]
    # In seconds.
    startup_timeout: float
    overtime: float


class BeginBundleTask(TypedDict):
    # What marks its lines where several logs are followed at once.
    label: str
    log_path: NotRequired[str]
    # A descriptor for readable lines.
    followed: NotRequired[int]


class RelayBundleLog(TypedDict):
    lines: list[str]


class AnswerBundleTask(TypedDict):
    # With its type.
    message: Any


class BundleAnswer(TypedDict):
    body: NotRequired[Any]
    error: NotRequired[Any]


class EndBundleTask(TypedDict):
    # How the try was lost that has not said so itself.
    problem: NotRequired[RaisedError]


class EndedBundleTask(TypedDict):
    # The last thing that the bundle has complained of.
    complaint: NotRequired[str]


class MapPartitions(TypedDict):
    dag_id: str
    events: list[PartitionedEvent]


class PartitionedEvent(TypedDict):
    """A partition of an asset that has changed."""

    name: str
    uri: str
    partition_key: str
    partition_date: NotRequired[Moment]


class MappedPartitions(TypedDict):
    # What the DAG's partitions are made by, where that makes a difference.
    fingerprint: NotRequired[Any]
    # In the order of the question.
    events: list[MappedPartition]


class MappedPartition(TypedDict):
    # Why it belongs to none, in a sentence.
    problem: NotRequired[str]
    keys: list[str]
    # What they take from the event.
    partition_date: NotRequired[Moment]


class ResolvePartitions(TypedDict):
    dag_id: str
    partitions: list[WaitingPartition]


class WaitingPartition(TypedDict):
    partition_key: str
    partition_date: NotRequired[Moment]
    fingerprint: NotRequired[Any]
    assets: list[PartitionsOfAsset]


class PartitionsOfAsset(TypedDict):
    """The partitions of an asset that there are."""

    name: str
    uri: str
    partition_keys: list[str]


class ResolvedPartitions(TypedDict):
    # In the order of the question.
    partitions: list[ResolvedPartition]


class ResolvedPartition(TypedDict):
    # Whether the DAG makes its partitions in another way by now.
    is_stale: bool
    # Whether all of an asset is there that the partition takes, in the order of the question.
    received: list[bool]
    partition_date: NotRequired[Moment]
    notices: list[str]


class ReadParams(TypedDict):
    """Values for params, as texts, and the conf that they go into."""

    dag_id: str
    conf: NotRequired[Any]
    params: list[ParamText]


class ParamText(TypedDict):
    name: str
    text: str


class GivenConf(TypedDict):
    # Alone, where the DAG has no such param.
    error: NotRequired[RaisedError]
    conf: NotRequired[Any]


class SubsetTasks(TypedDict):
    dag_id: str
    task_ids: list[str]
    upstream: bool
    downstream: bool


class TaskSubset(TypedDict):
    task_ids: list[str]


class ReadDates(TypedDict):
    # Without offset they are in Airflow's default time zone.
    dates: list[str]


class DatesRead(TypedDict):
    # In the order of the question.
    dates: list[Moment]


class PlanSchedule(TypedDict):
    """Which runs of a schedule: that of a date, or those between two."""

    dag_id: str
    conf: NotRequired[Any]
    date: NotRequired[str]
    first: NotRequired[str]
    last: NotRequired[str]


class PlannedSchedule(TypedDict):
    # Alone, where core would not make the runs.
    error: NotRequired[RaisedError]
    runs: NotRequired[list[PlannedRun]]
    # Those that were asked for.
    first: NotRequired[Moment]
    last: NotRequired[Moment]


class RunTask(TypedDict):
    # The supervisor's StartupDetails.
    startup: Any
    log_path: NotRequired[str]
    # The descriptor for a log that is followed.
    followed: NotRequired[int]
    # Whether a person debugs it, on the command's terminal.
    debugs: NotRequired[bool]


class TaskEnd(TypedDict):
    # As the terminal message has recorded it; where an error kept the SDK from sending one it is "failed", and the
    # instance is still running in the store.
    state: str
    error: RaisedError | None


class RunTrigger(TypedDict):
    trigger: Trigger
    ti: TriggersInstance
    timeout_at: NotRequired[Moment]
    log_path: NotRequired[str]
    followed: NotRequired[int]


class Trigger(TypedDict):
    id: int
    classpath: str
    kwargs: Any


class TriggersInstance(TypedDict):
    """The task instance that is deferred."""

    id: str
    task_id: str
    dag_id: str
    run_id: str
    try_number: int
    map_index: NotRequired[int]


class TriggerEnd(TypedDict):
    # The payload of the event in serde's form, to be put into the stored next_kwargs.
    event: Any
    end: TaskEndByTrigger | None
    # After a failure or a timeout these take the place of the stored ones.
    next_method: str | None
    next_kwargs: Any


class TaskEndByTrigger(TypedDict):
    """An event that ends the task without resuming it."""

    state: str
    xcoms: Any


class RunTaskCallbacks(TypedDict):
    # The StartupDetails of the instance, as it was when the try was lost.
    startup: Any
    # In this order.
    calls: list[LostTryCall]
    # How the try was lost.
    message: str
    log_path: NotRequired[str]
    followed: NotRequired[int]


class RunDagCallback(TypedDict):
    dag_id: str
    run_id: str
    kind: Literal["success", "failure"]
    reason: NotRequired[str]
    # The StartupDetails of the task instance that the callbacks are told of.
    startup: NotRequired[Any]
    log_path: NotRequired[str]
    followed: NotRequired[int]


class OpenedBackend(TypedDict):
    # None for Airflow's own, which keeps nothing elsewhere.
    name: str | None


class RenderTask(TypedDict):
    startup: Any


class RenderedTask(TypedDict):
    fields: list[RenderedField]
    error: RaisedError | None


class RenderedField(TypedDict):
    name: str
    text: str
    value: Any


class PurgeXCom(TypedDict):
    key: str
    value: Any


class PurgedXCom(TypedDict):
    failure: RaisedError | None


class DeserializeXCom(TypedDict):
    key: str
    value: Any


class DeserializedXCom(TypedDict):
    value: NotRequired[Any]
    failure: RaisedError | None


class Versions(TypedDict):
    versions: list[Version]


class Version(TypedDict):
    name: str
    version: str | None


class PrepareTask(TypedDict):
    run_id: str


class AskedHost(TypedDict):
    stops: bool


class ListenerCall(TypedDict):
    """A hook of listeners, with what it is about."""

    hook: str
    # Why a run has its state.
    message: NotRequired[str]
    dag_run: NotRequired[RunRow]
    # Those of the run.
    task_instances: NotRequired[list[TaskInstanceRow]]
    task_instance: NotRequired[TaskInstanceRow]
    error: NotRequired[str]
    asset: NotRequired[AssetRow]


class RunRow(TypedDict):
    """The columns of Airflow's ``dag_run`` that listeners look at."""

    dag_id: str
    run_id: str
    run_type: str
    state: str
    logical_date: NotRequired[Moment]
    data_interval_start: NotRequired[Moment]
    data_interval_end: NotRequired[Moment]
    run_after: Moment
    queued_at: NotRequired[Moment]
    start_date: NotRequired[Moment]
    end_date: NotRequired[Moment]
    conf: Any
    triggered_by: NotRequired[str]
    clear_number: int
    partition_key: NotRequired[str]
    partition_date: NotRequired[Moment]
    note: NotRequired[str]


class TaskInstanceRow(TypedDict):
    """The columns of Airflow's ``task_instance`` that listeners look at."""

    id: str
    task_id: str
    map_index: int
    state: NotRequired[str]
    try_number: int
    max_tries: int
    start_date: NotRequired[Moment]
    end_date: NotRequired[Moment]
    duration: NotRequired[float]
    queued_dttm: NotRequired[Moment]
    scheduled_dttm: NotRequired[Moment]
    hostname: str
    pid: NotRequired[int]
    pool: str
    queue: str
    operator: str
    rendered_map_index: NotRequired[str]
    trigger_id: NotRequired[int]


class AssetRow(TypedDict):
    name: str
    uri: str
    group: str
    extra: Any


class AliasRow(TypedDict):
    name: str
    group: str


# `from` is not a name of Python's.
EdgeLabel = TypedDict("EdgeLabel", {"from": str, "to": str, "label": str})


class Graph(TypedDict):
    """A DAG as the runner sees it."""

    dag_id: str
    fileloc: str
    relative_fileloc: str | None
    description: str | None
    dag_display_name: str
    tags: list[str]
    owners: str
    timetable_summary: str | None
    timetable_type: str
    is_scheduled: bool
    max_active_tasks: int
    catchup: bool
    fail_fast: bool
    params: Any
    has_on_success_callback: bool
    has_on_failure_callback: bool
    # What the DAG is scheduled by, beside or in place of dates.
    asset_condition: AssetCondition | None
    # Whether it is scheduled by partitions: those of the assets, where there are some.
    is_partitioned: bool
    assets: list[AssetRow]
    asset_aliases: list[AliasRow]
    tasks: list[GraphTask]
    task_groups: list[GraphGroup]
    edge_labels: list[EdgeLabel]


class GraphTask(TypedDict):
    task_id: str
    label: str
    task_display_name: str
    operator: str
    custom_operator_name: str | None
    trigger_rule: str
    upstream_task_ids: list[str]
    downstream_task_ids: list[str]
    task_group_id: str | None
    retries: int
    # In seconds, as all that take time.
    retry_delay: float
    retry_exponential_backoff: float
    max_retry_delay: float | None
    execution_timeout: float | None
    start_date: Moment | None
    end_date: Moment | None
    depends_on_past: bool
    wait_for_downstream: bool
    ignore_first_depends_on_past: bool
    pool: str
    pool_slots: int
    priority_weight: int
    queue: str
    owner: str
    max_active_tis_per_dag: int | None
    max_active_tis_per_dagrun: int | None
    is_setup: bool
    is_teardown: bool
    on_failure_fail_dagrun: bool
    is_mapped: bool
    expand: Expand | None
    skips_execution: bool
    skips_downstream: bool
    waits_for_dates: bool
    waits_for_runs: bool
    has_on_failure_callback: bool
    has_on_retry_callback: bool
    # Whether there is somebody to write to, too.
    emails_on_failure: bool
    emails_on_retry: bool
    start_from_trigger: bool
    start_trigger_args: Any
    multiple_outputs: bool
    do_xcom_push: bool
    map_index_template: str | None
    inlets: list[AssetReference]
    outlets: list[AssetReference]


class GraphGroup(TypedDict):
    group_id: str
    label: str
    tooltip: str
    parent_group_id: str | None
    prefix_group_id: bool
    is_mapped: bool
    expand: Expand | None
    children: list[str]
    upstream_task_ids: list[str]
    downstream_task_ids: list[str]
    upstream_group_ids: list[str]
    downstream_group_ids: list[str]


class AssetReference(TypedDict):
    """An inlet or an outlet; an asset may be referred to by one of its names."""

    type: Literal["asset", "alias"]
    name: NotRequired[str]
    uri: NotRequired[str]


class AssetCondition(TypedDict):
    """One of these: several conditions, or a reference."""

    all: NotRequired[list[AssetCondition]]
    any: NotRequired[list[AssetCondition]]
    asset: NotRequired[AssetReference]


class Expand(TypedDict):
    """What a mapped task or group is expanded over: ``values`` of a dict of lists, else ``value``."""

    kind: Literal["dict-of-lists", "list-of-dicts"]
    # Pairs of a name and a Source.
    values: NotRequired[list[Any]]
    value: NotRequired[Source]


class Source(TypedDict):
    """Where the values of an argument come from: one of these, and ``has_fillvalue`` beside ``zip``."""

    # A value in the DAG file, by its length.
    literal: NotRequired[int]
    xcom: NotRequired[XComSource]
    map: NotRequired[Source]
    zip: NotRequired[list[Source]]
    concat: NotRequired[list[Source]]
    has_fillvalue: NotRequired[bool]


class XComSource(TypedDict):
    task_id: str
    key: str


class Command(TypedDict):
    """A program by its path, and its arguments."""

    command: list[str]


class EnterEnvironment(TypedDict):
    environment: str
    arguments: NotRequired[list[str]]


class Entering(TypedDict):
    # Why the environment cannot be entered.
    problem: str | None


class BecomePython(TypedDict):
    arguments: list[str]
    # Modules that are imported first.
    start_modules: list[str]
