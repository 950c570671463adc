"""What calls do while a file is loaded: make something, run a function of the file, or nothing that counts."""

from __future__ import annotations

import ast
import sys
from typing import Any

from xcom_doctor import paths
from xcom_doctor.model.making import Making
from xcom_doctor.model.values import UNKNOWN, Callable, Dag, Function, Group, Item, Known, Maker, Many, Task, tasks_of

# Packages of others whose classes and functions make no tasks.
_HARMLESS = frozenset(
    "pendulum dateutil pytz kubernetes docker requests boto3 botocore pandas numpy yaml sqlalchemy pydantic".split()
)
_PASSED_ON = frozenset({"as_setup", "as_teardown"})


class Calls(Making):
    """The calls that count."""

    def value(self, node: ast.expr | None) -> Any:
        raise NotImplementedError

    def bind(self, target: ast.expr, value: Any) -> None:
        raise NotImplementedError

    def run(self, statements: list[ast.stmt]) -> None:
        raise NotImplementedError

    def options(self, node: ast.Call) -> tuple[tuple[str, Any], ...]:
        """The keyword arguments of a call; `**` for what is handed over unseen."""
        return tuple((keyword.arg or "**", self.value(keyword.value)) for keyword in node.keywords)

    def call(self, node: ast.Call) -> Any:
        """What a call gives."""
        path = self.names.path(node.func)
        if isinstance(node.func, ast.Attribute) and (found := self._method(node, node.func)) is not None:
            return found
        callee = self.value(node.func) if not isinstance(node.func, ast.Attribute) else UNKNOWN
        if isinstance(callee, Callable):
            return self._own(node, callee)
        name = (path or (callee.path if isinstance(callee, Maker) else "")).rpartition(".")[2]
        if not name and isinstance(node.func, ast.Name):
            name = node.func.id
        positional = [self.value(argument) for argument in node.args]
        options = dict(self.options(node))
        if path in paths.DAG:
            return self._new_dag(node, options.get("dag_id", positional[0] if positional else UNKNOWN))
        if path in paths.GROUP:
            return self._new_group(options.get("group_id", positional[0] if positional else UNKNOWN), options)
        if path in paths.CHAINS:
            return self._chain(name, positional)
        if (task_path := paths.task_kind(path)) is not None and positional and isinstance(positional[0], Callable):
            return Callable(positional[0].node, "task", task_path, tuple(options.items()))
        if (
            paths.is_operator(path)
            or ("task_id" in options and name[:1].isupper() and "TaskInstance" not in name)
            or (paths.is_operator_name(name))
        ):
            return self._operator(node, path or name, options, positional)
        return self._other_call(node, path, [*positional, *options.values()])

    def _other_call(self, node: ast.Call, path: str | None, values: list[Any]) -> Any:
        """A call of something that is not read: it makes tasks, or it does not."""
        handed = any(tasks_of(value) or isinstance(value, Dag) for value in values)
        # `map(make_task, names)` calls it unseen.
        makers = any(isinstance(value, Callable | Maker) for value in values)
        root, _, name = (path or "").partition(".")
        harmless = root in sys.stdlib_module_names or root in _HARMLESS
        if root == "airflow":
            unseen = any(keyword.arg is None for keyword in node.keywords)
            harmless = not (unseen and name.rpartition(".")[2][:1].isupper())
        elif isinstance(node.func, ast.Name) and self.names.is_builtin(node.func.id):
            harmless = True
        elif isinstance(node.func, ast.Attribute) and path is None:
            harmless = not handed
        if handed:
            self.lose_order()
        if makers or (not harmless and (self.dag is not None or handed)):
            self.lose_tasks()
        return UNKNOWN

    # Functions of the file

    def _own(self, node: ast.Call, called: Callable) -> Any:
        """A call of a function of the file."""
        inputs = [*(self.value(argument) for argument in node.args), *called.before]
        options = dict(self.options(node))
        if called.kind == "task":
            of_task = dict(called.options)
            chosen = of_task.get("task_id")
            if chosen is None and "task_id" not in of_task:
                task_id: str | None = called.node.name
            else:
                task_id = chosen.value if isinstance(chosen, Known) and isinstance(chosen.value, str) else None
            return self._task(
                node, called.decorator, task_id, called.node, of_task, [*inputs, *options.values()], taskflow=True
            )
        if called.kind == "opaque" or self.depth > 8:
            self.lose_tasks()
            return UNKNOWN
        if called.kind == "dag":
            of_dag = dict(called.options)
            dag = self._new_dag(called.node, of_dag.get("dag_id", Known(called.node.name)))
            self.dags_open.append(dag)
            outer, self.groups_open = self.groups_open, []
            self._body(node, called.node)
            self.groups_open = outer
            self.dags_open.pop()
            return dag
        if called.kind == "group":
            of_group = dict(called.options)
            name = of_group.get("group_id", Known(called.node.name))
            if isinstance(name, Known) and isinstance(name.value, str) and self.dag is not None:
                used = {name for name, _ in self._groups_used}
                name = Known(self.new_id(name.value, used))
                self._groups_used.append((name.value, self.dag))
            group = self._new_group(name, of_group)
            self.groups_open.append(group)
            result = self._body(node, called.node)
            self.groups_open.pop()
            self.edge(Many(tuple(value for value in (*inputs, *options.values()) if tasks_of(value))), group)
            return result if tasks_of(result) and not isinstance(result, Many) else group
        return self._body(node, called.node)

    @property
    def _groups_used(self) -> list[tuple[str, Dag]]:
        used: list[tuple[str, Dag]] = self.scopes[0].setdefault("groups used", [])
        return used

    def _body(self, node: ast.Call, function: Function) -> Any:
        scope: dict[str, Any] = {}
        arguments = function.args
        names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
        for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            scope[argument.arg] = UNKNOWN
        defaults = dict(zip(names[len(names) - len(arguments.defaults) :], arguments.defaults, strict=True))
        for name, default in defaults.items():
            scope[name] = self.value(default)
        for name, given in zip(names, node.args, strict=False):
            scope[name] = UNKNOWN if isinstance(given, ast.Starred) else self.value(given) if _cheap(given) else UNKNOWN
        for keyword in node.keywords:
            if keyword.arg is not None:
                scope[keyword.arg] = self.value(keyword.value) if _cheap(keyword.value) else UNKNOWN
        self.names.enter(function)
        self.scopes.append(scope)
        self.depth += 1
        uncertain, self.uncertain = self.uncertain, 0
        self.run(function.body)
        self.uncertain = uncertain
        self.depth -= 1
        self.names.leave()
        return self.scopes.pop().get("return", Known(None))

    # Methods

    def _method(self, node: ast.Call, func: ast.Attribute) -> Any:
        """`base.method(...)` where the base is a task, a group, a function or a class of tasks; None for others."""
        base = self.names.path(func.value)
        if base is not None:
            if func.attr in ("partial", "expand", "expand_kwargs") and (
                paths.is_operator(base) or paths.is_operator_name(base.rpartition(".")[2])
            ):
                return Maker(base, node, self.options(node))
            return None
        owner = self.value(func.value)
        if isinstance(owner, Maker) and func.attr == "partial":
            return Maker(owner.path, node, self.options(node))
        if isinstance(owner, Maker) and owner.call is not None and func.attr in ("expand", "expand_kwargs"):
            values = [*(self.value(argument) for argument in node.args), *(value for _, value in self.options(node))]
            options = dict(owner.options)
            task_id = options.get("task_id", UNKNOWN)
            function = options.get("python_callable")
            return self._task(
                node,
                owner.path,
                task_id.value if isinstance(task_id, Known) and isinstance(task_id.value, str) else None,
                function.node if isinstance(function, Callable) else None,
                options,
                [*values, *options.values()],
                mapped=True,
            )
        if isinstance(owner, Callable) and owner.kind in ("task", "group"):
            return self._of_function(node, func.attr, owner)
        values = [*(self.value(argument) for argument in node.args), *(value for _, value in self.options(node))]
        if isinstance(owner, Task | Group | Item):
            if func.attr == "set_downstream":
                self.edge(owner, Many(tuple(values[:1])))
            elif func.attr == "set_upstream":
                self.edge(Many(tuple(values[:1])), owner)
            elif func.attr in _PASSED_ON:
                self.lose_order()
            elif func.attr in ("map", "zip", "concat"):
                return Many((owner, *values))
            elif func.attr not in ("add",):
                self.lose_order()
            return owner
        if isinstance(owner, Dag):
            if func.attr not in ("test", "cli", "get_task", "has_task"):
                self.lose_tasks()
            return UNKNOWN
        if isinstance(owner, Many):
            # A list that is filled step by step.
            for value in values:
                if tasks_of(value):
                    self.lose_order()
            return UNKNOWN
        return self._other_call(node, None, values)

    def _of_function(self, node: ast.Call, attribute: str, owner: Callable) -> Any:
        options = self.options(node)
        values = tuple(value for _, value in options)
        if attribute == "override":
            return Callable(owner.node, owner.kind, owner.decorator, (*owner.options, *options), owner.before)
        if attribute == "partial":
            return Callable(owner.node, owner.kind, owner.decorator, owner.options, (*owner.before, *values))
        if attribute in ("expand", "expand_kwargs"):
            positional = tuple(self.value(argument) for argument in node.args)
            called = Callable(
                owner.node, owner.kind, owner.decorator, owner.options, (*owner.before, *values, *positional)
            )
            bare = ast.copy_location(ast.Call(node.func, [], []), node)
            result = self._own(bare, called)
            if isinstance(result, Task):
                result.mapped, result.call = True, node
                self.tasks_by_call[node] = result
            elif owner.kind == "group":
                for dag in self.dags:
                    for task in dag.tasks:
                        if task.call.lineno >= owner.node.lineno and task.call.lineno <= (owner.node.end_lineno or 0):
                            task.mapped = True
            return result
        return UNKNOWN


def _cheap(node: ast.expr) -> bool:
    """Whether an argument can be looked at twice without making a task twice."""
    return not any(isinstance(inner, ast.Call) for inner in ast.walk(node))
