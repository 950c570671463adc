"""Options of Airflow 2.11: older names, and defaults that Airflow 3 has not (values recorded on 2.11.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

ASK = """
from airflow.configuration import conf
from airflow.sdk.configuration import conf as sdk
warnings.simplefilter("ignore")

def ask(section, option, conf=conf):
    try:
        return conf.get(section, option)
    except Exception as error:
        return type(error).__name__
"""


def test_older_names_are_asked_for_and_set(compat: Callable[..., Any]) -> None:
    code = """
result = [ask(*path.split(".")) for path in args[0]] + [ask("core", "max_active_tasks_per_dag", sdk)]
"""
    paths = ["core.base_log_folder", "core.dag_concurrency", "core.max_active_tasks_per_dag", "core.logging_level"]
    paths += ["scheduler.statsd_on", "celery.default_queue", "kubernetes.namespace", "core.no_such"]
    log_folder, *found = compat(ASK + code, paths, AIRFLOW__CORE__DAG_CONCURRENCY="5")
    assert log_folder.endswith("/logs")
    assert found == ["5", "5", "INFO", "False", "default", "default", "AirflowConfigException", "5"]


def test_defaults_of_options_that_airflow_3_has_not(compat: Callable[..., Any]) -> None:
    code = 'result = [ask(*path.split(".")) for path in args[0]]'
    paths = ["webserver.base_url", "webserver.page_size", "scheduler.max_threads", "core.enable_xcom_pickling"]
    paths += ["core.task_runner", "webserver.dag_default_view", "core.dag_ignore_file_syntax"]
    assert compat(ASK + code, paths) == [
        "http://localhost:8080",
        "100",
        "2",
        "False",
        "StandardTaskRunner",
        "grid",
        "regexp",
    ]
