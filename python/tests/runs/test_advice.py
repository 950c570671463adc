"""A value that cannot be pushed: the error is Airflow's, and the log says where in the value it is and what helps."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Xcom

CLASS = (
    "Push what JSON has (text, numbers, lists, dicts), like vars(value); or give the class a method serialize() and a"
    " static method deserialize(data, version), or make it a dataclass, an attrs or a pydantic class."
)


@pytest.mark.parametrize(
    ("value", "error", "path", "advice"),
    [
        ("{'rows': [1, 2, 3, {'when': object()}]}", "TypeError", "$.rows[3].when", CLASS),
        ("object()", "TypeError", None, CLASS),
        (
            "[b'x']",
            "TypeError",
            "$[0]",
            "Push text instead, like base64.b64encode(data).decode(), or put the data into",
        ),
        ("{'all': {1: 2}.keys()}", "TypeError", "$.all", "Make a list of it: list(values)."),
        (
            "(1, {'ratio': float('nan')})",
            "ValueError",
            "$[1].ratio",
            "NaN and infinity are not JSON: push None in their",
        ),
        (
            "{'ok': 1, 'name': 'a' + chr(0xd800)}",
            "UnicodeEncodeError",
            "$.name",
            "The text has half of a surrogate pair: text.encode('utf-8', 'replace').decode() takes it out.",
        ),
        (
            "{'a': {'__classname__': 1}}",
            "AttributeError",
            "$.a",
            "Airflow marks its own encoding with that key: use another one in the dict.",
        ),
    ],
)
def test_the_log_says_where_it_is_and_what_helps(
    xcom: Xcom, one_task: Callable[..., Path], value: str, error: str, path: str | None, advice: str
) -> None:
    done = xcom("run", one_task(f"return {value}"), "--run-id", "r")
    assert done.returncode == 1
    (task,) = xcom.json("tasks", "--dag-id", "one", "--run-id", "r")
    assert task["failures"][0]["type"] == f"builtins.{error}"
    assert "was not pushed" not in task["failures"][0]["message"]
    (log,) = Path(xcom.environment["XCOM_HOME"]).glob("logs/**/*.log")
    last = json.loads(log.read_text().splitlines()[-1])
    where = f"This is at {path} in the XCom value.\n" if path else ""
    assert f"\n{where}XCom 'return_value' of task 'work' was not pushed. {advice}" in last["error"]["traceback"]
