"""`airflow.models.Variable` as an object."""

from __future__ import annotations

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
