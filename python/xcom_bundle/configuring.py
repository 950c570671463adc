"""Airflow's settings for folders of bundles, written so that its parser reads them back as they were."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from xcom_bundle.packing import bundles_in
from xcom_bundle.problems import BundleError

CLASSPATH = "airflow.sdk.coordinators.executable.ExecutableCoordinator"


def coordinators(
    folders: list[str],
    *,
    name: str,
    startup_timeout: float | None = None,
    pod_template_file: str | None = None,
    worker_image: str | None = None,
) -> dict[str, Any]:
    """The setting `[sdk] coordinators`.

    Raises BundleError where the image has no tag.
    """
    arguments: dict[str, Any] = {"executables_root": folders}
    if startup_timeout is not None:
        arguments["task_startup_timeout"] = startup_timeout
    entry: dict[str, Any] = {"classpath": CLASSPATH, "kwargs": arguments}
    # For the Kubernetes executor: the coordinator itself does not get it.
    extra = {}
    if pod_template_file is not None:
        extra["pod_template_file"] = pod_template_file
    if worker_image is not None:
        repository, _, tag = worker_image.rpartition(":")
        # What is behind the colon of a port is no tag.
        if not repository or not tag or "/" in tag:
            raise BundleError(f"{worker_image} is no image with a tag: write REPOSITORY:TAG.")
        extra |= {"worker_container_repository": repository, "worker_container_tag": tag}
    return {name: entry | ({"extra": extra} if extra else {})}


def absolute(folder: str) -> str:
    """A folder as another process finds it. Airflow puts the home of its user in the place of a `~`."""
    return folder if folder.startswith("~") else os.path.abspath(folder)


def default_folder() -> str:
    """Beside what else Airflow has."""
    return os.path.join(os.environ.get("AIRFLOW_HOME") or "~/airflow", "bundles")


def lines(settings: dict[str, Any], queues: dict[str, str], form: str) -> str:
    """The two settings as environment variables (`env`), as a part of airflow.cfg (`cfg`), or both (`text`)."""
    values = {"coordinators": _escaped(settings), "queue_to_coordinator": _escaped(queues)}
    variables = "".join(f"AIRFLOW__SDK__{name.upper()}='{value}'\n" for name, value in values.items())
    section = "[sdk]\n" + "".join(f"{name} = {value}\n" for name, value in values.items())
    match form:
        case "env":
            return variables
        case "cfg":
            return section
        case _:
            return f"# In the environment of Airflow:\n{variables}\n# Or in its airflow.cfg:\n{section}"


def _escaped(value: Any) -> str:
    """A value in JSON that passes unchanged through a shell's quotes, Airflow's expansion of variables and its
    interpolation: what means something to one of them is written by its number."""
    text = json.dumps(value, separators=(", ", ": "))
    for character in "$%'":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def notes(folders: list[str]) -> Iterator[str]:
    """What is remarkable about the folders, as far as they are on this machine."""
    seen: dict[str, Path] = {}
    for folder in folders:
        path = Path(folder).expanduser()
        if not path.is_dir():
            yield f"{folder} is not on this machine."
            continue
        for bundle, dag_ids in bundles_in(path, below=True):
            for dag_id in sorted(dag_ids):
                if dag_id in seen:
                    yield f"{seen[dag_id]} and {bundle} both have DAG {dag_id}: Airflow takes either of them."
                else:
                    seen[dag_id] = bundle
