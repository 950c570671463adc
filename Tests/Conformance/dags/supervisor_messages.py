# conformance: {"dags": ["supervisor_messages"], "expect_dag_state": "success"}
"""What the supervisor answers to messages that tasks seldom send: not found, refused, odd filters."""
from datetime import datetime, timezone

from airflow.operators.empty import EmptyOperator
from airflow.sdk import DAG, Asset, TaskGroup, task

TARGET = "supervisor_messages_target"
DAY = datetime(2026, 1, 6, tzinfo=timezone.utc)
LATER = datetime(2026, 2, 1, tzinfo=timezone.utc)
LONG_AGO = datetime(2020, 2, 1, tzinfo=timezone.utc)
# Times and ids, and what an answer says only in one of dag.test() and production.
DROPPED = {
    "start_date", "end_date", "run_after", "data_interval_start", "data_interval_end", "timestamp", "duration",
    "correlation-id", "reason", "id", "is_paused",
}


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items() if k not in DROPPED}
    if isinstance(value, list):
        items = [plain(item) for item in value]
        # The API checks some parameters twice, but not in dag.test().
        return [item for index, item in enumerate(items) if item not in items[:index]]
    return value


def ask(_name, **fields):
    from airflow.sdk.execution_time import comms, task_runner

    try:
        reply = task_runner.SUPERVISOR_COMMS.send(getattr(comms, _name)(**fields))
    except Exception as error:
        if (response := getattr(error, "response", None)) is not None:
            return ["refused", response.status_code, str(error), plain(response.json())]
        detail = error.error.detail
        return ["refused", detail["status_code"], detail["message"], plain(detail["detail"])]
    return None if reply is None else plain(reply.model_dump(mode="json"))


