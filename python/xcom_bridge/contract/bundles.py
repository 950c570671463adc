"""Tasks that run in processes of bundles."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from xcom_bridge.contract.base import EnvironmentVariable, RaisedError


class FindBundles(TypedDict):
    # Bundle files of the command, and folders of them.
    given: list[str]
    # The version of Airflow's schema of messages that the supervisor speaks.
    schema_version: str
    dag_id: str
    tasks: list[QueuedTask]


class QueuedTask(TypedDict):
    task_id: str
    queue: str
    is_stub: bool


class FoundBundles(TypedDict):
    launches: list[FoundLaunch]
    # Why tasks could not run, a sentence each.
    problems: list[str]


class FoundLaunch(TypedDict):
    task_id: str
    launch: BundleLaunch


class BundleLaunch(TypedDict):
    """How the process of a bundle's task is started."""

    # The program, and what comes before the addresses of its two connections.
    command: list[str]
    environment: list[EnvironmentVariable]
    # In seconds.
    startup_timeout: float
    overtime: float


class BeginBundleTask(TypedDict):
    # What marks its lines where several logs are followed at once.
    label: str
    log_path: NotRequired[str]
    # A descriptor for readable lines.
    followed: NotRequired[int]


class RelayBundleLog(TypedDict):
    lines: list[str]


class AnswerBundleTask(TypedDict):
    # With its type.
    message: Any


class BundleAnswer(TypedDict):
    body: NotRequired[Any]
    error: NotRequired[Any]


class EndBundleTask(TypedDict):
    # How the try was lost that has not said so itself.
    problem: NotRequired[RaisedError]


class EndedBundleTask(TypedDict):
    # The last thing that the bundle has complained of.
    complaint: NotRequired[str]
