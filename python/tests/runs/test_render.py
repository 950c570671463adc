"""`xcom render`, and `xcom tasks --rendered`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from .conftest import Xcom

DAG = """
    from airflow.sdk import DAG, Variable, task
    from airflow.providers.standard.operators.bash import BashOperator

    with DAG("shown", params={"p": 5}):
        @task
        def extract(): return [1, 2]

        BashOperator(
            task_id="bash",
            bash_command="echo {{ ds }} {{ params.p }} {{ dag_run.conf.get('a') }}\\nsecond {{ var.value.get('v', 'none') }}",
            env={"A": "{{ run_id }}", "password": "{{ 'hid' ~ 'den' }}"},
        )
        BashOperator(task_id="pulls", bash_command="echo {{ ti.xcom_pull(task_ids='extract') }}")
        BashOperator.partial(task_id="many").expand(bash_command=["echo {{ ds }} 1", "echo 2"])
        BashOperator.partial(task_id="each").expand(bash_command=extract().map(lambda x: f"echo {x}"))
        BashOperator(task_id="broken", bash_command="{{ 1 / 0 }}")
"""

#: What `airflow tasks render` of Airflow 3.2.1 printed, except for the password, which it shows.
RULE = "# " + "-" * 58
BASH = [
    (RULE, "# property: bash_command", RULE, "echo 2026-01-02 5 None", "second none"),
    (RULE, "# property: env", RULE, "{'A': 'RUN', 'password': '***'}"),
    (RULE, "# property: cwd", RULE, "None"),
]


@pytest.fixture
def file(xcom: Xcom) -> Path:
    return xcom.dag(DAG)


def test_a_task_of_a_new_run_of_which_nothing_stays(xcom: Xcom, file: Path) -> None:
    done = xcom("render", file, "bash", "--logical-date", "2026-01-02")
    assert done.returncode == 0, done.stderr
    shown = re.sub(r"'A': '[^']*'", "'A': 'RUN'", done.stdout)
    assert shown.splitlines() == [line for block in BASH for line in block]
    assert xcom.json("runs") == []
    assert xcom.sql("SELECT count(*) FROM task_instance") == [(0,)]


def test_conf_and_variables(xcom: Xcom, file: Path) -> None:
    xcom.environment["AIRFLOW_VAR_V"] = "set"
    done = xcom("render", file, "bash", "--conf", '{"a": "c", "p": 6}', "-o", "json")
    fields = json.loads(done.stdout)
    assert fields["bash_command"].split()[2:] == ["6", "c", "second", "set"]
    assert (fields["env"]["password"], fields["cwd"]) == ("***", None)


def test_instances_of_mapped_tasks(xcom: Xcom, file: Path) -> None:
    done = xcom("render", file, "many", "--map-index", "0", "--logical-date", "2026-01-02")
    assert done.stdout.splitlines()[3] == "echo 2026-01-02 1"
    done = xcom("render", file, "many")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "xcom: Task many is mapped: choose an instance of it by --map-index.\n"
    assert "Task bash is not mapped" in xcom("render", file, "bash", "--map-index", "0").stderr


def test_a_run_of_the_store_has_its_xcoms(xcom: Xcom, file: Path) -> None:
    assert xcom("run", file, "--run-id", "r", "--logical-date", "2026-01-02").returncode == 1
    before = xcom.sql("SELECT * FROM task_instance"), xcom.sql("SELECT * FROM rendered_task_instance_fields")
    assert "echo None" in xcom("render", file, "pulls").stdout
    assert "echo [1, 2]" in xcom("render", file, "pulls", "--run", "r").stdout
    assert "echo 2\n" in xcom("render", file, "each", "--run", "r", "--map-index", "1").stdout
    assert (xcom.sql("SELECT * FROM task_instance"), xcom.sql("SELECT * FROM rendered_task_instance_fields")) == before
    assert "there is no run s" in xcom("render", file, "pulls", "--run", "s").stderr
    assert xcom("render", file, "pulls", "--run", "r", "--conf", "{}").returncode == 2

    rows = {(row["task_id"], row["map_index"]): row for row in xcom.json("tasks", "--rendered")}
    assert rows["bash", -1]["rendered_fields"]["bash_command"].startswith("echo 2026-01-02 5 None")
    assert rows["bash", -1]["rendered_fields"]["env"] == {"A": "r", "password": "***"}
    assert rows["each", 1]["rendered_fields"]["bash_command"] == "echo 2"
    assert rows["broken", -1]["rendered_fields"] is None
    table = xcom("tasks", "--rendered", "--task-id", "many").stdout
    assert [line for line in table.splitlines() if "bash_command" in line] == [
        'many    | 0         | bash_command | "echo 2026-01-02 1"',
        'many    | 1         | bash_command | "echo 2"',
    ]
    assert "bash_command" not in xcom("tasks").stdout


def test_what_cannot_be_rendered_is_told(xcom: Xcom, file: Path) -> None:
    done = xcom("render", file, "broken")
    assert (done.returncode, done.stdout) == (1, "")
    # Before it stands what the SDK logs of it.
    assert done.stderr.splitlines()[-1] == (
        "xcom: Task broken cannot be rendered: builtins.ZeroDivisionError: division by zero"
    )
    assert "DAG shown has no task bahs; did you mean bash?" in xcom("render", file, "bahs").stderr
