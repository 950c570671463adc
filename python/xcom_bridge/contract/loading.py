"""Loading DAG files."""

from __future__ import annotations

from typing import TypedDict

from xcom_bridge.contract.graph import Graph


class LoadDags(TypedDict):
    paths: list[str]
    # DAGs that the process has already.
    dag_ids: list[str]
    # The URL of the store that answers what the files ask: their Variables, Connections and XComs.
    store: str


class LoadedDags(TypedDict):
    dags: list[Graph]
    import_errors: list[ImportFailure]


class ImportFailure(TypedDict):
    """Why a DAG file, or one DAG of it, could not be loaded."""

    file: str
    # Where it is one DAG of the file.
    dag_id: str | None
    line: int | None
    type: str
    message: str
    # What may help.
    hint: str | None
    traceback: str
