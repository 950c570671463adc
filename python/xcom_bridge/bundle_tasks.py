"""The part that Python has in a task of another language: its log, and what some of its messages want."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from xcom_bridge import comms, environment, logs, runtimes

if TYPE_CHECKING:
    from xcom_bridge.contract.bundles import (
        AnswerBundleTask,
        BeginBundleTask,
        BundleAnswer,
        EndBundleTask,
        EndedBundleTask,
        RelayBundleLog,
    )

#: Levels as structlog names them, by the names that runtimes have for them. Airflow drops the lines of others.
_LEVELS = {name: name for name in ("debug", "info", "warning", "error", "critical")} | {
    "notset": "debug", "trace": "debug", "notice": "info", "warn": "warning", "exception": "error", "fatal": "critical",
}  # fmt: skip


class _OpenLog:
    """The log of the bundle's task that this process runs."""

    def __init__(self, request: BeginBundleTask) -> None:
        self.context = ExitStack()
        self.context.enter_context(logs.task_log(request.get("log_path"), request.get("followed"), request["label"]))
        self.complaint: str | None = None


_log: _OpenLog | None = None


def begin_bundle_task(request: BeginBundleTask) -> None:
    global _log
    environment.prepare()
    _log = _OpenLog(request)


def relay_bundle_log(request: RelayBundleLog) -> None:
    """Write lines as Airflow's supervisor writes them, whatever they are."""
    for line in request["lines"]:
        document = logs.redacted(_event(line))
        logs.sink.write(json.dumps(document, separators=(",", ":")).encode() + b"\n")
        if document["level"] in ("error", "critical") and _log is not None:
            detail = document.get("error_detail")
            _log.complaint = detail if isinstance(detail, str) and detail else document["event"]


def end_bundle_task(request: EndBundleTask) -> EndedBundleTask:
    global _log
    log, _log = _log, None
    if log is None:
        return {}
    if (problem := request.get("problem")) is not None:
        text = f"{problem['type']}: {problem['message']}"
        logs.sink.write(logs.event("task", "error", text, error=problem))
    log.context.close()
    return {} if log.complaint is None else {"complaint": log.complaint}


def _event(line: str) -> dict[str, Any]:
    """A line with all that an event of a log has; the text of what is no event is one."""
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        document = line
    if not isinstance(document, dict):
        document = {"event": line.rstrip()}
    stamp, level = document.pop("timestamp", None), document.pop("level", None)
    event, logger = document.pop("event", ""), document.pop("logger", None)
    if (detail := document.pop("exception", None)) is not None:
        document["error_detail"] = detail
    return {
        "timestamp": _moment(stamp),
        "level": _LEVELS.get(level.lower(), "info") if isinstance(level, str) else "info",
        "event": event if isinstance(event, str) else json.dumps(event),
        "logger": logger if isinstance(logger, str) else "task",
        **document,
    }


def _moment(stamp: Any) -> str:
    try:
        moment = datetime.fromisoformat(stamp)
        moment = (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        moment = datetime.now(UTC)
    return moment.isoformat().replace("+00:00", "Z")


def answer_bundle_task(request: AnswerBundleTask) -> BundleAnswer:
    """Answer as the supervisor does, with what only Python can do for it."""
    message = request["message"]
    match message["type"]:
        case "GetVariable":
            return {"body": _variable(message["key"])}
        case "GetConnection":
            return {"body": _connection(message["conn_id"])}
        case _:
            return cast("BundleAnswer", runtimes.answered(message))


def _variable(key: str) -> dict[str, Any]:
    """What the secrets backends, the command line or the store have, as a task in Python finds it."""
    comms.install()
    from airflow.sdk import Variable
    from airflow.sdk.exceptions import AirflowRuntimeError

    try:
        value = Variable.get(key)
    except AirflowRuntimeError as error:
        return error.error.model_dump(mode="json")
    runtimes.mask(value, key)
    return {"type": "VariableResult", "key": key, "value": value}


def _connection(conn_id: str) -> dict[str, Any]:
    comms.install()
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        found = Connection.get(conn_id)
    except AirflowNotFoundException:
        return {"type": "ErrorResponse", "error": "CONNECTION_NOT_FOUND", "detail": {"conn_id": conn_id}}
    for secret in (found.password, found.extra):
        if secret:
            runtimes.mask(secret)
    names = ("conn_id", "conn_type", "host", "schema", "login", "password", "port", "extra")
    return {"type": "ConnectionResult", **{name: getattr(found, name) for name in names}}
