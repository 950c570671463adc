"""`xcom run` as the supervisor of runtimes of other languages, those that keep to no rule among them."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from xcom_bundle.layout import joined
from xcom_bundle.metadata import written

from .conftest import Xcom

RUNTIME = Path(__file__).with_name("fake_runtime.py")
VERSION = "2026-06-16"


def bundle(folder: Path, *tasks: str, dag_id: str = "fake", version: Any = VERSION, name: str = "runtime") -> Path:
    """A bundle file that runs the fake runtime."""
    metadata = {
        "airflow_bundle_metadata_version": "1.0",
        "sdk": {"language": "fake", "version": "1", "supervisor_schema_version": version},
        "source": "fake_runtime.py",
        "dags": {dag_id: {"tasks": list(tasks)}},
    }
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    program = f'#!/bin/sh\nexec "{sys.executable}" "{RUNTIME}" "$@"\nexit\n'
    file.write_bytes(joined(program.encode(), b"", written(metadata)))
    file.chmod(0o755)
    return file


def dag(xcom: Xcom, *tasks: str, arguments: str = "", more: str = "") -> Path:
    stubs = "\n".join(f"@task.stub(queue='fake'{arguments})\ndef {name}(): ...\n{name}_ = {name}()" for name in tasks)
    body = "\n".join("    " + line for line in f"{stubs}\n{more}".splitlines())
    return xcom.dag(
        "from datetime import timedelta\nfrom airflow.sdk import dag, task\n\n"
        f"@dag(schedule=None)\ndef fake():\n{body}\n\nfake()\n"
    )


def run(xcom: Xcom, *tasks: str, arguments: str = "", more: str = "", words: tuple[object, ...] = ()) -> Any:
    """Runs the tasks, and gives what the command has printed as JSON; its exit code is the caller's to judge."""
    file = dag(xcom, *tasks, arguments=arguments, more=more)
    done = xcom("run", file, "--bundle", bundle(xcom.folder / "bundles", *tasks), *words, "-o", "json")
    assert done.stdout, done.stderr
    return json.loads(done.stdout) | {"error_text": done.stderr, "code": done.returncode}


def values(found: Any) -> dict[str, Any]:
    return {row["task_id"]: row["value"] for row in found["xcoms"] if row["key"] == "return_value"}


def states(found: Any) -> dict[str, tuple[str, int]]:
    return {row["task_id"]: (row["state"], row["try_number"]) for row in found["tasks"]}


def log(xcom: Xcom, task_id: str, *words: object) -> list[dict[str, Any]]:
    done = xcom("logs", task_id, *words, "-o", "json")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("isolation", ["fork", "spawn", "inline"])
def test_a_runtime_is_told_what_airflow_tells(xcom: Xcom, isolation: str) -> None:
    xcom.environment |= {"AIRFLOW__LOGGING__LOGGING_LEVEL": "DEBUG", "GIVEN": "as it is"}
    found = run(xcom, "startup", arguments=", retries=2", words=("--conf", '{"k": [1, 2.5]}', "--isolation", isolation))
    told = values(found)["startup"]
    assert told["type"] == "StartupDetails"
    assert told["ti"]["task_id"] == "startup"
    assert (told["ti"]["try_number"], told["ti"]["map_index"]) == (1, -1)
    assert told["ti"]["queue"] == "fake"
    assert told["ti_context"]["dag_run"]["conf"] == {"k": [1, 2.5]}
    assert told["ti_context"]["should_retry"] is True
    assert told["ti_context"]["max_tries"] == 2
    # Moments come as such, not as texts.
    assert told["start_date"].startswith("20")
    assert "T" not in told["start_date"]
    assert told["environment"] == {"AIRFLOW__LOGGING__LOGGING_LEVEL": "DEBUG", "GIVEN": "as it is"}


