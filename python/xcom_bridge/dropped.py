"""What Airflow 3 has dropped, and what to write in its place."""

from __future__ import annotations

# Import paths; the longest prefix counts.
_IMPORTS = {
    "airflow.contrib": "it was removed in Airflow 2; import from the provider package (airflow.providers...)",
    "airflow.datasets": "use `from airflow.sdk import Asset`",
    "airflow.hooks.base_hook": "use `from airflow.sdk import BaseHook`",
    "airflow.hooks": "import the hook from its provider package (airflow.providers...)",
    "airflow.io.store": "use `from airflow.sdk.io import attach`",
    "airflow.models.BaseHook": "use `from airflow.sdk import BaseHook`",
    "airflow.models.ImportError": "it is airflow.models.errors.ParseImportError in Airflow 3",
    "airflow.models.mappedoperator": "use `airflow.sdk.definitions.mappedoperator`",
    "airflow.models.operator.Operator": "use `from airflow.sdk import BaseOperator`",
    "airflow.models.XComArg": "use `from airflow.sdk import XComArg`",
    "airflow.models.SlaMiss": "SLAs were removed in Airflow 3",
    "airflow.models.TaskFail": "it was removed in Airflow 3",
    "airflow.models.dataset": "use `from airflow.sdk import Asset`",
    "airflow.models.baseoperator.BaseOperatorLink": "use `from airflow.sdk import BaseOperatorLink`",
    "airflow.models.taskinstance.Context": "use `from airflow.sdk import Context`",
    "airflow.models.xcom_arg": "use `from airflow.sdk.definitions.xcom_arg import ...`",
    "airflow.operators.bash_operator": "use `from airflow.providers.standard.operators.bash import BashOperator`",
    "airflow.operators.dummy": "use `from airflow.providers.standard.operators.empty import EmptyOperator`",
    "airflow.operators.dummy_operator": "use `from airflow.providers.standard.operators.empty import EmptyOperator`",
    "airflow.operators.python_operator": "use `airflow.providers.standard.operators.python`",
    "airflow.operators.sql": "use `airflow.providers.common.sql.operators.sql`",
    "airflow.operators.subdag": "SubDAGs were removed in Airflow 3; use `from airflow.sdk import TaskGroup`",
    "airflow.operators": "import the operator from its provider package (airflow.providers...)",
    "airflow.sensors.sql": "use `airflow.providers.common.sql.sensors.sql`",
    "airflow.sensors": "import the sensor from its provider package (airflow.providers...)",
    "airflow.timetables.datasets": "use `from airflow.timetables.assets import AssetOrTimeSchedule`",
    "airflow.utils.dates": "use a timetable (airflow.timetables)",
    "airflow.utils.dates.days_ago": "use `pendulum.today('UTC').add(days=-n)` for days_ago(n)",
    "airflow.utils.dates.parse_execution_date": "use `airflow.sdk.timezone.parse`",
    "airflow.utils.decorators.apply_defaults": "remove it: operators apply their default arguments by themselves",
    "airflow.utils.helpers.chain": "use `from airflow.sdk import chain`",
    "airflow.utils.log.secrets_masker": "use `airflow.sdk.log`: mask_secret",
    "airflow.utils.module_loading": "use `airflow.sdk.module_loading`",
    "airflow.utils.operator_helpers.ExecutionCallableRunner": "Airflow 3 has no use for it",
    "airflow.utils.timezone": "use `airflow.sdk.timezone`",
    "airflow.utils.weekday": "use `airflow.providers.standard.utils.weekday`",
}

# Arguments with their new names; None where one is to be left out.
DAG_ARGUMENTS: dict[str, str | None] = {
    "schedule_interval": "schedule",
    "timetable": "schedule",
    "concurrency": "max_active_tasks",
    "fail_stop": "fail_fast",
    "default_view": None,
    "orientation": None,
    "full_filepath": None,
}
OPERATOR_ARGUMENTS: dict[str, str | None] = {
    "provide_context": None,
    "task_concurrency": "max_active_tis_per_dag",
    "xcom_push": "do_xcom_push",
}
_ARGUMENTS: dict[str, str | None] = {
    **DAG_ARGUMENTS,
    **OPERATOR_ARGUMENTS,
    "execution_date": "logical_date",
    "skip_exit_code": "skip_on_exit_code",
}
# Where more is to be said than the new name.
_ADVICE = {
    "default_view": "remove it: the web interface of Airflow 3 has no such setting",
    "full_filepath": "remove it: Airflow knows the file",
    "orientation": "remove it: the web interface of Airflow 3 has no such setting",
    "provide_context": "remove it: a function gets what it names as its arguments, or everything by **context",
    "session": "remove it: tasks have no session with the metadata database",
    "timetable": "Airflow 3 takes a timetable as schedule",
}
# Of one class or function only.
_ARGUMENTS_OF = {
    ("TriggerDagRunOperator", "python_callable"): "make the conf in a task before it",
    ("TriggerDagRunOperator", "run_id"): "it is called trigger_run_id",
    ("Variable.get", "default"): "airflow.models.Variable calls it default_var; airflow.sdk.Variable calls it default",
    ("Variable.get", "default_var"): "airflow.sdk.Variable calls it default",
}

TRIGGER_RULES = {"dummy": "always", "none_failed_or_skipped": "none_failed_min_one_success"}

CONTEXT = {
    "conf": "use `from airflow.configuration import conf`; the conf of the run is dag_run.conf",
    "execution_date": "Airflow 3 calls it logical_date",
    "next_ds": "use data_interval_end",
    "next_ds_nodash": "use data_interval_end",
    "next_execution_date": "use data_interval_end",
    "prev_ds": "use prev_data_interval_start_success",
    "prev_ds_nodash": "use prev_data_interval_start_success",
    "prev_execution_date": "use prev_data_interval_start_success",
    "prev_execution_date_success": "use prev_data_interval_start_success",
    "tomorrow_ds": "use macros.ds_add(ds, 1)",
    "tomorrow_ds_nodash": "use macros.ds_add(ds, 1)",
    "yesterday_ds": "use macros.ds_add(ds, -1)",
    "yesterday_ds_nodash": "use macros.ds_add(ds, -1)",
}


def import_path(path: str) -> str | None:
    """What became of a module or a name in one."""
    prefixes = (prefix for prefix in _IMPORTS if path == prefix or path.startswith(prefix + "."))
    found = max(prefixes, key=len, default=None)
    return None if found is None else _IMPORTS[found]


def argument(name: str, of: str) -> str | None:
    """What became of an argument of a class or a function."""
    advice = _ARGUMENTS_OF.get((of, name)) or _ADVICE.get(name)
    return advice or _renamed(_ARGUMENTS.get(name))


def context_key(name: str) -> str | None:
    """What became of a name that tasks and templates had."""
    return CONTEXT.get(name)


def trigger_rule(name: str) -> str | None:
    """What became of a trigger rule."""
    return _renamed(TRIGGER_RULES.get(name))


def _renamed(name: str | None) -> str | None:
    return None if name is None else f"Airflow 3 calls it {name}"
