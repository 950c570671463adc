"""The printed settings, read back by a shell and by Airflow's own parser."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from xcom_bundle import configuring
from xcom_bundle.__main__ import main

from . import mutations
from .test_verifying import AIRFLOW, write

HARD = [
    "/opt/airflow/bundles", "~/b", "/with space", "/it's", '/a "quote"', "/per%cent%(home)s", "/$HOME/${HOME}/$$",
    "/back\\slash\\n", "/ünï", "/new\nline", "/;#!`date`$(date)", "/{brace}", "/\N{ZERO WIDTH SPACE}",
]  # fmt: skip

# Airflow's own parser, as a supervisor asks it.
READ = """
import json, sys
from airflow.sdk.execution_time.coordinator import CoordinatorManager
manager = CoordinatorManager.from_config()
coordinators = {queue: manager.for_queue(queue) for queue in sys.argv[1:]}
answer = {queue: [type(one).__name__, [str(p) for p in getattr(one, "executables_root", [])],
                  getattr(one, "task_startup_timeout", None), manager.extra_for_queue(queue)]
          for queue, one in coordinators.items()}
print("answer:" + json.dumps(answer))
"""


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["config", *arguments]) == 0
    return capsys.readouterr().out


def test_both_forms(capsys: pytest.CaptureFixture[str]) -> None:
    coordinators = (
        '{"swift": {"classpath": "airflow.sdk.coordinators.executable.ExecutableCoordinator", "kwargs":'
        ' {"executables_root": ["/opt/airflow/bundles"]}}}'
    )
    assert (
        printed(capsys, "--", "/opt/airflow/bundles")
        == f"""\
# In the environment of Airflow:
AIRFLOW__SDK__COORDINATORS='{coordinators}'
AIRFLOW__SDK__QUEUE_TO_COORDINATOR='{{"swift": "swift"}}'

# Or in its airflow.cfg:
[sdk]
coordinators = {coordinators}
queue_to_coordinator = {{"swift": "swift"}}
"""
    )


def test_a_shell_reads_the_lines_as_they_are(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    lines = printed(capsys, "--output=env", "--", *HARD)
    done = subprocess.run(
        ["sh", "-c", f'{lines}printf %s "$AIRFLOW__SDK__COORDINATORS"'], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["swift"]["kwargs"] == {"executables_root": HARD}


@pytest.mark.parametrize("form", ["env", "cfg"])
def test_airflow_reads_what_was_meant(capsys: pytest.CaptureFixture[str], tmp_path: Path, form: str) -> None:
    if not list(AIRFLOW.glob("lib/python*/site-packages/cadwyn")):
        pytest.skip(f"there is no whole Airflow 3.3.2 in {AIRFLOW}; scripts/setup --airflow33-whole makes it")
    options = [
        "--queue=swift",
        "--queue=it's 100%",
        "--name=a$HOME'b",
        "--startup-timeout=2.5",
        "--pod-template-file=/x'%$y",
    ]
    lines = printed(capsys, *options, f"--output={form}", "--", *HARD)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AIRFLOW")} | {"AIRFLOW_HOME": str(tmp_path)}
    (tmp_path / "read.py").write_text(READ)
    command = [AIRFLOW / "bin" / "python", tmp_path / "read.py", "swift", "it's 100%", "default"]
    if form == "cfg":
        (tmp_path / "airflow.cfg").write_text(lines, "utf-8")
    else:
        command = ["sh", "-c", f'set -a\n{lines}exec "$@"', "sh", *command]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    answer = json.loads(done.stdout.rpartition("answer:")[2])
    folders = [os.path.expanduser(folder) for folder in HARD]
    coordinator = ["ExecutableCoordinator", folders, 2.5, {"pod_template_file": "/x'%$y"}]
    assert answer == {
        "swift": coordinator, "it's 100%": coordinator, "default": ["_PythonCoordinator", [], None, None],
    }  # fmt: skip


def test_the_image_of_pods(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "--worker-image=registry:5000/airflow:3.3.2-orders", "--output=cfg", "--", "/b")
    assert (
        '"extra": {"worker_container_repository": "registry:5000/airflow", "worker_container_tag": "3.3.2-orders"}'
        in text
    )
    for wrong in ("airflow", "registry:5000/airflow", ":tag", "airflow:"):
        assert main(["config", f"--worker-image={wrong}", "--", "/b"]) == 1
        assert capsys.readouterr().err == f"xcom: {wrong} is no image with a tag: write REPOSITORY:TAG.\n"


def test_folders_are_absolute(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AIRFLOW_HOME", raising=False)
    assert f'["{tmp_path}/here"]' in printed(capsys, "--", "here/../here/")
    assert '["~/airflow/bundles"]' in printed(capsys)
    monkeypatch.setenv("AIRFLOW_HOME", "/home/of")
    assert '["/home/of/bundles"]' in printed(capsys)


def test_notes(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two" / "deep"
    for folder in (one, two):
        folder.mkdir(parents=True)
    first, second = write(one / "a", mutations.joined()), write(two / "b", mutations.joined())
    write(two / "text", b"text")
    write(two / "plain", mutations.joined(), 0o644)
    assert list(configuring.notes([str(one), str(tmp_path / "two"), "/no/such"])) == [
        f"{first} and {second} both have DAG orders: Airflow takes either of them.",
        "/no/such is not on this machine.",
    ]
