"""What an XCom backend keeps goes with its XComs, and is shown, where it is asked to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Xcom

BACKEND = """
import json, os
from pathlib import Path
from airflow.sdk import Variable
from airflow.sdk.bases.xcom import BaseXCom

class Files(BaseXCom):
    @staticmethod
    def serialize_value(value, *, key=None, task_id=None, dag_id=None, run_id=None, map_index=None):
        path = Path(os.environ["KEPT"]) / f"{run_id}.{task_id}.{map_index}.{key}"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(value))
        return BaseXCom.serialize_value({"file": path.name})

    @staticmethod
    def deserialize_value(result):
        return json.loads((Path(os.environ["KEPT"]) / BaseXCom.deserialize_value(result)["file"]).read_text())

    @classmethod
    def purge(cls, xcom, *args):
        print("purging", xcom.key)
        if xcom.key == "stuck":
            raise OSError("it is held elsewhere")
        folder = Variable.get("folder", default=None) or os.environ["KEPT"]
        (Path(folder) / xcom.value["file"]).unlink()
"""

DAG = """
    from airflow.sdk import DAG, task

    with DAG("kept"):
        @task
        def push(x, ti=None):
            ti.xcom_push("extra", [x])
            return x

        @task
        def stuck(ti=None):
            ti.xcom_push("stuck", 1)

        push.expand(x=[1, 2])
        stuck()
"""


@pytest.fixture
def kept(xcom: Xcom) -> Path:
    folder = xcom.folder / "kept"
    (xcom.folder / "plugins").mkdir()
    (xcom.folder / "plugins" / "files_backend.py").write_text(BACKEND)
    xcom.environment |= {
        "AIRFLOW__CORE__XCOM_BACKEND": "files_backend.Files",
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(xcom.folder / "plugins"),
        "KEPT": str(folder),
    }
    file = xcom.dag(DAG)
    for run in ("r", "s"):
        assert xcom("run", file, "--run-id", run).returncode == 0
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


ALL = ["push.0.extra", "push.0.return_value", "push.1.extra", "push.1.return_value", "stuck.-1.stuck"]


def test_one_xcom_is_deleted_with_what_is_kept_for_it(xcom: Xcom, kept: Path) -> None:
    place = ["--dag-id", "kept", "--run-id", "r", "--task-id", "push", "--map-index", "0"]
    # Without --purge the backend is not asked, as ever.
    assert xcom("delete", *place, "--key", "extra").returncode == 0
    assert len(names(kept)) == 10
    done = xcom("delete", *place, "--purge")
    assert (done.returncode, done.stdout) == (0, "")
    assert "r.push.0.return_value" not in names(kept)
    done = xcom("delete", *place, "--purge")
    assert done.returncode == 1
    assert "there is no XCom at DAG kept, run r, task push, map index 0, key return_value" in done.stderr


def test_what_cannot_be_purged_stays_and_is_named(xcom: Xcom, kept: Path) -> None:
    done = xcom("clear", "--dag-id", "kept", "--run-id", "r", "--purge")
    assert done.returncode == 1
    assert done.stdout == "Deleted 4 XComs.\n"
    assert done.stderr.splitlines()[-1] == (
        "xcom: files_backend.Files.purge failed for an XCom, which stays: DAG kept, run r, task stuck, key stuck: "
        "builtins.OSError: it is held elsewhere"
    )
    assert names(kept) == ["r.stuck.-1.stuck"] + [f"s.{name}" for name in ALL]
    assert [row["key"] for row in xcom.json("list", "--run-id", "r")] == ["stuck"]
    failed = xcom("delete", "--dag-id", "kept", "--run-id", "r", "--task-id", "stuck", "--key", "stuck", "--purge")
    assert failed.returncode == 1
    assert "it is held elsewhere" in failed.stderr
    assert [row["key"] for row in xcom.json("list", "--run-id", "r")] == ["stuck"]


def test_a_run_is_cleaned_with_what_is_kept_for_it_or_stays(xcom: Xcom, kept: Path) -> None:
    assert xcom("delete", "--dag-id", "kept", "--run-id", "r", "--task-id", "stuck", "--key", "stuck").returncode == 0
    (kept / "r.stuck.-1.stuck").unlink()
    done = xcom("clean", "--keep-runs", "0", "--purge")
    assert done.returncode == 1
    assert "deleted 1 run" in done.stderr
    assert "purge failed for an XCom, which stays: DAG kept, run s, task stuck, key stuck" in done.stderr
    assert [run["run_id"] for run in xcom.json("runs")] == ["s"]
    assert names(kept) == ["s.stuck.-1.stuck"]


def test_the_backends_own_look_at_variables_is_answered(xcom: Xcom, kept: Path) -> None:
    xcom.environment["AIRFLOW_VAR_FOLDER"] = str(kept)
    xcom.environment["KEPT"] = "/nowhere"
    done = xcom("clear", "--dag-id", "kept", "--run-id", "r", "--task-id", "push", "--purge")
    assert done.returncode == 0, done.stderr
    assert names(kept) == ["r.stuck.-1.stuck"] + [f"s.{name}" for name in ALL]


def test_what_the_backend_keeps_is_shown(xcom: Xcom, kept: Path) -> None:
    place = ["--dag-id", "kept", "--run-id", "r", "--task-id", "push", "--map-index", "0"]
    assert xcom("get", *place).stdout == '{"file": "r.push.0.return_value"}\n'
    assert xcom("get", *place, "--deserialize").stdout == "1\n"
    rows = xcom.json("list", "--run-id", "r", "--task-id", "push", "--deserialize")
    assert [(row["map_index"], row["key"], row["value"]) for row in rows] == [
        (0, "extra", [1]),
        (0, "return_value", 1),
        (1, "extra", [2]),
        (1, "return_value", 2),
    ]
    (kept / "r.push.0.extra").unlink()
    done = xcom("list", "--run-id", "r", "--key", "extra", "--deserialize", "-o", "json")
    first, second = json.loads(done.stdout)
    assert (first["value"], second["value"]) == (None, [2])
    problem = "files_backend.Files.deserialize_value failed for DAG kept, run r, task push[0], key extra: "
    assert first["error"].startswith(problem + "builtins.FileNotFoundError: ")
    assert problem in done.stderr
    assert xcom("list", "--python", "/usr").returncode == 2


def test_without_a_backend_what_is_stored_is_the_value(xcom: Xcom, kept: Path) -> None:
    del xcom.environment["AIRFLOW__CORE__XCOM_BACKEND"]
    assert xcom("list", "--deserialize").stdout == xcom("list").stdout


@pytest.mark.parametrize(
    ("backend", "words"),
    [
        (
            "",
            "No XCom backend is configured, so nothing has to be purged. Set core.xcom_backend, or leave --purge out.",
        ),
        ("airflow.sdk.bases.xcom.BaseXCom", "No XCom backend is configured"),
        ("no_such.Backend", "The XCom backend cannot be loaded: "),
    ],
    ids=["none", "airflow's", "missing"],
)
def test_without_a_backend_nothing_is_deleted(xcom: Xcom, kept: Path, backend: str, words: str) -> None:
    del xcom.environment["AIRFLOW__CORE__XCOM_BACKEND"]
    if backend:
        xcom.environment["AIRFLOW__CORE__XCOM_BACKEND"] = backend
    done = xcom("clear", "--dag-id", "kept", "--purge")
    assert done.returncode == 1
    assert words in done.stderr
    assert len(xcom.json("list")) == 10
