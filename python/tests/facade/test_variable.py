"""`airflow.models.Variable` as an object."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from airflow.models import Variable


def test_its_value_is_text() -> None:
    variable = Variable("k", "x", "d")
    assert (variable.get_val(), variable.val, variable.is_encrypted, variable.id) == ("x", "x", False, None)
    variable.set_val(None)
    assert variable.val == "x"
    variable.val = ""
    assert (variable.get_val(), repr(variable)) == ("", "k : ")
    assert Variable("k").val is None
    with pytest.raises(TypeError, match="encoding without a string argument"):
        Variable("k", 5)


def test_outside_of_tasks_the_environment_is_read(in_new_process: Callable[..., Any]) -> None:
    code = """
import warnings
warnings.simplefilter("error")
from airflow.models import Variable
from airflow.sdk.execution_time import task_runner
result = [Variable.get("there"), Variable.get("json", deserialize_json=True), Variable.get("nope", default_var=1),
    Variable.get("nope", default_var=None), hasattr(task_runner, "SUPERVISOR_COMMS")]
try:
    Variable.get("nope")
except KeyError as error:
    result.append(str(error))
"""
    got = in_new_process(code, AIRFLOW_VAR_THERE="x", AIRFLOW_VAR_JSON='{"a": 1}')
    assert got == ["x", {"a": 1}, 1, None, False, "'Variable nope does not exist.'"]


ASKS = {
    "set": "from airflow.models import Variable\nVariable.set('k', 1)",
    "get_one": (
        "from airflow.sdk.execution_time.xcom import XCom\nXCom.get_one(key='k', dag_id='d', task_id='t', run_id='r')"
    ),
}


@pytest.mark.parametrize("what", ASKS)
def test_outside_of_tasks_it_is_said_what_to_do(in_new_process: Callable[..., Any], what: str) -> None:
    code = f"try:\n    exec({ASKS[what]!r})\nexcept ImportError as error:\n    result = str(error)"
    said = in_new_process(code)
    assert said.startswith("nobody answers here: XComs are read and written, and Variables set, in a task")
    assert "_xcom.connect('sqlite:///PATH'); xcom_bridge.comms.install()" in said
