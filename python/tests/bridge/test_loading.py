"""Files that do not load, and what is said about them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LOAD = """
import xcom_bridge
result = json.loads(xcom_bridge.load_dags(json.dumps(args[0]).encode()))
"""

Load = Callable[..., dict[str, Any]]


@pytest.fixture
def load(fresh: Callable[..., Any], tmp_path: Path, home: dict[str, str]) -> Load:
    def run(*paths: Path) -> dict[str, Any]:
        request = {"paths": [str(path) for path in paths], "store": "sqlite://"}
        answer: dict[str, Any] = fresh(LOAD, request, env=home)
        return answer

    return run


DAG_SOURCE = """
from airflow.sdk import DAG, task
with DAG({name!r}):
    @task
    def one(): ...
    one()
"""

BAD_FILES = {
    "syntax": ("from airflow.sdk import DAG\n\ndef broken(:\n", 3, "builtins.SyntaxError"),
    "missing import": ("from airflow.sdk import DAG\nimport no_such_module\n", 2, "builtins.ModuleNotFoundError"),
    "raises in a helper": ("# airflow dag\ndef help():\n    raise KeyError('x')\nhelp()\n", 3, "builtins.KeyError"),
    "exits": ("# airflow dag\nimport sys\nsys.exit(3)\n", 3, "builtins.SystemExit"),
    "duplicate task id": (
        "from airflow.sdk import DAG\nfrom airflow.providers.standard.operators.empty import EmptyOperator\n"
        "with DAG('d'):\n    EmptyOperator(task_id='a')\n    EmptyOperator(task_id='a')\n",
        5,
        "airflow.sdk.exceptions.DuplicateTaskIdFound",
    ),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_an_import_error_names_its_line(name: str, tmp_path: Path, load: Load) -> None:
    source, line, kind = BAD_FILES[name]
    file = tmp_path / "bad.py"
    file.write_text(source)
    answer = load(file)
    assert answer["dags"] == []
    (error,) = answer["import_errors"]
    assert (error["file"], error["line"], error["type"]) == (str(file), line, kind)
    assert str(file) in error["traceback"]
    assert "importlib" not in error["traceback"]


def test_a_cycle_is_an_import_error(tmp_path: Path, load: Load) -> None:
    file = tmp_path / "cycle.py"
    file.write_text(
        "from airflow.sdk import DAG\nfrom airflow.providers.standard.operators.empty import EmptyOperator\n"
        "with DAG('d'):\n    a, b = EmptyOperator(task_id='a'), EmptyOperator(task_id='b')\n    a >> b >> a\n"
    )
    (error,) = load(file)["import_errors"]
    assert error["type"].endswith(".AirflowDagCycleException")
    assert error["message"] == "Cycle detected in Dag: d. Faulty task: b"


def test_one_id_in_two_files_is_an_import_error(tmp_path: Path, load: Load) -> None:
    for name in ("first", "second"):
        (tmp_path / f"{name}.py").write_text(DAG_SOURCE.format(name="same"))
    answer = load(tmp_path)
    assert [dag["relative_fileloc"] for dag in answer["dags"]] == ["first.py"]
    (error,) = answer["import_errors"]
    assert error["type"].endswith(".AirflowDagDuplicatedIdException")
    assert error["file"] == str(tmp_path / "second.py")


def test_a_folder_is_walked_as_airflow_walks_it(tmp_path: Path, load: Load) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "kept.py").write_text(DAG_SOURCE.format(name="kept"))
    (tmp_path / "sub" / "left_out.py").write_text(DAG_SOURCE.format(name="left_out"))
    (tmp_path / "plain.py").write_text("raise RuntimeError('safe mode does not import this')")
    (tmp_path / ".airflowignore").write_text("left_*.py\n")
    answer = load(tmp_path)
    assert answer["import_errors"] == []
    assert [dag["dag_id"] for dag in answer["dags"]] == ["kept"]


def test_dags_come_in_the_order_of_the_file(tmp_path: Path, load: Load) -> None:
    file = tmp_path / "many.py"
    parts = [DAG_SOURCE.format(name=f"block_{n}") for n in (3, 1, 2)]
    parts.insert(2, "held = DAG('held')\n")
    parts.insert(3, "with DAG('named') as named: pass\n")
    file.write_text("\n".join(parts))
    answer = load(file)
    assert [dag["dag_id"] for dag in answer["dags"]] == ["block_3", "block_1", "held", "named", "block_2"]


def test_an_archive_is_loaded(tmp_path: Path, load: Load) -> None:
    file = tmp_path / "packed.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("packed_dag.py", DAG_SOURCE.format(name="packed"))
    answer = load(file)
    assert [dag["dag_id"] for dag in answer["dags"]] == ["packed"]


def test_policies_change_refuse_and_leave_out(tmp_path: Path, load: Load, home: dict[str, str]) -> None:
    config = Path(home["AIRFLOW_HOME"]) / "config"
    config.mkdir(parents=True)
    (config / "airflow_local_settings.py").write_text(
        "from airflow.exceptions import AirflowClusterPolicySkipDag, AirflowClusterPolicyViolation\n"
        "def dag_policy(dag):\n"
        "    if dag.dag_id == 'skipped': raise AirflowClusterPolicySkipDag('no')\n"
        "    if dag.dag_id == 'refused': raise AirflowClusterPolicyViolation('never')\n"
        "def task_policy(task):\n"
        "    task.retries = 7\n"
    )
    file = tmp_path / "three.py"
    file.write_text("\n".join(DAG_SOURCE.format(name=name) for name in ("skipped", "refused", "kept")))
    answer = load(file)
    assert [(dag["dag_id"], dag["tasks"][0]["retries"]) for dag in answer["dags"]] == [("kept", 7)]
    (error,) = answer["import_errors"]
    assert error["message"] == "never"


def test_what_a_file_prints_goes_to_stderr(fresh: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "noisy.py"
    file.write_text("import os\nprint('at parse time')\nos.system('echo in a shell')\n" + DAG_SOURCE.format(name="d"))
    code = """