def test_what_ends_airflows_supervisor_is_answered_with_an_error(xcom: Xcom) -> None:
    found = run(xcom, "bad_frames")
    assert states(found) == {"bad_frames": ("success", 1)}
    assert values(found)["bad_frames"] == [[101 + index, None, "API_SERVER_ERROR"] for index in range(5)]
    events = [line["event"] for line in log(xcom, "bad_frames") if line["logger"] == "supervisor"]
    assert len(events) == 9
    assert "there is no message NoSuchMessage" in events[0]
    assert all(event.startswith("The task's process has sent a message that cannot be read: ") for event in events)


def test_a_frame_without_end_ends_the_runtime(xcom: Xcom) -> None:
    found = run(xcom, "too_long")
    assert states(found) == {"too_long": ("failed", 1)}
    assert "a frame of 4294967295 bytes" in log(xcom, "too_long")[0]["event"]


def test_lines_that_are_no_events_are_logged_all_the_same(xcom: Xcom) -> None:
    run(xcom, "bad_lines")
    lines = log(xcom, "bad_lines")
    assert [(line["level"], line["event"]) for line in lines] == [
        ("info", "no level"),
        ("info", "no moment"),
        ("info", "loud"),
        ("warning", "of Go"),
        ("info", '{"a": 1}'),
        ("info", "[1, 2]"),
        ("info", "no JSON"),
        ("info", '"text"'),
        ("info", "\N{REPLACEMENT CHARACTER}" * 2),
        ("info", "[" * 100_000),
        ("critical", "at last"),
        ("info", "without end"),
    ]
    assert lines[0]["timestamp"] == "2026-06-22T12:00:00Z"
    assert lines[3]["rows"] == 3
    assert lines[10]["error_detail"] == "Some: reason"
    assert "Some: reason" in xcom("logs", "bad_lines").stdout


@pytest.mark.parametrize(
    ("task", "message"),
    [
        ("silent", "the process ended with exit code 0 before the task finished"),
        ("exits", "the process ended with exit code 7 before the task finished"),
        ("dies", "the process was killed by signal 11 (SIGSEGV)"),
    ],
)
@pytest.mark.parametrize("retries", [0, 1])
def test_an_end_without_a_word_is_a_lost_try(xcom: Xcom, task: str, message: str, retries: int) -> None:
    found = run(xcom, task, arguments=f", retries={retries}, retry_delay=timedelta(0)")
    assert states(found) == {task: ("failed", 1 + retries)}
    assert found["code"] == 1
    assert message in found["error_text"]
    assert log(xcom, task)[-1]["event"].endswith(message)
    if task == "exits":
        lines = [(line["logger"], line["level"], line["event"]) for line in log(xcom, task)[:2]]
        assert sorted(lines) == [("task.stderr", "error", "complained"), ("task.stdout", "info", "printed")]


@pytest.mark.parametrize(
    ("task", "retries", "called"),
    [
        ("dies", 1, ["retry"]),
        ("dies", 0, []),
        ("silent", 1, ["retry", "failure"]),
        ("silent", 0, ["failure"]),
        ("fails", 1, []),
    ],
)
def test_callbacks_are_those_that_airflows_scheduler_asks_for(
    xcom: Xcom, task: str, retries: int, called: list[str]
) -> None:
    """A bundle calls none; the scheduler learns of a process that is gone as it does of one in Python."""
    told = xcom.folder / "told"
    file = dag(
        xcom,
        task,
        arguments=(
            f", retries={retries}, retry_delay=timedelta(0), on_failure_callback=tells('failure'), "
            "on_retry_callback=tells('retry')"
        ),
    )
    text = file.read_text("utf-8")
    tells = f"""
def tells(what):
    def callback(context):
        with open({str(told)!r}, "a") as file:
            file.write(what + "\\n")
    return callback
"""
    file.write_text(text.replace("\n@dag(", tells + "\n@dag(", 1), "utf-8")
    xcom("run", file, "--bundle", bundle(xcom.folder / "bundles", task))
    assert (told.read_text("utf-8").split() if told.exists() else []) == called


