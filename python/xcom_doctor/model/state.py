"""Where the reader of a file is: open DAGs and groups, scopes, and how certain what it sees is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from xcom_doctor.model.values import UNKNOWN, Dag, Group, Item, Task, is_certain, tasks_of
from xcom_doctor.names import Names


class State:
    """The DAGs found so far, and what is open."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.dags: list[Dag] = []
        self.dags_open: list[Dag] = []
        self.groups_open: list[Group] = []
        self.scopes: list[dict[str, Any]] = [{}]
        #: Every `result["key"]` that a task takes.
        self.items: list[Item] = []
        self.tasks_by_call: dict[ast.Call, Task] = {}
        self.depth = 0
        self.loops = 0
        self.uncertain = 0
        self.starred = False
        self.setups = False

    @property
    def scope(self) -> dict[str, Any]:
        return self.scopes[-1]

    @property
    def dag(self) -> Dag | None:
        """The DAG that tasks are added to."""
        return self.dags_open[-1] if self.dags_open else None

    def look_up(self, name: str) -> Any:
        """The value of a name."""
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return UNKNOWN

    @contextmanager
    def doubt(self) -> Iterator[None]:
        """Statements that may not run: a name that they change is not known after it."""
        self.uncertain += 1
        yield
        self.uncertain -= 1

    @contextmanager
    def looping(self) -> Iterator[None]:
        """Statements that run any number of times."""
        self.loops += 1
        yield
        self.loops -= 1

    def lose_order(self) -> None:
        """From here on not all dependencies are known."""
        for dag in self.dags_open or self.dags:
            dag.ordered = False

    def lose_tasks(self) -> None:
        """From here on not all tasks are known."""
        for dag in self.dags_open or self.dags:
            dag.complete = dag.ordered = False

    def arrow(self, left: Any, right: Any, *, forward: bool) -> Any:
        """`left >> right` or `left << right`; gives what the expression gives."""
        first, second = (left, right) if forward else (right, left)
        self.edge(first, second)
        return right

    def edge(self, first: Any, second: Any) -> None:
        """Everything in `first` runs before everything in `second`."""
        if not (is_certain(first) and is_certain(second)):
            self.lose_order()
        for earlier in tasks_of(first):
            for later in tasks_of(second):
                self._dag_of(later).edges.append((earlier, later))

    def _dag_of(self, node: Task | Group) -> Dag:
        for member in node.members():
            return member.dag
        return self.dag or Dag(None, ast.Pass())

    def new_id(self, name: str, used: set[str]) -> str:
        """A name as the SDK makes it unique: `load`, `load__1`, ..."""
        if name not in used:
            return name
        number = 1
        while f"{name}__{number}" in used:
            number += 1
        return f"{name}__{number}"