with DAG("supervisor_messages", schedule=None, tags=["z", "a"]):

    @task(outlets=[Asset("supervisor_messages_asset", uri="s3://supervisor/messages", extra={"e": 1})])
    def emit():
        pass

    with TaskGroup("group"):
        early = EmptyOperator(task_id="early")

    @task
    def runs(ti=None):
        return [
            ask("TriggerDagRun", dag_id=TARGET, run_id="one", logical_date=DAY, conf={"a": 1}),
            ask("TriggerDagRun", dag_id=TARGET, run_id="one", conf={"a": 1}),
            ask("TriggerDagRun", dag_id=TARGET, run_id="two", logical_date=DAY),
            ask("TriggerDagRun", dag_id=TARGET, run_id="one", logical_date=DAY, reset_dag_run=True),
            ask("TriggerDagRun", dag_id="no_such", run_id="one", reset_dag_run=True),
            ask("TriggerDagRun", dag_id=TARGET, run_id="three", note="a note"),
            ask("GetDagRun", dag_id=TARGET, run_id="one"),
            ask("GetDagRun", dag_id=TARGET, run_id="three"),
            ask("GetDagRun", dag_id=TARGET, run_id="no_such"),
            ask("GetDagRunState", dag_id=TARGET, run_id="one"),
            ask("GetDagRunState", dag_id=TARGET, run_id="no_such"),
            ask("GetPreviousDagRun", dag_id=TARGET, logical_date=LATER),
            ask("GetPreviousDagRun", dag_id=TARGET, logical_date=DAY),
            ask("GetPreviousDagRun", dag_id=TARGET, logical_date=LATER, state="success"),
            ask("GetPreviousDagRun", dag_id=TARGET, logical_date=LATER, state="no_such"),
            ask("GetDRCount", dag_id=TARGET),
            ask("GetDRCount", dag_id=TARGET, states=[], run_ids=[]),
            ask("GetDRCount", dag_id=TARGET, states=["no_such"]),
            ask("GetDRCount", dag_id=TARGET, states=["queued"], run_ids=["one"], logical_dates=[DAY]),
            ask("GetPrevSuccessfulDagRun", ti_id=ti.id),
            ask("GetDag", dag_id="supervisor_messages"),
            ask("GetDag", dag_id="no_such"),
        ]

    @task
    def instances(ti=None):
        this = {"dag_id": "supervisor_messages", "run_ids": [ti.run_id]}
        return [
            ask("GetTICount", **this),
            ask("GetTICount", **this, states=["success"]),
            ask("GetTICount", **this, states=["null", "no_such"]),
            ask("GetTICount", **this, map_index=-1, task_ids=["emit", "no_such"]),
            ask("GetTICount", **this, map_index=0),
            ask("GetTICount", **this, task_group_id="group"),
            ask("GetTICount", **this, task_group_id="group", task_ids=["emit"]),
            ask("GetTICount", **this, task_group_id="no_such"),
            ask("GetTICount", dag_id="no_such", task_group_id="group"),
            ask("GetTaskStates", **this),
            ask("GetTaskStates", **this, task_ids=["emit"], task_group_id="group"),
            ask("GetTaskStates", **this, task_group_id="group"),
            ask("GetTaskStates", dag_id="no_such"),
            ask("GetPreviousTI", dag_id="supervisor_messages", task_id="no_such"),
            ask("GetPreviousTI", dag_id="supervisor_messages", task_id="group.early", logical_date=LATER),
            ask("GetPreviousTI", dag_id="supervisor_messages", task_id="group.early", logical_date=LONG_AGO),
            ask("GetPreviousTI", dag_id="supervisor_messages", task_id="group.early", state="failed"),
            ask("GetTaskBreadcrumbs", dag_id="supervisor_messages", run_id=ti.run_id),
            ask("GetTaskRescheduleStartDate", ti_id=ti.id),
            ask("ValidateInletsAndOutlets", ti_id=ti.id),
            ask("SkipDownstreamTasks", tasks=["no_such", "emit"]),
            ask("SetRenderedMapIndex", rendered_map_index=""),
        ]

    @task
    def settings():
        return [
            ask("GetAssetByName", name="no_such"),
            ask("GetAssetByUri", uri="no_such"),
            ask("GetAssetByName", name="supervisor_messages_asset"),
            ask("GetAssetEventByAsset", name="supervisor_messages_asset", uri=None),
            ask("GetAssetEventByAsset", name="supervisor_messages_asset", uri=None, before=LONG_AGO),
            ask("GetAssetEventByAsset", name="no_such", uri="no_such"),
            ask("GetAssetEventByAssetAlias", alias_name="no_such"),
            ask("GetVariable", key=""),
            ask("GetVariable", key="of supervisor_messages"),
            ask("PutVariable", key="of supervisor_messages", value=None, description=None),
            ask("GetVariable", key="of supervisor_messages"),
            ask("DeleteVariable", key="of supervisor_messages"),
            ask("DeleteVariable", key="of supervisor_messages"),
            ask("PutVariable", key="", value="x", description=None),
            ask("GetConnection", conn_id="no_such"),
        ]

    @task
    def xcoms(ti=None):
        this = {"dag_id": "supervisor_messages", "run_id": ti.run_id}
        return [
            ask("GetXCom", **this, key="k", task_id=""),
            ask("GetXCom", **this, key="", task_id="emit"),
            ask("GetXComCount", **this, key="k", task_id=""),
            ask("GetXComCount", **this, key="k", task_id="emit"),
            ask("GetXComSequenceItem", **this, key="k", task_id="emit", offset=0),
            ask("GetXComSequenceItem", **this, key="", task_id="emit", offset=0),
            ask("GetXComSequenceItem", **this, key="k", task_id="", offset=0),
            ask("GetXComSequenceSlice", **this, key="", task_id="emit", start=None, stop=None, step=None),
            ask("DeleteXCom", **this, key="", task_id="emit"),
            ask("DeleteXCom", **this, key="k", task_id=""),
            ask("SetXCom", **this, key="", value=1, task_id="emit"),
            ask("SetXCom", **this, key="k", value=1, task_id=""),
            ask("SetXCom", **this, key="k", value=1, task_id="no_such"),
            ask("SetXCom", **this, key="k", value=1, task_id="emit", map_index=0),
            ask("SetXCom", **{**this, "run_id": "it's not"}, key="k", value=1, task_id="emit"),
            ask("SetXCom", **this, key="k", value=[1], task_id="emit", map_index=-7, mapped_length=-5),
            ask("GetXComSequenceSlice", **this, key="k", task_id="emit", start=None, stop=None, step=0),
        ]

    emit() >> early >> runs() >> instances() >> settings() >> xcoms()

with DAG(TARGET, schedule=None):
    EmptyOperator(task_id="target")
