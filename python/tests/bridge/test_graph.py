"""The graph of every conformance case equals what real Airflow recorded."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).resolve().parents[3] / "Tests" / "Conformance"

# One interpreter imports the SDK, and forks for each case: a process of its own without the imports of its own.
LOAD_ALL = """
import os, xcom_bridge
from xcom_bridge import environment, graph, dag_bag
environment.prepare()
import airflow.sdk
airflow.sdk.DAG, airflow.sdk.task
result = {}
for name, case in args[0].items():
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        os.environ.update(case["env"])
        sys.path[:0] = case["path"]
        request = {"paths": [case["file"]], "store": "sqlite://"}
        with open(writer, "wb") as pipe:
            pipe.write(xcom_bridge.load_dags(json.dumps(request).encode()))
        os._exit(0)
    os.close(writer)
    with open(reader) as pipe:
        result[name] = json.loads(pipe.read() or "null")
    os.waitpid(child, 0)
"""

DAG_FILES = sorted((CASES / "dags").glob("*.py"))


def header_of(case: Path) -> dict[str, Any]:
    """The ``# conformance:`` lines of a case, merged."""
    header: dict[str, Any] = {}
    for line in case.read_text(encoding="utf-8").splitlines():
        if found := re.match(r"#\s*conformance:\s*(\{.*)$", line):
            header.update(json.loads(found.group(1)))
    return header


def structure_of(graph: dict[str, Any]) -> dict[str, Any]:
    """A graph in the shape in which the goldens hold it."""
    tasks = {task["task_id"]: task for task in graph["tasks"]}
    groups = {group["group_id"]: group for group in graph["task_groups"]}

    def group(document: dict[str, Any]) -> dict[str, Any]:
        inner = [groups[child] for child in sorted(document["children"]) if child in groups]
        return {
            "group_id": document["group_id"],
            "prefix_group_id": document["prefix_group_id"],
            "is_mapped": document["is_mapped"],
            "children": sorted(document["children"]),
            "groups": [group(child) for child in inner],
        }

    names = ("operator", "trigger_rule", "is_mapped", "is_setup", "is_teardown", "multiple_outputs")
    names += ("do_xcom_push", "retries", "map_index_template")
    return {
        "task_ids": sorted(tasks),
        "edges": sorted([up, down] for up, task in tasks.items() for down in task["downstream_task_ids"]),
        "trigger_rules": {task_id: task["trigger_rule"] for task_id, task in tasks.items()},
        "task_groups": [group(item) for _, item in sorted(groups.items()) if item["parent_group_id"] is None],
        "tasks": {task_id: {name: task[name] for name in names} for task_id, task in tasks.items()},
    }


@pytest.fixture(scope="module")
def answers(fresh: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    work = tmp_path_factory.mktemp("work")
    cases: dict[str, Any] = {}
    for case in DAG_FILES:
        header = header_of(case)
        substitutes = {"${WORK}": str(work), "${DAGS}": str(case.parent), "${SITE}": "/nowhere"}
        env = {}
        for name, value in header.get("env", {}).items():
            for placeholder, text in substitutes.items():
                value = value.replace(placeholder, text)
            env[name] = value
        path = [str(case.parent / folder) for folder in header.get("pythonpath", ())]
        files = [extra["from"] for extra in header.get("files", ()) if isinstance(extra, dict)]
        path += [str((case.parent / file).parent) for file in files]
        cases[case.stem] = {"file": str(case), "env": env, "path": path}
    found: dict[str, Any] = fresh(LOAD_ALL, cases)
    return found


@pytest.mark.parametrize("case", DAG_FILES, ids=lambda path: path.stem)
def test_graph_equals_the_golden(case: Path, answers: dict[str, Any]) -> None:
    golden = json.loads((CASES / "golden" / f"{case.stem}.json").read_text())
    answer = answers[case.stem]
    assert answer["import_errors"] == []
    found = {graph["dag_id"]: structure_of(graph) for graph in answer["dags"]}
    assert sorted(found) == golden["dag_ids"]
    for run in golden["runs"]:
        assert found[run["dag_id"]] == run["structure"]