def test_a_failure_says_why_and_is_tried_again(xcom: Xcom) -> None:
    found = run(xcom, "fails", arguments=", retries=1, retry_delay=timedelta(0)")
    assert states(found) == {"fails": ("failed", 2)}
    assert "fails failed (try 2 of 2): TaskFailed: Oops: it was to fail" in found["error_text"]
    assert "Oops: it was to fail" in xcom("logs", "fails").stdout
    assert xcom("why", "--task-id", "fails").stdout == "task 'fails' failed\n"
    # When it has ended is the supervisor's to say, as in Airflow.
    assert found["tasks"][0]["duration"] > 0


def test_skipped_tasks_skip_what_follows(xcom: Xcom) -> None:
    more = "@task\ndef after(): ...\nskips_ >> after()"
    found = run(xcom, "skips", more=more)
    assert states(found) == {"skips": ("skipped", 1), "after": ("skipped", 0)}


def test_who_does_not_end_after_its_task_is_ended(xcom: Xcom) -> None:
    xcom.environment["AIRFLOW__CORE__TASK_SUCCESS_OVERTIME"] = "0.5"
    found = run(xcom, "overtime")
    assert states(found) == {"overtime": ("success", 1)}
    assert "goes on after 0.5 seconds" in log(xcom, "overtime")[-1]["event"]


def test_what_is_left_running_does_not_keep_the_task(xcom: Xcom) -> None:
    xcom.environment["AIRFLOW__WORKERS__SOCKET_CLEANUP_TIMEOUT"] = "0.5"
    found = run(xcom, "leaves")
    assert states(found) == {"leaves": ("success", 1)}
    assert "has kept its connections for 0.5 seconds" in log(xcom, "leaves")[-1]["event"]


@pytest.mark.parametrize(
    ("early", "message"),
    [
        ("exit", "the process of the bundle has ended before it had connected: it exited with code 3"),
        ("sleep", "the process of the bundle has not connected within 0.5 seconds (task_startup_timeout)"),
    ],
)
def test_who_does_not_connect_fails(xcom: Xcom, early: str, message: str) -> None:
    file = dag(xcom, "startup")
    coordinator(xcom, bundle(xcom.folder / "bundles", "startup").parent, task_startup_timeout=0.5)
    xcom.environment["FAKE_RUNTIME"] = early
    done = xcom("run", file)
    assert done.returncode == 1
    assert message in done.stderr
    assert message in log(xcom, "startup")[-1]["event"]
    if early == "exit":
        assert "printed before it connects" in [line["event"] for line in log(xcom, "startup")]


def coordinator(xcom: Xcom, folder: Path, queue: str = "fake", **kwargs: Any) -> None:
    """Airflow's settings for bundles in a folder."""
    kwargs = {"executables_root": [str(folder)], **kwargs}
    spec = {"classpath": "airflow.sdk.coordinators.executable.ExecutableCoordinator", "kwargs": kwargs}
    xcom.environment["AIRFLOW__SDK__COORDINATORS"] = json.dumps({"one": spec})
    xcom.environment["AIRFLOW__SDK__QUEUE_TO_COORDINATOR"] = json.dumps({queue: "one"})


def test_airflows_settings_name_the_bundles(xcom: Xcom) -> None:
    file = dag(xcom, "mapped")
    coordinator(xcom, bundle(xcom.folder / "bundles" / "deep", "mapped").parents[1])
    assert values(json.loads(xcom("run", file, "-o", "json").stdout)) == {"mapped": -10}


