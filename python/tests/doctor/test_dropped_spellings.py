"""What public DAG files use and Airflow 3 has dropped: the loader's message, `--compat 2`, and the doctor's finding."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PYTHON = Path(__file__).parents[2]
HEAD = "from datetime import datetime\nfrom airflow import DAG\n"
DAG = "dag = DAG('{}', start_date=datetime(2024, 1, 1), schedule=None)\n"
OPERATOR = "from airflow.providers.standard.operators.python import PythonOperator\n" + DAG
IMPORTS = """airflow.operators.python_operator.PythonOperator airflow.operators.python_operator.BranchPythonOperator
 airflow.datasets.Dataset airflow.operators.dummy.DummyOperator airflow.utils.dates.days_ago airflow.models.Operator
 airflow.operators.dummy_operator.DummyOperator airflow.models.taskinstance.Context airflow.models.dataset.Dataset
 airflow.operators.bash_operator.BashOperator airflow.models.SlaMiss airflow.models.TaskFail airflow.models.ImportError
 airflow.contrib.sensors.file_sensor.FileSensor airflow.www.app.create_app airflow.operators.subdag.SubDagOperator
 airflow.operators.dagrun_operator.TriggerDagRunOperator airflow.models.mappedoperator.MappedOperator
 airflow.utils.decorators.apply_defaults airflow.io.store.attach airflow.sensors.sql.SqlSensor
 airflow.hooks.base_hook.BaseHook airflow.utils.helpers.chain airflow.timetables.datasets.DatasetOrTimeSchedule
 airflow.operators.latest_only_operator.LatestOnlyOperator""".split()
# They need a provider that is not installed here.
OF_PROVIDERS = """airflow.hooks.postgres_hook.PostgresHook airflow.operators.docker_operator.DockerOperator
 airflow.hooks.http_hook.HttpHook airflow.hooks.mysql_hook.MySqlHook airflow.contrib.hooks.aws_hook.AwsHook""".split()
# Airflow 2.11 has not had them either.
OF_AIRFLOW_1 = ["airflow.hooks.HttpHook", "airflow.jobs.BaseJob", "airflow.jobs.base_job.BaseJob"]
DAG_ARGUMENTS = {
    "schedule_interval": "'@daily'",
    "concurrency": "3",
    "orientation": "'LR'",
    "default_view": "'tree'",
    "full_filepath": "'x'",
    "timetable": "None",
    "fail_stop": "True",
}
OPERATOR_ARGUMENTS = {"provide_context": "True", "task_concurrency": "2"}
RULES = ("dummy", "none_failed_or_skipped")


def _import(path: str) -> str:
    module, _, name = path.rpartition(".")
    return f"{HEAD}from {module} import {name}\n{DAG}"


SPELLINGS = (
    {path: _import(path) for path in IMPORTS}
    | {f"DAG({name}=)": f"{HEAD}dag = DAG('{{}}', start_date=datetime(2024, 1, 1), {name}={value})\n"
       for name, value in DAG_ARGUMENTS.items()}
    | {f"operator({name}=)": f"{HEAD}{OPERATOR}PythonOperator(task_id='a', python_callable=print, dag=dag, {name}={value})\n"
       for name, value in OPERATOR_ARGUMENTS.items()}
    | {f"rule {rule}": f"{HEAD}{OPERATOR}PythonOperator(task_id='a', python_callable=print, dag=dag, trigger_rule='{rule}')\n"
       for rule in RULES}
    | {"import airflow": f"{HEAD}import airflow\n{DAG}airflow.utils.dates.days_ago(1)\n"}
)  # fmt: skip
OTHERS = {path: _import(path) for path in (*OF_PROVIDERS, *OF_AIRFLOW_1)}
LINE = {name: 5 if name.startswith(("operator(", "rule ", "import airflow")) else 3 for name in SPELLINGS | OTHERS}

LOAD = """
import json, os, sys
sys.path.append(sys.argv[1])
from xcom_bridge import environment
environment.prepare()
from xcom_bridge.dag_bag import DagBag
bag = DagBag()
bag.load([sys.argv[2]], sys.argv[2], False)
print(json.dumps(bag.import_failures))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """For each spelling what fails without and with `--compat 2`, and the doctor's findings."""
    folder = tmp_path_factory.mktemp("dags")
    names = {}
    for number, (spelling, text) in enumerate((SPELLINGS | OTHERS).items()):
        (folder / f"dag_{number}.py").write_text(text.replace("{}", f"dag_{number}"))
        names[f"dag_{number}.py"] = spelling
    result: dict[str, dict[str, Any]] = {name: {"doctor": []} for name in names.values()}
    for compat in ("", "2"):
        loaded = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", LOAD, str(PYTHON), str(folder)],
            env={"PATH": "/usr/bin:/bin", "AIRFLOW_HOME": str(folder), "XCOM_COMPAT": compat},
            capture_output=True,
            text=True,
            check=True,
        )
        for failure in json.loads(loaded.stdout):
            result[names[Path(failure["file"]).name]][f"compat {compat}"] = failure
    from xcom_doctor.examine import examine

    for finding in examine([str(folder)], jobs=1).findings:
        result[names[Path(finding.path).name]]["doctor"].append((finding.line, finding.code))
    return result


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_message_names_the_line_and_compat_2_which_takes_it(
    spelling: str, found: dict[str, dict[str, Any]]
) -> None:
    failure = found[spelling]["compat "]
    assert failure["line"] == LINE[spelling]
    assert re.search("`--compat 2` accepts it", failure["hint"])
    assert "compat 2" not in found[spelling]


@pytest.mark.parametrize("spelling", OTHERS)
def test_what_compat_2_does_not_take_is_not_promised(spelling: str, found: dict[str, dict[str, Any]]) -> None:
    failure = found[spelling]["compat "]
    assert failure["line"] == LINE[spelling]
    if spelling in OF_AIRFLOW_1:
        assert "--compat 2" not in (failure["hint"] or "")
    else:
        assert "pip install --no-deps apache-airflow-providers-" in found[spelling]["compat 2"]["message"]


@pytest.mark.parametrize("spelling", SPELLINGS | OTHERS)
def test_the_doctor_finds_it(spelling: str, found: dict[str, dict[str, Any]]) -> None:
    lines = {line for line, code in found[spelling]["doctor"] if code.startswith("XD1")}
    assert lines == {LINE[spelling]}
