"""What an expression can stand for while a file is read."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(eq=False, slots=True)
class Dag:
    """One DAG. `complete`: every task is known; `ordered`: every dependency is."""

    dag_id: str | None
    node: ast.AST
    tasks: list[Task] = field(default_factory=list)
    edges: list[tuple[Task | Group, Task | Group]] = field(default_factory=list)
    complete: bool = True
    ordered: bool = True

    def named(self, task_id: str) -> Task | None:
        """The task of an id."""
        return next((task for task in self.tasks if task.task_id == task_id), None)

    def ancestors(self, task: Task) -> set[Task]:
        """All that runs before a task."""
        before: dict[Task, set[Task]] = {}
        for first, second in self.edges:
            for later in second.members():
                before.setdefault(later, set()).update(first.members())
        found: set[Task] = set()
        todo = [task]
        while todo:
            for earlier in before.get(todo.pop(), ()):
                if earlier not in found:
                    found.add(earlier)
                    todo.append(earlier)
        return found


@dataclass(eq=False, slots=True)
class Group:
    """A task group; `prefix` is what it puts before the ids of its tasks."""

    group_id: str | None
    prefix: str | None
    tasks: list[Task] = field(default_factory=list)
    mapped: bool = False

    def members(self) -> list[Task]:
        return self.tasks


@dataclass(eq=False, slots=True)
class Task:
    """One task. `kind` is the path of its operator or decorator; `function` is what it calls, if it is in the file."""

    task_id: str | None
    dag: Dag
    call: ast.Call
    kind: str
    function: Function | None = None
    mapped: bool = False
    trigger_rule: str | None = None
    multiple_outputs: bool | None = None
    pushes: bool = True

    def members(self) -> list[Task]:
        return [self]


@dataclass(frozen=True, slots=True)
class Known:
    """A value that the source writes out."""

    value: Any


@dataclass(frozen=True, slots=True)
class Many:
    """A list, tuple or dict of values."""

    items: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """`result["key"]`: one key of what a task gives."""

    task: Task
    key: str | None
    node: ast.Subscript


@dataclass(frozen=True, slots=True)
class Callable:
    """A function of the file. `kind`: plain, task, group, dag or opaque (something else decorates it)."""

    node: Function
    kind: str
    decorator: str = ""
    options: tuple[tuple[str, Any], ...] = ()
    before: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Maker:
    """A class that makes tasks, or `Operator.partial(...)` of it."""

    path: str
    call: ast.Call | None = None
    options: tuple[tuple[str, Any], ...] = ()


UNKNOWN = object()


def tasks_of(value: Any) -> list[Task | Group]:
    """The tasks and groups in a value."""
    if isinstance(value, Task | Group):
        return [value]
    if isinstance(value, Item):
        return [value.task]
    if isinstance(value, Many):
        return [task for item in value.items for task in tasks_of(item)]
    return []


def items_of(value: Any) -> list[Item]:
    """The `result["key"]` in a value."""
    if isinstance(value, Item):
        return [value]
    return [item for each in value.items for item in items_of(each)] if isinstance(value, Many) else []


def is_certain(value: Any) -> bool:
    """Whether all tasks in a value are known."""
    if isinstance(value, Many):
        return all(is_certain(item) for item in value.items)
    return value is not UNKNOWN
