"""Where DAG files come from, and what they may ask for while they are loaded."""

from __future__ import annotations

import json
import textwrap
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
        f"xcom: {file}: ValueError: it is not a DAG file: Airflow takes DAGs from .py files and .zip archives\n"
    )


ASKING = Path(__file__).parent / "asking_dag.py"
# Of a whole Airflow's DAG processor, by record.py.
ANSWERS = json.loads((ASKING.parent / "recorded/asked_while_loading.json").read_text())
COMMANDS = {
    "list": ["dags", "list"],
    "show": ["dags", "show"],
    "fork": ["run", "--log-to-stderr"],
    "spawn": ["run", "--log-to-stderr", "--isolation", "spawn"],
    "inline": ["run", "--log-to-stderr", "--isolation", "inline"],
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_what_a_file_asks_is_answered_as_by_a_dag_processor(xcom: Xcom, command: list[str]) -> None:
    answers = xcom.folder / "answers.json"
    xcom.environment |= {
        "AIRFLOW_CONN_MY_CONNECTION": "http://me:hidden-two@host.example",
        "AIRFLOW_VAR_IN_THE_ENVIRONMENT": "e",
        "ANSWERS": str(answers),
    }
    done = xcom(*command, ASKING)
    assert done.returncode == 0, done.stderr
    assert json.loads(answers.read_text()) == ANSWERS
    # What is secret of it is so in what the file says.
    assert "printed *** ***\n" in done.stderr
    assert "logged ***" in done.stderr
    assert "hidden-one" not in done.stderr
    assert "hidden-two" not in done.stdout + done.stderr


def dag(top: str, body: str = "pass") -> str:
    """A DAG file with so much at its top, and one task."""
    return (
        f"{textwrap.dedent(top)}\nfrom airflow.sdk import DAG, task\n\nwith DAG('asks'):\n    @task\n    def work():\n"
        f"{textwrap.indent(textwrap.dedent(body), ' ' * 8)}\n    work()\n"
    )


def test_reading_makes_no_store(xcom: Xcom) -> None:
    file = xcom.dag(dag("from airflow.sdk import Variable\nassert Variable.get('nowhere', default=None) is None"))
    assert xcom("dags", "list", file).returncode == 0
    assert not list(Path(xcom.environment["XCOM_HOME"]).iterdir())


def test_a_variable_that_a_task_has_set_is_read_at_the_top(xcom: Xcom) -> None:
    top = "from airflow.sdk import Variable\nTASKS = int(Variable.get('number', default='0'))"
    file = xcom.dag(dag(top, "Variable.set('number', '3'); return TASKS"))
    for run in ("a", "b"):
        assert xcom("run", file, "--run-id", run).returncode == 0
    assert [row["value"] for row in xcom.json("list", "--dag-id", "asks")] == [0, 3]


def test_the_store_that_answers_can_be_named(xcom: Xcom) -> None:
    setting = xcom.dag(dag("", "from airflow.sdk import Variable; Variable.set('k', 'v')"), "sets.py")
    reading = xcom.dag(dag("from airflow.sdk import Variable\nassert Variable.get('k') == 'v'"))
    store = f"sqlite:///{xcom.folder}/other.db"
    refused = xcom("dags", "list", reading, "--store", store)
    assert (refused.returncode, refused.stderr) == (
        2,
        f"xcom: there is no store at {store}; `xcom run --store` makes one\n",
    )
    assert xcom("run", setting, "--store", store).returncode == 0
    assert [row["dag_id"] for row in xcom.json("dags", "list", reading, "--store", store)] == ["asks"]
    assert xcom("dags", "list", reading).returncode == 1


def test_what_only_a_task_may_do_is_refused(xcom: Xcom) -> None:
    top = "from airflow.sdk.execution_time.xcom import XCom\nXCom.set('k', 1, dag_id='d', task_id='t', run_id='r')"
    done = xcom("run", xcom.dag(dag(top)))
    assert done.returncode == 1
    assert "SetXCom has no answer while a DAG file is loaded, in Airflow neither: do it in a task" in done.stderr


def test_a_secret_in_an_import_error_is_masked(xcom: Xcom) -> None:
    top = "from airflow.sdk import Variable\nraise ValueError('bad ' + Variable.get('api_password'))"
    xcom.environment["AIRFLOW_VAR_API_PASSWORD"] = "hidden-one"
    done = xcom("run", xcom.dag(dag(top)))
    assert done.returncode == 1
    assert "ValueError: bad ***" in done.stderr
    assert "hidden-one" not in done.stderr


FORKS = """
    import os
    from airflow.sdk import Variable

    Variable.set("k", "v")
    reading, writing = os.pipe()
    asking = os.fork()
    if asking == 0:
        os._exit(0 if Variable.get("k") == "v" else 1)
    assert os.waitpid(asking, 0)[1] == 0
    staying = os.fork()
    if staying == 0:
        os.close(writing)
        os.read(reading, 1)
        os._exit(0)
    assert Variable.get("k") == "v"
"""


def test_processes_that_a_file_starts_ask_for_themselves(xcom: Xcom) -> None:
    # One is there until the process that loads the files has ended, and holds what that had open.
    done = xcom("dags", "list", xcom.dag(dag(FORKS)))
    assert done.returncode == 0, done.stderr


LOOKS_AT_ITS_PARENT = """
    import os
    parent = os.getppid()
    open_files = [os.readlink(f"/proc/{parent}/fd/{number}") for number in os.listdir(f"/proc/{parent}/fd")]
    with open(f"/proc/{parent}/task/{parent}/children") as children:
        others = [pid for pid in children.read().split() if int(pid) != os.getpid()]
    return [[name for name in open_files if name.endswith(("xcom.db", "xcom.db-wal", "xcom.db-shm"))], others]
"""


def test_the_worker_has_no_store_open_when_it_forks(xcom: Xcom) -> None:
    file = xcom.dag(dag("from airflow.sdk import Variable\nVariable.set('k', 'v')", LOOKS_AT_ITS_PARENT))
    done = xcom("run", file)
    assert done.returncode == 0, done.stderr
    assert [row["value"] for row in xcom.json("list", "--dag-id", "asks")] == [[[], []]]


def test_other_programs_name_the_store_that_answers(xcom: Xcom) -> None:
    asks = (
        "import _xcom, xcom_bridge.comms\nfrom airflow.sdk import Variable\n"
        "_xcom.connect('sqlite:///' + __import__('os').path.abspath('made.db')); xcom_bridge.comms.install()\n"
        "Variable.set('k', 'v')\nprint(Variable.get('k'))"
    )
    done = xcom("python", "-c", asks)
    assert (done.returncode, done.stdout) == (0, "v\n"), done.stderr
