"""One case: its runs through `xcom run`, and the same JSON that real Airflow's execution was recorded in."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from driver import compare
from driver.cases import Case
from driver.scratch import Machine, Scratch, prepare, substitute
from driver.store import Reader
from driver.structure import structure_of

BASE_DATE = dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)
#: How long a command may take.
SECONDS = 180


@dataclass
class Outcome:
    """How a case ended."""

    case: Case
    differences: list[dict[str, Any]] = field(default_factory=list)
    #: What kept the case from a result: a program that failed, a limit of time.
    broken: str | None = None
    seconds: float = 0.0
    output: str = ""

    @property
    def passed(self) -> bool:
        return not self.differences and self.broken is None


def execute(case: Case, machine: Machine, keep: bool = False) -> Outcome:
    """Runs a case in a folder of its own and compares the result with its golden."""
    work = Path(tempfile.mkdtemp(prefix=f"conformance-{case.name}-")).resolve()
    outcome = Outcome(case)
    begun = time.monotonic()
    try:
        execution = Execution(case, machine, prepare(case, work / "a", machine))
        result = execution.result()
        outcome.differences = differences(case.golden, result)
        if case.compat:
            outcome.differences = [d for d in outcome.differences if not is_empty_row(d)]
        outcome.output = execution.output
    except Broken as error:
        outcome.broken = str(error)
    finally:
        outcome.seconds = time.monotonic() - begun
        if keep:
            print(f"{case.name}: {work}")
        else:
            shutil.rmtree(work, ignore_errors=True)
    return outcome


def differences(golden: dict[str, Any], result: dict[str, Any]) -> list[dict[str, Any]]:
    """All that compare.py finds, and errors that are missing altogether: for it, these are errors nobody looked for."""
    found = compare.compare(golden, result, errors=True, structure=True, rendered=True)
    for number, (run, got) in enumerate(zip(golden["runs"], result["runs"])):
        if not got["errors"]:
            for row in run["errors"]:
                if "removed" not in row:
                    found.append({"what": "errors", "run": number, "golden": row, "result": compare.ABSENT})
    return found


def is_empty_row(difference: dict[str, Any]) -> bool:
    """Airflow 2 also has a row of rendered fields for a task that has none to render."""
    golden = difference["golden"]
    return difference["what"] == "rendered_fields" and isinstance(golden, dict) and golden.get("fields") == {}


class Broken(Exception):
    """There is no result to compare."""


class Execution:
    def __init__(self, case: Case, machine: Machine, scratch: Scratch) -> None:
        self.case = case
        self.machine = machine
        self.scratch = scratch
        self.reader = Reader(scratch.store)
        self.output = ""

    def result(self) -> dict[str, Any]:
        if not self.case.golden["runs"]:
            return self.refused_file()
        graphs = {graph["dag_id"]: graph for graph in json.loads(self.call("dags", "show", "-o", "json"))}
        runs = [self.run(number, step, graphs) for number, step in enumerate(self.steps(list(graphs)))]
        return substitute({"runs": runs}, self.scratch.substitutions)

    def refused_file(self) -> dict[str, Any]:
        """Of a file that Airflow cannot load: it is not loaded here either, for the same reasons."""
        done = self.start("dags", "show", "-o", "json")
        said = substitute(done.stderr, self.scratch.substitutions)
        for line in self.case.golden["import_errors"]:
            if line not in said:
                raise Broken(f"the file is refused by: {line}\n{tail(done)}")
        return {"runs": []}

    def steps(self, dag_ids: list[str]) -> list[dict[str, Any]]:
        """The runs of the case, one by one, as its header asks for them."""
        header = self.case.header
        if header.get("sequence"):
            return list(header["sequence"])
        wanted = header.get("dags")
        if not wanted:
            # Without an order in the header: the order of definition in the file.
            source = self.case.dag_file.read_text(encoding="utf-8")
            wanted = sorted(dag_ids, key=lambda name: (source.find(name) < 0, source.find(name), name))
        return [{"dag_id": dag_id, "day": day} for day in range(header.get("runs", 1)) for dag_id in wanted]

    def logical_date(self, number: int, step: dict[str, Any]) -> str | None:
        if "logical_date" in step:
            return step["logical_date"]
        day = step.get("day", number)
        dates = self.case.header.get("logical_dates") or []
        return dates[day] if day < len(dates) else (BASE_DATE + dt.timedelta(days=day)).isoformat()

    def run(self, number: int, step: dict[str, Any], graphs: dict[str, Any]) -> dict[str, Any]:
        dag_id, date = step["dag_id"], self.logical_date(number, step)
        if dag_id not in graphs:
            raise Broken(f"there is no DAG {dag_id}, only {', '.join(graphs)}")
        arguments = ["--dag-id", dag_id, "--logical-date", date or "none"]
        # Generated ids are made of the moment.
        if run_id := step.get("run_id") or self.case.golden["runs"][number].get("run_id"):
            arguments += ["--run-id", run_id]
        conf = step.get("conf", self.case.header.get("conf"))
        if conf is not None:
            arguments += ["--conf", json.dumps(conf)]
        if "jobs" in self.case.header:
            arguments += ["--jobs", str(self.case.header["jobs"])]
        before = self.reader.run_ids(dag_id)
        done = self.start("run", *arguments, "-o", "json", "--store", f"sqlite:///{self.scratch.store}")
        new = [run for run in self.reader.run_ids(dag_id) if run not in before]
        structure = {"structure": structure_of(graphs[dag_id])}
        if not new:
            return {**refused(dag_id, date, done), **structure}
        run = self.reader.run(dag_id, new[0])
        expected = {"success": 0, "failed": 1}.get(run["dag_run_state"])
        if done.returncode != expected:
            raise Broken(f"exit status {done.returncode} of a run in state {run['dag_run_state']}\n{tail(done)}")
        return {**run, **structure}

    def call(self, *command: str) -> str:
        done = self.start(*command)
        if done.returncode:
            raise Broken(f"xcom {' '.join(command)} ended with {done.returncode}\n{tail(done)}")
        return done.stdout

    def start(self, *command: str) -> subprocess.CompletedProcess[str]:
        file = str(self.scratch.path)
        # The path stands after the names of the subcommand.
        words = 2 if command[0] == "dags" else 1
        arguments = [*command[:words], file, *command[words:], *self.machine.arguments()]
        try:
            done = subprocess.run(
                [str(self.machine.xcom), *arguments],
                cwd=self.scratch.data,
                env=self.scratch.environment,
                capture_output=True,
                text=True,
                errors="replace",
                stdin=subprocess.DEVNULL,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise Broken(f"xcom {' '.join(command)} did not end within {error.timeout:.0f} s") from error
        self.output += f"$ xcom {' '.join(arguments)}\n{done.stdout}{done.stderr}"
        return done


def refused(dag_id: str, logical_date: str | None, done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """A run that was never made: what `xcom run` said is the error."""
    if not done.returncode:
        raise Broken(f"exit status 0, but no run of {dag_id} is in the store\n{tail(done)}")
    match = re.search(r"^.*?\b((?:\w+\.)*\w*(?:Error|Exception|NotFound)): ((?:.|\n)*)", done.stderr, re.MULTILINE)
    if not match:
        raise Broken(f"exit status {done.returncode}, no run of {dag_id} is in the store\n{tail(done)}")
    name = match.group(1)
    return {
        "dag_id": dag_id,
        "run_id": None,
        "logical_date": logical_date,
        "dag_run_state": None,
        "task_instances": [],
        "xcoms": [],
        "errors": [],
        "rendered_fields": [],
        "task_map": [],
        "test_error": {"type": name, "message": match.group(2).strip()},
    }


def tail(done: subprocess.CompletedProcess[str]) -> str:
    return (done.stdout[-1000:] + done.stderr[-3000:]).strip()