import os, tempfile, xcom_bridge
out = tempfile.TemporaryFile()
os.dup2(out.fileno(), 1)
loaded = json.loads(xcom_bridge.load_dags(json.dumps({"paths": args, "store": "sqlite://"}).encode()))
print("after")
sys.stdout.flush()
out.seek(0)
result = [[dag["dag_id"] for dag in loaded["dags"]], out.read().decode()]
"""
    assert fresh(code, str(file)) == [["d"], "after\n"]


def test_schedules_are_summed_up_and_their_assets_named(tmp_path: Path, load: Load) -> None:
    file = tmp_path / "schedules.py"
    file.write_text(
        "from datetime import timedelta\n"
        "from airflow.sdk import DAG, Asset, AssetAlias\n"
        "from airflow.timetables.assets import AssetOrTimeSchedule\n"
        "from airflow.timetables.trigger import CronTriggerTimetable\n"
        "a, b, c = Asset('a'), Asset('b', uri='s3://b', extra={'k': 1}), AssetAlias('c')\n"
        "schedules = {'none': None, 'daily': '@daily', 'cron': '5 4 * * *', 'delta': timedelta(days=1), 'once': '@once',\n"
        "    'assets': [a, b], 'condition': (a & b) | c,\n"
        "    'both': AssetOrTimeSchedule(timetable=CronTriggerTimetable('@hourly', timezone='UTC'), assets=[a])}\n"
        "dags = {name: DAG(name, schedule=schedule) for name, schedule in schedules.items()}\n"
        "globals().update(dags)\n"
    )
    answer = load(file)
    assert answer["import_errors"] == []
    graphs = {graph["dag_id"]: graph for graph in answer["dags"]}
    assert {name: graph["timetable_summary"] for name, graph in graphs.items()} == {
        "none": "None",
        "daily": "0 0 * * *",
        "cron": "5 4 * * *",
        "delta": "1 day, 0:00:00",
        "once": "@once",
        "assets": "Asset",
        "condition": "Asset",
        "both": "Asset or 0 * * * *",
    }
    assert [asset["name"] for asset in graphs["condition"]["assets"]] == ["a", "b"]
    assert graphs["condition"]["assets"][1] == {"name": "b", "uri": "s3://b/", "group": "asset", "extra": {"k": 1}}
    assert graphs["condition"]["asset_aliases"] == [{"name": "c", "group": "asset"}]


def test_a_named_file_has_to_be_python_or_an_archive(tmp_path: Path, load: Load) -> None:
    source = DAG_SOURCE.format(name="d")
    (tmp_path / "notes.txt").write_text(source)
    (tmp_path / "no_archive.zip").write_text(source)
    (tmp_path / "UPPER.PY").write_text(source)
    answer = load(*(tmp_path / name for name in ("notes.txt", "no_archive.zip", "UPPER.PY")))
    assert [dag["dag_id"] for dag in answer["dags"]] == ["d"]
    assert [(Path(error["file"]).name, error["message"]) for error in answer["import_errors"]] == [
        ("notes.txt", "it is not a DAG file: Airflow takes DAGs from .py files and .zip archives"),
        ("no_archive.zip", "it is not a zip archive"),
    ]


def packed(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, source in members.items():
            archive.writestr(name.replace("__", "/") + ".py", source)
    return path


def test_what_is_in_an_archive_is_loaded_as_airflow_loads_it(tmp_path: Path, load: Load) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    plain = "from builder import make\nmake()\n"
    builder = "def make():\n    import airflow.sdk\n    globals()['made'] = airflow.sdk.DAG('made')\n"
    packed(folder / "safe.zip", safe_one=DAG_SOURCE.format(name="safe"), plain="raise RuntimeError('not in safe mode')")
    packed(folder / "data.zip", below__one=DAG_SOURCE.format(name="below"))
    packed(folder / "wheel.whl", one=DAG_SOURCE.format(name="of_a_wheel"))
    answer = load(folder)
    assert ([dag["dag_id"] for dag in answer["dags"]], answer["import_errors"]) == (["safe"], [])
    # What is named is loaded whatever it says.
    named = packed(tmp_path / "named.zip", a_dag=f"{plain}from builder import made\n", builder=builder)
    assert [dag["dag_id"] for dag in load(named)["dags"]] == ["made"]
    answer = load(folder / "data.zip")
    assert answer["dags"] == []
    assert [error["message"] for error in answer["import_errors"]] == [
        "it has no DAG: Airflow looks at the .py files at the root of an archive"
    ]


def test_a_bad_module_leaves_the_others_of_an_archive(tmp_path: Path, load: Load) -> None:
    good = DAG_SOURCE.format(name="good")
    file = packed(tmp_path / "mixed.zip", a_exits="# airflow dag\nraise SystemExit(3)", good=good)
    answer = load(file)
    assert [dag["dag_id"] for dag in answer["dags"]] == ["good"]
    assert [(error["file"], error["type"]) for error in answer["import_errors"]] == [
        (f"{file}/a_exits.py", "builtins.SystemExit")
    ]


def test_a_damaged_archive_leaves_the_other_files(tmp_path: Path, load: Load) -> None:
    packed(tmp_path / "broken.zip", one=DAG_SOURCE.format(name="one"))
    content = bytearray((tmp_path / "broken.zip").read_bytes())
    content[40:60] = b"\0" * 20
    (tmp_path / "broken.zip").write_bytes(content)
    (tmp_path / "good.py").write_text(DAG_SOURCE.format(name="good"))
    answer = load(tmp_path)
    assert [dag["dag_id"] for dag in answer["dags"]] == ["good"]
    (error,) = answer["import_errors"]
    assert error["file"] == str(tmp_path / "broken.zip")


INTERRUPTED = """
import os, signal
import _xcom
from xcom_bridge import environment
environment.prepare()
from xcom_bridge import load_comms
from airflow.sdk import Variable

