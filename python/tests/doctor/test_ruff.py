"""Where ruff's AIR rules know a thing too, the doctor names the rule, and gives no other rewrite."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from xcom_doctor.examine import examine
from xcom_doctor.finding import Finding

CONFORMANCE = Path(__file__).parents[3] / "Tests" / "Conformance" / "dags"
SAMPLE = """
from datetime import timedelta

from airflow import DAG, Dataset
from airflow.contrib.hooks.ssh_hook import SSHHook
from airflow.datasets import DatasetAlias
from airflow.decorators import task
from airflow.hooks.base_hook import BaseHook
from airflow.io.path import ObjectStoragePath
from airflow.models.baseoperator import chain
from airflow.notifications.basenotifier import BaseNotifier
from airflow.operators.bash_operator import BashOperator
from airflow.operators.dagrun_operator import TriggerDagRunOperator
from airflow.operators.dummy import DummyOperator
from airflow.operators.email import EmailOperator
from airflow.operators.mysql_operator import MySqlOperator
from airflow.operators.python import PythonOperator, get_current_context
from airflow.operators.subdag import SubDagOperator
from airflow.sensors.base import BaseSensorOperator, PokeReturnValue
from airflow.sensors.external_task_sensor import ExternalTaskSensor
from airflow.sensors.filesystem import FileSensor
from airflow.timetables.datasets import DatasetOrTimeSchedule
from airflow.utils.dates import days_ago
from airflow.utils.decorators import apply_defaults
from airflow.utils.helpers import chain as old_chain
from airflow.utils.task_group import TaskGroup
from airflow.utils.trigger_rule import TriggerRule

used = [Dataset("x"), SSHHook(), DatasetAlias("x"), BaseHook(), ObjectStoragePath("x"), chain(), old_chain()]
used += [BaseNotifier(), EmailOperator(), MySqlOperator(), get_current_context(), SubDagOperator(), days_ago(1)]
used += [BaseSensorOperator(), PokeReturnValue(), ExternalTaskSensor(), FileSensor(), DatasetOrTimeSchedule()]
used += [TaskGroup()]

class Mine:
    @apply_defaults
    def __init__(self): ...

with DAG("a", schedule_interval="@daily", concurrency=1, default_view="grid", orientation="LR", fail_stop=True,
         full_filepath="x", sla_miss_callback=print):
    DummyOperator(task_id="a", trigger_rule=TriggerRule.DUMMY, task_concurrency=1)
    DummyOperator(task_id="b", trigger_rule="none_failed_or_skipped", sla=timedelta(hours=1))
    BashOperator(task_id="c", bash_command="x")
    PythonOperator(task_id="d", python_callable=print, provide_context=True)
    TriggerDagRunOperator(task_id="e", trigger_dag_id="x", execution_date="x")

DAG("b")

@task
def f(**context):
    return context["execution_date"], context["conf"], context.get("next_ds"), context["prev_ds"]
"""

# (rule, name): what ruff reports and the doctor does not, and why.
RUFF_ONLY = {
    ("AIR311", "DAG"): "Airflow 3.2.1 gives it in `airflow` and `airflow.models` without a warning",
    ("AIR311", "Variable"): "the same",
}
QUOTED = re.compile(r"`([^`]+)`")


def ruff(folder: Path) -> list[tuple[str, str, str, str | None]]:
    """(file, rule, name, new path) of what ruff reports."""
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--preview", "--output-format", "json"]
    done = subprocess.run([*command, "--select", "AIR3,AIR002", str(folder)], capture_output=True, text=True)
    found = []
    for entry in json.loads(done.stdout):
        if entry["code"] == "AIR304":
            continue
        name = "schedule" if entry["code"] == "AIR002" else QUOTED.findall(entry["message"])[0].rpartition(".")[2]
        words = QUOTED.findall((entry["fix"] or {}).get("message") or "")
        path = f"{words[2]}.{words[1]}" if len(words) > 2 and words[0].startswith("apache-airflow-prov") else None
        found.append((Path(entry["filename"]).name, entry["code"], name.strip("()"), path))
    return found


def name_of(finding: Finding) -> str:
    """The name that a finding is about, as ruff names it."""
    if finding.code == "XD408":
        return "schedule"
    found = re.match(
        r"\S+ has no argument (\w+)|([\w.]+) (?:is|has no effect)|.* (?:no|rule|parameter) (\w+)", finding.text
    )
    assert found, finding.text
    name = (found[1] or found[2] or found[3]).rpartition(".")[2]
    # Of the class; the text form is quoted as it is.
    return name.upper() if finding.fix is not None and finding.fix.action == "attribute" else name


@pytest.fixture(params=["sample", "conformance"])
def folder(request, tmp_path) -> Path:
    if request.param == "conformance":
        return CONFORMANCE
    (tmp_path / "sample.py").write_text(SAMPLE)
    return tmp_path


def test_the_same_things_under_the_same_rules(folder):
    theirs = {(file, rule, name) for file, rule, name, _ in ruff(folder)}
    mine = {(Path(f.path).name, f.ruff, name_of(f)) for f in examine([str(folder)], 1).findings if f.ruff}
    assert {entry for entry in theirs - mine if entry[1:] not in RUFF_ONLY} == set()
    unused = {entry for entry in mine - theirs if folder == CONFORMANCE}
    assert mine - theirs == unused
    text = {file: (folder / file).read_text() for file, _, _ in unused if (folder / file).exists()}
    assert {
        (file, rule, name) for file, rule, name in unused if len(re.findall(rf"\b{name}\(", text[file])) > 0
    } == set()


def test_the_same_new_homes(folder):
    theirs = {(file, name): path for file, _, name, path in ruff(folder) if path is not None}
    mine = {
        (Path(f.path).name, name_of(f)): f.rewrite.removeprefix("from ").replace(" import ", ".").partition(" as ")[0]
        for f in examine([str(folder)], 1).findings
        if f.code in ("XD101", "XD201") and f.rewrite
    }
    assert {key: path for key, path in theirs.items() if key in mine and mine[key] != path} == {}