def test_a_coordinator_for_java_starts_a_jvm(xcom: Xcom, tmp_path: Path) -> None:
    file = dag(xcom, "mapped")
    jars = tmp_path / "jars"
    jars.mkdir()
    version = f"Airflow-Supervisor-Schema-Version: {VERSION}"
    for name, line in {"own": "Main-Class: org.example.Main", "sdk": version, "other": "Main-Class: Other"}.items():
        with zipfile.ZipFile(jars / f"{name}.jar", "w") as jar:
            jar.writestr("META-INF/MANIFEST.MF", f"Manifest-Version: 1.0\r\n{line}\r\n\r\n")
    java = tmp_path / "java"
    words = tmp_path / "words"
    # As a JVM, but that it runs the fake runtime for the class.
    java.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" > "{words}"\nshift 4\nexec "{sys.executable}" "{RUNTIME}" "$@"\n', "utf-8"
    )
    java.chmod(0o755)
    kwargs = {
        "jars_root": str(jars),
        "java_executable": str(java),
        "jvm_args": ["-Xmx64m"],
        "main_class": "org.example.Main",
    }
    spec = {"classpath": "airflow.sdk.coordinators.java.JavaCoordinator", "kwargs": kwargs}
    xcom.environment["AIRFLOW__SDK__COORDINATORS"] = json.dumps({"jdk": spec})
    xcom.environment["AIRFLOW__SDK__QUEUE_TO_COORDINATOR"] = '{"fake": "jdk"}'
    done = xcom("run", file, "-o", "json")
    assert done.returncode == 0, done.stderr
    assert values(json.loads(done.stdout)) == {"mapped": -10}
    classpath = ":".join(str(jars / f"{name}.jar") for name in ("other", "own", "sdk"))
    assert words.read_text("utf-8").splitlines()[:4] == ["-classpath", classpath, "-Xmx64m", "org.example.Main"]
    kwargs["main_class"] = "org.example.Missing"
    xcom.environment["AIRFLOW__SDK__COORDINATORS"] = json.dumps({"jdk": spec})
    text = xcom("run", file).stderr
    assert f"cannot find a JAR with Main-Class matching 'org.example.Missing' in {jars}" in text