class Late(BaseException): ...

def late(*_):
    raise Late

def answer(message):
    if message["key"] == "slow":
        os.kill(os.getppid(), signal.SIGUSR1)
    return {"body": {"type": "VariableResult", "key": message["key"], "value": message["key"] + "'s"}}

signal.signal(signal.SIGUSR1, late)
_xcom.answer, _xcom.connect = answer, lambda store: None
result = []
with load_comms.answered("sqlite:////store.db"):
    for key in ("one", "slow", "other", "slow", "third"):
        try:
            result.append(Variable.get(key))
        except Late:
            result.append("late")
try:
    os.waitpid(-1, 0)
except ChildProcessError:
    result.append("no child is left")
"""


def test_a_file_does_not_get_the_reply_that_another_has_not_waited_for(
    fresh: Callable[..., Any], home: dict[str, str]
) -> None:
    assert fresh(INTERRUPTED, env=home) == ["one's", "late", "other's", "late", "third's", "no child is left"]


BUNDLE = "from xcom_bridge import environment, loading\nenvironment.prepare()\nresult = loading._bundle_of(args)"


@pytest.mark.parametrize(
    ("settings", "paths", "expected"),
    [
        ({"AIRFLOW__CORE__DAGS_FOLDER": "/dags"}, ["/dags/sub/one.py"], "/dags"),
        ({"AIRFLOW__CORE__DAGS_FOLDER": "/dags/"}, ["/dags/sub/one.py"], "/dags"),
        ({"AIRFLOW__CORE__DAGS_FOLDER": "/dags/../dags"}, ["/dags/one.py"], "/dags"),
        ({"AIRFLOW__CORE__DAGS_FOLDER": "/dags"}, ["/dags2/one.py"], "/dags2"),
        ({"AIRFLOW__CORE__DAGS_FOLDER": "~/dags", "HOME": "/me"}, ["/me/dags/one.py"], "/me/dags"),
        ({"AIRFLOW__CORE__DAGS_FOLDER": "/usr"}, ["/usr/bin"], "/usr"),
        ({}, ["/dags/sub/one.py"], "/dags/sub"),
        ({}, ["/usr/bin"], "/usr/bin"),
        ({}, [], None),
        ({"AIRFLOW_HOME": "/air"}, ["/air/dags/sub/one.py"], "/air/dags"),
        ({"AIRFLOW_HOME": "/air"}, ["/me/airflow/dags/sub/one.py"], "/me/airflow/dags/sub"),
    ],
)
def test_relative_paths_start_from_airflows_folder_else_from_what_is_named(
    fresh: Callable[..., Any], settings: dict[str, str], paths: list[str], expected: str | None
) -> None:
    assert fresh(BUNDLE, *paths, env=settings) == expected
