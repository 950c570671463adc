"""What there is to run: DAG files with their headers and goldens."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from driver import compare, wheels

HERE = Path(__file__).resolve().parent.parent
ROOT = HERE.parent.parent


@dataclass(frozen=True)
class Case:
    """One DAG file and what real Airflow made of it."""

    name: str
    dag_file: Path
    golden_file: Path
    header: dict[str, Any]
    #: A folder that has to be on the module search path: Airflow's own example DAGs import one another.
    library: Path | None = None
    #: The version of Airflow that the golden is of, where it is not 3: `xcom` runs with `XCOM_COMPAT`.
    compat: str | None = None
    golden: dict[str, Any] = field(default_factory=dict, compare=False)


@cache
def settings() -> dict[str, dict[str, Any]]:
    """What a recorded case needs here beside its header, and why: its file stays as it was recorded."""
    return json.loads((HERE / "settings.json").read_text(encoding="utf-8"))


def read_header(path: Path) -> dict[str, Any]:
    """Merge the JSON objects of all `# conformance: {...}` lines of a DAG file, and its settings."""
    header: dict[str, Any] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        match = re.match(r"#\s*conformance:\s*(\{.*)$", line)
        if match:
            header.update(json.loads(match.group(1)))
    extra = settings().get(path.stem, {})
    header |= {name: value for name, value in extra.items() if name not in ("env", "why")}
    if "env" in extra:
        header["env"] = header.get("env", {}) | extra["env"]
    return header


def in_folders(dags: Path, goldens: Path) -> list[Case]:
    """A case for each DAG file of a folder that has a golden."""
    found = []
    for dag_file in sorted(dags.glob("*.py")):
        golden_file = goldens / f"{dag_file.stem}.json"
        if golden_file.exists():
            found.append(
                Case(
                    dag_file.stem,
                    dag_file,
                    golden_file,
                    read_header(dag_file),
                    golden=compare.load_golden(golden_file),
                )
            )
    return found


def project_cases() -> list[Case]:
    """The cases of this folder, and the project's own example DAGs."""
    return in_folders(HERE / "dags", HERE / "golden") + in_folders(
        ROOT / "python" / "examples", HERE / "python_examples"
    )


def compat_cases() -> list[Case]:
    """What real Airflow 2.11.2 made of DAG files in its own style, and of those of the other cases that it can load."""
    folder = HERE / "compat2"
    found = in_folders(folder / "dags", folder / "golden") + in_folders(HERE / "dags", folder / "golden")
    return [replace(case, name=f"{case.name}@2", compat="2") for case in found]


def airflow_examples(cache: Path, version: str, folder: Path = HERE) -> list[Case]:
    """Airflow's own example DAGs, out of a version's wheel: those that have a golden, in its folder or in this one."""
    library = wheels.airflow_core(cache, version)
    found = []
    for entry in json.loads((folder / "airflow_examples.json").read_text(encoding="utf-8")):
        name = f"airflow_examples/{golden_name(entry, dt.datetime.now(dt.timezone.utc))}.json"
        golden_file = folder / name if (folder / name).exists() else HERE / name
        if entry["status"] != "golden" or not golden_file.exists():
            continue
        dag_file = library / entry["path"]
        wheels.check(dag_file, entry["sha256"])
        golden = compare.load_golden(golden_file)
        found.append(Case(entry["name"], dag_file, golden_file, golden["header"], library, golden=golden))
    return found


def golden_name(entry: dict[str, Any], now: dt.datetime) -> str:
    """The golden of an example; one that looks at the clock has several."""
    name: str = entry["name"]
    if "by_clock" not in entry:
        return name
    text = now.strftime(entry["by_clock"]["format"])
    begun = [start for start in entry["by_clock"]["from"] if start <= text]
    return f"{name}.{entry['by_clock']['from'][max(begun)]}"
