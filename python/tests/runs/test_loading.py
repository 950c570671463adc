"""Where DAG files come from, and what they may ask for while they are loaded."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Xcom


def test_a_run_in_airflows_test_mode(xcom: Xcom, one_task: Callable[..., Path]) -> None:
    xcom.environment["AIRFLOW__CORE__UNIT_TEST_MODE"] = "True"
    done = xcom("run", one_task("return 1"))
    assert done.returncode == 0, done.stderr


LISTS_ITS_PATH = """
    import json, sys
    from airflow.sdk import dag, task

    @dag(schedule=None)
    def paths():
        @task
        def work():
            import configured, helper, of_a_plugin
            return [path for path in sys.path if path.startswith(json.loads({work!r}))]
        work()

    paths()
"""


@pytest.fixture
def airflow_home(xcom: Xcom) -> Path:
    """An Airflow home with a module in each folder that is on Airflow's path."""
    home = xcom.folder / "airflow"
    for folder, module in (("dags", "helper"), ("config", "configured"), ("plugins", "of_a_plugin")):
        (home / folder).mkdir(parents=True)
        (home / folder / f"{module}.py").write_text("")
    xcom.environment["AIRFLOW_HOME"] = str(home)
    return home


@pytest.mark.parametrize("isolation", ["fork", "spawn", "inline"])
def test_airflows_folders_are_on_the_path(xcom: Xcom, airflow_home: Path, isolation: str) -> None:
    source = LISTS_ITS_PATH.format(work=json.dumps(str(xcom.folder)))
    (airflow_home / "dags/sub").mkdir()
    file = xcom.dag(source, "airflow/dags/sub/in_the_folder.py")
    done = xcom("run", file, "--run-id", "r", "--isolation", isolation)
    assert done.returncode == 0, done.stderr
    (row,) = xcom.json("list", "--dag-id", "paths")
    # In the order of a worker of Airflow's: what `import airflow` puts there, then the bundle.
    assert row["value"] == [f"{airflow_home}/{folder}" for folder in ("config", "plugins", "dags")]


def test_a_file_elsewhere_has_its_own_folder_before_airflows(xcom: Xcom, airflow_home: Path) -> None:
    file = xcom.dag(LISTS_ITS_PATH.format(work=json.dumps(str(xcom.folder))))
    done = xcom("run", file, "--run-id", "r")
    assert done.returncode == 0, done.stderr
    (row,) = xcom.json("list", "--dag-id", "paths")
    expected = [f"{airflow_home}/config", f"{airflow_home}/plugins", str(xcom.folder), f"{airflow_home}/dags"]
    assert row["value"] == expected


def test_the_embedded_python_has_airflows_folders(xcom: Xcom, airflow_home: Path) -> None:
    done = xcom("python", "-c", "import configured, helper, of_a_plugin, airflow")
    assert done.returncode == 0, done.stderr


PACKED = """
from airflow.sdk import DAG, task
from in_the_archive import NAME
with DAG("packed"):
    @task
    def work():
        return NAME
    work()
"""


@pytest.mark.parametrize("isolation", ["fork", "spawn"])
def test_an_archive_is_run(xcom: Xcom, isolation: str) -> None:
    file = xcom.folder / "dags.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("packed_dag.py", PACKED)
        archive.writestr("in_the_archive.py", "NAME = 'of the archive'\n")
    listed = xcom.json("dags", "list", file)
    assert [(row["dag_id"], row["file"]) for row in listed] == [("packed", "dags.zip/packed_dag.py")]
    done = xcom("run", file, "--isolation", isolation)
    assert done.returncode == 0, done.stderr
    assert [row["value"] for row in xcom.json("list", "--dag-id", "packed")] == ["of the archive"]


@pytest.mark.parametrize("command", [["run"], ["dags", "list"], ["dags", "show"]], ids=" ".join)
def test_a_text_file_is_no_dag_file(xcom: Xcom, command: list[str]) -> None:
    file = xcom.dag("raise RuntimeError('this is executed')", "notes.txt")
    done = xcom(*command, file)
    assert done.returncode == 1
    assert done.stderr == (
        f"xcom: {file}: ValueError: it is no DAG file: Airflow takes DAGs from .py files and .zip archives\n"
    )
