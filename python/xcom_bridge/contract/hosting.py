"""Processes, and the programs and environments that they run in."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from xcom_bridge.contract.base import EnvironmentVariable


class BegunProcess(TypedDict):
    """What a process of the runner's own has in its environment beside what the program has."""

    variables: list[EnvironmentVariable]


class PrepareTask(TypedDict):
    run_id: str


class AskedHost(TypedDict):
    stops: bool


class Command(TypedDict):
    """A program by its path, and its arguments."""

    command: list[str]


class EnterEnvironment(TypedDict):
    environment: str
    arguments: NotRequired[list[str]]


class Entering(TypedDict):
    # Why the environment cannot be entered.
    problem: str | None


class BecomePython(TypedDict):
    arguments: list[str]
    # Modules that are imported first.
    start_modules: list[str]