def test_mapped_stubs_have_their_map_indexes(xcom: Xcom) -> None:
    file = xcom.dag(
        """
        from airflow.sdk import dag, task

        @dag(schedule=None)
        def fake():
            @task
            def numbers():
                return [5, 6, 7]

            @task.stub(queue="fake")
            def mapped(number): ...

            @task
            def total(found):
                return list(found)

            total(mapped.expand(number=numbers()))

        fake()
        """
    )
    done = xcom("run", file, "--bundle", bundle(xcom.folder / "bundles", "mapped"), "-o", "json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [row["value"] for row in found["xcoms"] if row["task_id"] == "mapped"] == [0, 10, 20]
    assert values(found)["total"] == [0, 10, 20]


def test_secrets_come_from_where_tasks_have_them_and_are_masked(xcom: Xcom) -> None:
    assert xcom("variables", "set", "stored_password", "of the store").returncode == 0
    assert xcom("variables", "set", "given", "of the store").returncode == 0
    words = ("--var", "given=by hand", "--conn", "api=http://me:sesame-open@host")
    found = run(xcom, "secrets", words=words)
    told = values(found)["secrets"]
    assert told["given"]["value"] == "by hand"
    assert (told["api"]["conn_type"], told["api"]["host"], told["api"]["login"]) == ("http", "host", "me")
    assert [told["missing"]["error"]] == ["CONNECTION_NOT_FOUND"]
    text = json.dumps(log(xcom, "secrets"))
    for secret in ("of the store", "sesame-open", "masked-by-hand"):
        assert secret not in text
    assert [line["event"] for line in log(xcom, "secrets")] == ["*** *** ***"] * 2


def test_what_no_frame_can_hold_is_an_error(xcom: Xcom) -> None:
    more = "@task\ndef up():\n    return 10**40\nup() >> huge_"
    found = run(xcom, "huge", more=more)
    assert values(found)["huge"] == [None, "API_SERVER_ERROR"]


def test_requests_in_flight_are_answered_in_their_order(xcom: Xcom) -> None:
    assert states(run(xcom, "many")) == {"many": ("success", 1)}
    assert [line["event"] for line in log(xcom, "many")] == [f"key_{number}" for number in range(200)]


def test_a_runtime_triggers_runs(xcom: Xcom) -> None:
    child = """
@dag(schedule=None)
def child():
    @task
    def work(dag_run=None):
        return dag_run.conf

    work()

child()
"""
    file = dag(xcom, "triggers")
    file.write_text(file.read_text("utf-8") + child, "utf-8")
    words = ("--dag-id", "fake", "--bundle", bundle(xcom.folder / "bundles", "triggers"), "--follow")
    done = xcom("run", file, *words, "-o", "json")
    assert done.returncode == 0, done.stderr
    made = xcom.json("runs", "--dag-id", "child")
    assert [(row["run_id"], row["state"]) for row in made] == [("made", "success")]


# Stopping


def _wait_for_line(xcom: Xcom, task_id: str) -> None:
    xcom.until(lambda: any(xcom.folder.parent.glob(f"home/logs/**/task_id={task_id}/**/attempt=1.log")))


@pytest.mark.parametrize(("task", "seconds"), [("patient", 3), ("deaf", 20)])
def test_ctrl_c_ends_a_runtime(xcom: Xcom, task: str, seconds: float) -> None:
    file = dag(xcom, task)
    process = xcom.start("run", file, "--bundle", bundle(xcom.folder / "bundles", task))
    _wait_for_line(xcom, task)
    xcom.until(lambda: "waiting" in json.dumps(log(xcom, task)))
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert time.monotonic() - began < seconds
    assert not _left(xcom)
    assert xcom.states()[task] in ("failed", "up_for_retry")


def test_a_killed_command_takes_its_runtimes_along_and_is_taken_up(xcom: Xcom) -> None:
    file = dag(xcom, "patient", arguments=", retries=1, retry_delay=timedelta(0)")
    runtime = bundle(xcom.folder / "bundles", "patient")
    process = xcom.start("run", file, "--bundle", runtime)
    _wait_for_line(xcom, "patient")
    xcom.until(lambda: "waiting" in json.dumps(log(xcom, "patient")))
    process.kill()
    process.communicate()
    xcom.until(lambda: not _left(xcom))
    # What runs the task now ends at once.
    xcom.environment["FAKE_RUNTIME"] = "exit"
    resumed = xcom("resume", "--bundle", runtime)
    assert resumed.returncode == 1
    assert "it exited with code 3" in resumed.stderr
    assert xcom.sql("SELECT state, try_number FROM task_instance") == [("failed", 2)]


def _left(xcom: Xcom) -> list[str]:
    """The processes of fake runtimes of this test that go on."""
    found = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    own = str(xcom.folder.parent / "home")
    left = []
    for line in found.splitlines():
        pid, _, words = line.strip().partition(" ")
        if "fake_runtime.py" in words and own in _environment(pid):
            left.append(words)
    return left


def _environment(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/environ").read_text("utf-8", "replace")
    except OSError:
        return ""


def test_a_stranger_that_connects_is_sent_away(xcom: Xcom, tmp_path: Path) -> None:
    """Somebody else's process guesses the port, before the runtime connects."""
    file = dag(xcom, "startup")
    folder = bundle(xcom.folder / "bundles", "startup").parent
    told = tmp_path / "told"
    go = tmp_path / "go"
    program = f'#!/bin/sh\necho "$@" > "{told}"\nwhile [ ! -e "{go}" ]; do sleep 0.05; done\n'
    original = bundle(tmp_path / "other", "startup").read_bytes().partition(b"\n")[2].partition(b"\nexit\n")[0]
    metadata = (folder / "runtime").read_bytes().partition(b"\nexit\n")[2][:-64]
    (folder / "runtime").write_bytes(joined(program.encode() + original + b"\nexit\n", b"", metadata))
    process = xcom.start("run", file, "--bundle", folder, "-o", "json")
    xcom.until(lambda: told.exists() and told.read_text("utf-8").endswith("\n"))
    ports = [int(word.rpartition(":")[2]) for word in told.read_text("utf-8").split()]
    strangers = [socket.create_connection(("127.0.0.1", port)) for port in ports]
    for stranger in strangers:
        stranger.settimeout(30)
        # Nothing is told to it.
        assert stranger.recv(1) == b""
    go.touch()
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert states(json.loads(out)) == {"startup": ("success", 1)}


# Before a run begins


def _refused(xcom: Xcom, *words: object) -> str:
    done = xcom("run", dag(xcom, "startup"), *words)
    assert done.returncode != 0
    assert done.stdout == ""
    # Nothing has begun.
    store = xcom.folder.parent / "home" / "xcom.db"
    assert not store.exists() or xcom.sql("SELECT * FROM dag_run") == []
    return done.stderr


def test_a_stub_without_a_bundle_is_told_of_before_the_run(xcom: Xcom) -> None:
    text = _refused(xcom)
    assert "Task startup of DAG fake is a stub (@task.stub), and nothing says which bundle runs it" in text
    assert "--bundle" in text
    assert "queue_to_coordinator" in text


@pytest.mark.parametrize(
    ("made", "message"),
    [
        ({"dag_id": "other"}, "cannot find executable bundle containing dag_id='fake'"),
        ({"tasks": ["another"]}, "has no task startup of DAG fake; its tasks of the DAG: another."),
        ({"version": "2026-10-30"}, '"2026-10-30", wanted "2026-06-16"'),
    ],
)
def test_a_bundle_that_cannot_run_a_task_is_told_of_before_the_run(
    xcom: Xcom, made: dict[str, Any], message: str
) -> None:
    tasks = made.pop("tasks", ["startup"])
    file = bundle(xcom.folder / "bundles", *tasks, **made)
    assert message in _refused(xcom, "--bundle", file)
    assert message in _refused(xcom, "--bundle", file.parent)
    coordinator(xcom, file.parent)
    assert message in _refused(xcom)


def test_what_is_no_bundle_is_told_of_before_the_run(xcom: Xcom) -> None:
    text = _refused(xcom, "--bundle", sys.executable)
    assert f"{sys.executable} is no bundle that can be used: " in text
    assert "xcom bundle pack" in text
    assert "--bundle nowhere is not there" in _refused(xcom, "--bundle", "nowhere")
    damaged = bundle(xcom.folder / "bundles", "startup")
    damaged.write_bytes(damaged.read_bytes().replace(b"exec", b"exit", 1))
    assert "binary_sha256" in _refused(xcom, "--bundle", damaged)
    unexecutable = bundle(xcom.folder / "bundles", "startup")
    unexecutable.chmod(0o644)
    assert "chmod +x" in _refused(xcom, "--bundle", unexecutable)


@pytest.mark.parametrize(
    ("coordinators", "queues", "message"),
    [
        ("{}", '{"fake": "one"}', "[sdk] queue_to_coordinator references invalid coordinator key: 'one'"),
        ("{", '{"fake": "one"}', "[sdk] coordinators is no JSON"),
        ('{"one": {"classpath": "my.Own"}}', '{"fake": "one"}', "my.Own is none of those that xcom runs"),
        (
            '{"one": {"classpath": "airflow.sdk.coordinators.executable.ExecutableCoordinator"}}',
            '{"fake": "one"}',
            "there is no executables_root",
        ),
        (
            '{"one": {"classpath": "airflow.sdk.coordinators.executable.ExecutableCoordinator", '
            '"kwargs": {"executable_roots": []}}}',
            '{"fake": "one"}',
            "its class has no argument 'executable_roots'",
        ),
        (
            '{"one": {"classpath": "airflow.sdk.coordinators.executable.ExecutableCoordinator", '
            '"kwargs": {"executables_root": 5}}}',
            '{"fake": "one"}',
            "executables_root is neither a path nor a list of paths",
        ),
        (
            '{"one": {"classpath": "airflow.sdk.coordinators.executable.ExecutableCoordinator", "kwargs": [1]}}',
            '{"fake": "one"}',
            "its kwargs are no JSON object",
        ),
        (
            '{"one": {"classpath": "airflow.sdk.coordinators.executable.ExecutableCoordinator", '
            '"kwargs": {"executables_root": ".", "task_startup_timeout": "soon"}}}',
            '{"fake": "one"}',
            "task_startup_timeout cannot be 'soon'",
        ),
        ('{"one": {}}', '{"fake": "one"}', "[sdk] coordinators, 'one': there is no classpath"),
        ("{}", '{"fake": ["one"]}', "references invalid coordinator key: ['one']"),
        ("{}", "[]", "[sdk] queue_to_coordinator is no JSON object"),
    ],
)
def test_settings_that_cannot_be_right_are_told_of(xcom: Xcom, coordinators: str, queues: str, message: str) -> None:
    xcom.environment["AIRFLOW__SDK__COORDINATORS"] = coordinators
    xcom.environment["AIRFLOW__SDK__QUEUE_TO_COORDINATOR"] = queues
    assert message in _refused(xcom)


def test_another_setting_that_cannot_be_had_is_told_of(xcom: Xcom) -> None:
    xcom.environment["AIRFLOW__CORE__TASK_SUCCESS_OVERTIME"] = "soon"
    text = _refused(xcom, "--bundle", bundle(xcom.folder / "bundles", "startup"))
    assert "task_success_overtime" in text


def test_what_the_named_bundles_do_not_have_is_for_the_settings(xcom: Xcom) -> None:
    file = dag(xcom, "mapped", "skips")
    coordinator(xcom, bundle(xcom.folder / "bundles", "skips").parent)
    done = xcom("run", file, "--bundle", bundle(xcom.folder / "named", "mapped"), "-o", "json")
    assert states(json.loads(done.stdout)) == {"mapped": ("success", 1), "skips": ("skipped", 1)}


def test_bundles_for_a_dag_without_stubs_are_refused(xcom: Xcom) -> None:
    file = xcom.dag(
        "from airflow.sdk import dag, task\n@dag(schedule=None)\ndef plain():\n    @task\n    def a(): ...\n    a()\nplain()\n"
    )
    done = xcom("run", file, "--bundle", bundle(xcom.folder / "bundles", "startup"))
    assert done.returncode == 2
    assert "DAG plain has no stub task (@task.stub) that --bundle could have run" in done.stderr


# One task, and programs


def test_xcom_test_runs_a_stub(xcom: Xcom) -> None:
    file = dag(xcom, "startup")
    done = xcom("test", file, "startup", "--bundle", bundle(xcom.folder / "bundles", "startup"), "-o", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["xcoms"][0]["value"]["ti"]["task_id"] == "startup"


@pytest.mark.parametrize("ignores", ["", "import signal; signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"])
def test_dag_test_runs_stubs_by_airflows_settings(xcom: Xcom, ignores: str) -> None:
    """Also in a program that does not want to hear of its children's ends."""
    file = dag(
        xcom,
        "mapped",
        more="@task\ndef after(ti=None):\n    print('found', ti.xcom_pull('mapped'))\nmapped_ >> after()",
    )
    file.write_text(ignores + file.read_text("utf-8").replace("\nfake()\n", "\nprint(fake().test().state)\n"), "utf-8")
    coordinator(xcom, bundle(xcom.folder / "bundles", "mapped").parent)
    done = xcom("python", file)
    assert done.returncode == 0, done.stderr
    assert "found -10" in done.stdout
    assert done.stdout.splitlines()[-1] == "success"


def test_a_stub_in_a_program_without_settings_fails_as_in_airflow(xcom: Xcom) -> None:
    file = dag(xcom, "mapped")
    file.write_text(file.read_text("utf-8").replace("\nfake()\n", "\nprint(fake().test().state)\n"), "utf-8")
    done = xcom("python", file)
    assert "@task.stub should not be executed directly" in done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "failed"
