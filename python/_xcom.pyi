"""The native module of xcom: serialization, and the XCom store of this process."""

from collections.abc import Callable
from typing import Any

def main(arguments: list[str], /) -> int:
    """Run the command line `xcom` with these arguments; its exit code.

    It takes Ctrl-C for itself while it runs, and may replace the program of this process (`xcom python`).
    To be called by the main thread.
    """

def connect(url: str, /) -> None:
    """Open the store at a URL (`sqlite:///PATH`) for this process."""

def connect_with_key(url: str, fernet_key: str, /) -> None:
    """As connect, with Airflow's core.fernet_key for what is encrypted in the store."""

def send(message: bytes, /) -> bytes | None:
    """Answer one message to the supervisor: JSON with "type" in, `{"body": ..., "error": ...}` out.

    None stands for an empty body without an error.
    """

def push(
    dag_id: str,
    run_id: str,
    task_id: str,
    map_index: int,
    key: str,
    value: object,
    mapped_length: int | None,
    is_dag_result: bool,
    /,
) -> str | None:
    """Serialize a value and store it; a warning for the task's log, or None.

    Raises airflow.sdk's AirflowRuntimeError where the supervisor refuses, as pull does.
    """

def push_texts(
    dag_id: str,
    run_id: str,
    task_id: str,
    map_index: int,
    texts: list[tuple[str, bytes]],
    mapped_length: int | None,
    connection: int | None,
    /,
) -> list[str]:
    """Store JSON texts under their keys, all or none; warnings for the task's log. The length is that of the last.

    On a connection for SQL they are part of its transaction.
    """

def pull(
    dag_id: str,
    run_id: str,
    task_ids: list[str],
    key: str,
    include_prior_dates: bool,
    map_indexes: list[int] | None,
    single: bool,
    default: object,
    /,
) -> Any:
    """What xcom_pull gives for these arguments; map_indexes None pulls all map indexes."""

def pull_selection(
    selection: tuple[Any, ...],
    single: bool,
    default: object,
    make: Callable[[tuple[Any, ...]], Any],
    decode: Callable[[bytes], Any],
    connection: int | None,
    /,
) -> Any:
    """What xcom_pull of Airflow 2 gives: decode(text) of one value, or make(selection).

    A connection for SQL may be named that is read by, here and below.

    A selection is (dag_ids, run_id, include_prior_dates, task_ids, key, map_indexes, map_index_range, task_order,
    map_index_order): None lets everything through, an empty order is ascending. Without an order of tasks rows are
    sorted by map index alone; without one of map indexes the newest come first.
    """

def count_selection(selection: tuple[Any, ...], connection: int | None, /) -> int:
    """How many rows a selection has."""

def read_selection(
    selection: tuple[Any, ...], offset: int, limit: int | None, reversed: bool, connection: int | None, /
) -> list[tuple[str, str, str, int, str, bytes, str]]:
    """Rows of a selection: (dag_id, run_id, task_id, map_index, key, text, timestamp) each; limit None for all."""

def why(
    dag_id: str,
    run_id: str,
    task_id: str,
    key: str,
    map_index: int | None,
    is_own: bool,
    /,
) -> tuple[str, str] | None:
    """Why a pull finds nothing there: a word for programs, and the reason in words. None where there is a value.

    map_index None stands for all map indexes; is_own says that the task that pulls is the one that is asked.
    """

def store_open(url: str, /) -> int:
    """Open a store, and make it where there is none; its number."""

def default_store() -> tuple[str, str]:
    """The folder of the default store and of the logs, made where it is not there, and the store's URL."""

def store_close(store: int, /) -> None:
    """Let a store go."""

def store_ask(store: int, request: bytes, /) -> bytes:
    """Ask something of a store: JSON in, JSON out.

    The request has a "kind": list, set, place, delete, why or diff. What the store cannot do is a RuntimeError, a
    request that says too little a ValueError.
    """

def use_store(store: int | None, /) -> None:
    """Let an open store be the one that tasks and the functions of this module work with; None: no one."""

def used_store() -> int | None:
    """The number of the store that this process works with, or None."""

def run(store: int, request: bytes, /) -> bytes:
    """Run a DAG that this process has, in this process: JSON in, JSON out."""

def report_secrets(texts: list[str], /) -> None:
    """Tell whoever writes this process's output of texts that it must not show."""

def dumps(value: object, /) -> bytes:
    """The JSON text that airflow.sdk.serde.serialize(value) makes, as bytes."""

def loads(text: bytes | str, /) -> Any:
    """airflow.sdk.serde.deserialize(json.loads(text))."""

def dumps_json(value: object, default: Callable[[Any], Any], /) -> bytes:
    """json.dumps(value, default=default) as bytes."""

def loads_json(text: bytes | str, object_hook: Callable[[dict[str, Any]], Any], /) -> Any:
    """json.loads(text, object_hook=object_hook), for a hook that changes only what serde wrote."""

def dumps_plain(value: object, /) -> bytes:
    """json.dumps(value) as bytes, for messages: models, moments, ids and enums too."""

def loads_plain(text: bytes | str, /) -> Any:
    """json.loads(text)."""

def sql_version() -> str:
    """The version of the SQLite library that the store is made with."""

def sql_open() -> int:
    """Open a connection for SQL to the store of this process; its number.

    What is refused here and below is raised as the DB-API errors of the module sqlite3.
    """

def sql(
    connection: int, statement: str, arguments: tuple[int | float | str | bytes | None, ...], /
) -> tuple[list[str], list[tuple[Any, ...]], int, int]:
    """Run one statement: (names of columns, rows, number of changed rows or -1, id of the last row inserted).

    The first that changes something begins a transaction. Whatever the other functions of this module do with the store
    commits it first.
    """

def sql_end(connection: int, keep: bool, /) -> None:
    """End the transaction, if there is one: commit, or roll back."""

def sql_close(connection: int, /) -> None:
    """Close a connection; what it has not committed is lost."""

def sql_offloaded(reference: bytes, /) -> bytes:
    """The text that an offloaded value in xcom.value stands for."""

def offload(
    dag_id: str, run_id: str, task_id: str, map_index: int, key: str, value: object, marker: str, /
) -> tuple[str | None, int, str | None]:
    """Keep a value's JSON text at XCOM_OFFLOAD where it is large: (reference or None, size, warning or None).

    So is one that has the marker in it. ValueError where it is above XCOM_HARD_LIMIT.
    """

def offloaded(reference: str, size: int, /) -> bytes:
    """The JSON text that a reference of offload() stands for, as bytes."""

def release_offloaded(reference: str, /) -> bool:
    """A reference of offload() is needed no more; False where it is not at XCOM_OFFLOAD, and is left alone."""

def sweep_offloaded(
    place: str,
    references: Callable[[], list[str]],
    grace: int,
    decide: Callable[[tuple[int, list[str], int, int, list[str]]], bool],
    /,
) -> tuple[int, list[str], int, int, list[str]]:
    """Find what none of references(), called after a look at the place, needs; delete it where decide(found) says so.

    (number of blobs that are needed, URLs of those that are not, number of their marks, number of blobs younger than
    grace seconds, URLs of blobs that are needed and not there).
    """
