"""What helps where a DAG file or a task fails: a note on the exception, whose type and text stay Airflow's."""

from __future__ import annotations

import importlib.util
import re
import sys
from contextlib import suppress

from xcom_bridge import compat, dropped

_NO_ATTRIBUTE = r"module '(airflow[\w.]*)' has no attribute '(\w+)'"


def note(error: BaseException) -> str | None:
    """Add what helps to an exception; gives it, or None."""
    hint = None
    with suppress(Exception):
        hint = _hint(error)
        if hint is not None and hint not in getattr(error, "__notes__", ()):
            error.add_note(hint)
    return hint


def _hint(error: BaseException) -> str | None:
    text = str(error)
    if f"{type(error).__module__}.{type(error).__qualname__}" == "bdb.BdbQuit" and not hasattr(error, "__notes__"):
        return "A debugger finds no terminal in a task: `xcom run FILE --debug TASK` gives it that of the command"
    match error:
        case ImportError(path=path) if "undefined symbol" in text:
            return (
                f"{path or 'It'} was compiled for another build of Python than the one that xcom embeds, of"
                f" {sys.base_prefix}: install its package again in an environment made by that Python"
            )
        case ImportError(name=str(name)):
            return _of_import(error, name, text)
        case AttributeError() if (found := re.match(_NO_ATTRIBUTE, text)) is not None:
            path = f"{found[1]}.{found[2]}"
            return _with_compat(None, path, compat.takes_path(path))
        case AttributeError(name=str(name), obj=type(__name__="TriggerRule")):
            return _of_trigger_rule(name.lower())
        case TypeError():
            return _of_arguments(text)
        case ValueError() if text.startswith("The trigger_rule must be one of "):
            return _of_trigger_rule(text.rpartition("received '")[2].rstrip("'."))
        case KeyError(args=(str(key),)):
            return _of_context([key])
    if type(error).__name__ == "UndefinedError" and (found := re.match(r"'(\w+)' is undefined", text)):
        return _of_context([found[1]])
    return None


def _of_import(error: ImportError, module: str, text: str) -> str | None:
    if module.split(".")[0] != "airflow":
        package = module.split(".")[0]
        if not isinstance(error, ModuleNotFoundError) or importlib.util.find_spec(package) is not None:
            return None
        return (
            f"{package} is not in the environment {sys.prefix}, nor on Python's path: install it there, name another"
            f" environment by --python, or put its folder on PYTHONPATH"
        )
    found = re.match(r"cannot import name '(\w+)' from", text)
    path = f"{module}.{found[1]}" if found else module
    advice = dropped.import_path(path)
    # The facade's own messages have it in them.
    hint = None if advice is None or advice in text else _named(path, advice)
    return _with_compat(hint, path, compat.takes_path(path))


def _of_arguments(text: str) -> str | None:
    names: list[str] = []
    if found := re.search(r"(\w+)\.(\w+)\(\) got an unexpected keyword argument '(\w+)'", text):
        of = found[1] if found[2] in ("__init__", "partial") else f"{found[1]}.{found[2]}"
        names = [found[3]]
    elif found := re.match(r"Invalid arguments were passed to (\w+) .*\*\*kwargs: (.*)", text, re.DOTALL):
        of, names = found[1], re.findall(r"'(\w+)': ", found[2])
    elif found := re.search(r"missing \d+ required positional arguments?: (.*)", text):
        return _of_context(re.findall(r"'(\w+)'", found[1]))
    hints = [hint for name in names if (hint := _named(name, dropped.argument(name, of)))]
    accepted = bool(hints) and all(compat.takes_argument(name, of) for name in names)
    return _with_compat("; ".join(hints) or None, names[0], accepted) if names else None


def _of_context(names: list[str]) -> str | None:
    hints = [
        f"The context of Airflow 3 has no {name}: {advice}" for name in names if (advice := dropped.context_key(name))
    ]
    return _with_compat("; ".join(hints) or None, "", bool(hints))


def _of_trigger_rule(rule: str) -> str | None:
    advice = dropped.trigger_rule(rule)
    return _with_compat(_named(rule, advice), rule, advice is not None)


def _with_compat(hint: str | None, name: str, accepted: bool) -> str | None:
    """Say that `--compat 2` takes what has failed, if it does and is not on."""
    if not accepted or compat.is_on():
        return hint
    return f"{hint}; `--compat 2` accepts it" if hint else f"{name}: `--compat 2` accepts it"


def _named(name: str, advice: str | None) -> str | None:
    return None if advice is None else f"{name}: {advice}"
