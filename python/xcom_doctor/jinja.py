"""Templates: what names and pulls are in them, by Jinja's own parser."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from jinja2 import Environment, TemplateError, nodes


@dataclass(slots=True)
class Pull:
    """One `ti.xcom_pull(...)`. `arguments` holds what is written out; `unknown` names the rest (`*` for all)."""

    line: int
    arguments: dict[str, Any] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    printed: bool = False


@dataclass(slots=True)
class Template:
    """What is in a template: names with their lines, `a.b` of names, and pulls."""

    names: list[tuple[str, int]] = field(default_factory=list)
    attributes: list[tuple[str, str, int]] = field(default_factory=list)
    pulls: list[Pull] = field(default_factory=list)


POSITIONS = ("task_ids", "dag_id", "key", "include_prior_dates", "session")


@lru_cache
def _environment() -> Environment:
    return Environment(cache_size=0, extensions=["jinja2.ext.do"])


@lru_cache(maxsize=512)
def read(text: str) -> Template | None:
    """What is in a template; None if it is none, or not a valid one."""
    if "{{" not in text and "{%" not in text:
        return None
    try:
        tree = _environment().parse(text)
    except (TemplateError, RecursionError):
        return None
    found = Template()
    stored = {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"}
    for name in tree.find_all(nodes.Name):
        if name.ctx == "load" and name.name not in stored:
            found.names.append((name.name, name.lineno))
    for attribute in tree.find_all(nodes.Getattr):
        if isinstance(attribute.node, nodes.Name) and attribute.node.name not in stored:
            found.attributes.append((attribute.node.name, attribute.attr, attribute.lineno))
    printed = {id(part) for output in tree.find_all(nodes.Output) for part in output.nodes}
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Getattr) and call.node.attr == "xcom_pull":
            found.pulls.append(_pull(call, id(call) in printed))
    return found


def _pull(call: nodes.Call, printed: bool) -> Pull:
    pull = Pull(call.lineno, printed=printed)
    if call.dyn_args is not None or call.dyn_kwargs is not None:
        pull.unknown.add("*")
    given = [*zip(POSITIONS, call.args, strict=False), *((keyword.key, keyword.value) for keyword in call.kwargs)]
    for name, node in given:
        try:
            pull.arguments[name] = node.as_const()
        except nodes.Impossible:
            pull.arguments[name] = None
            pull.unknown.add(name)
    return pull
