"""Which paths are Airflow's DAG, `@task`, operators: in any version's spelling."""

from __future__ import annotations

DAG = frozenset({"airflow.DAG", "airflow.models.DAG", "airflow.models.dag.DAG", "airflow.sdk.DAG"}) | {
    "airflow.sdk.definitions.dag.DAG"
}
DAG_DECORATOR = frozenset({"airflow.decorators.dag", "airflow.models.dag.dag", "airflow.sdk.dag"})
TASK_DECORATOR = frozenset({"airflow.decorators.task", "airflow.sdk.task"})
SETUPS = frozenset(
    {f"{module}.{name}" for module in ("airflow.decorators", "airflow.sdk") for name in ("setup", "teardown")}
)
GROUP_DECORATOR = frozenset({"airflow.decorators.task_group", "airflow.sdk.task_group"}) | {
    "airflow.decorators.task_group.task_group"
}
GROUP = frozenset({"airflow.utils.task_group.TaskGroup", "airflow.sdk.TaskGroup"})
CONTEXT = frozenset(
    {
        "airflow.operators.python.get_current_context",
        "airflow.sdk.get_current_context",
        "airflow.providers.standard.operators.python.get_current_context",
        "airflow.task.context.get_current_context",
    }
)
CHAINS = frozenset(
    {
        f"{module}.{name}"
        for module in (
            "airflow.models.baseoperator",
            "airflow.sdk",
            "airflow.utils.helpers",
            "airflow.sdk.bases.operator",
        )
        for name in ("chain", "cross_downstream", "chain_linear")
    }
)


def task_kind(path: str | None) -> str | None:
    """`task`, `task.branch`, ... for the paths of the decorators; None for others."""
    if path is None:
        return None
    if path in SETUPS:
        return "task"
    if path in ("airflow.operators.python.task", "airflow.decorators.python.python_task"):
        return "task"
    for base in TASK_DECORATOR:
        if path == base:
            return "task"
        if path.startswith(base + "."):
            return "task" + path.removeprefix(base)
    return None


def is_operator(path: str | None) -> bool:
    """Whether a path is a class of Airflow that makes tasks."""
    if path is None or not path.startswith("airflow."):
        return False
    name = path.rpartition(".")[2]
    return name[:1].isupper() and name.endswith(("Operator", "Sensor", "OperatorAsync", "SensorAsync", "Transfer"))


def is_operator_name(name: str) -> bool:
    """Whether a class, of whatever module, says by its name that it makes tasks."""
    return name[:1].isupper() and name.endswith(("Operator", "Sensor"))
