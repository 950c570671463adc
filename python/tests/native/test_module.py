"""The module itself: what it exports, where it can be imported, and that its stub says the truth."""

from __future__ import annotations

import ast
import inspect
import json
import os
import subprocess
import sys
from pathlib import Path

import _xcom
import pytest

STUB = Path(__file__).parents[2] / "_xcom.pyi"


def stub_functions() -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in ast.parse(STUB.read_text()).body if isinstance(node, ast.FunctionDef)}


def test_the_stub_has_the_functions_of_the_module() -> None:
    public = {name for name in vars(_xcom) if not name.startswith("_")}
    assert set(stub_functions()) == public


@pytest.mark.parametrize("name", sorted(stub_functions()))
def test_the_stub_has_the_parameters_of_the_module(name: str) -> None:
    arguments = stub_functions()[name].args
    assert not (arguments.args or arguments.kwonlyargs or arguments.vararg or arguments.kwarg or arguments.defaults)
    signature = inspect.signature(getattr(_xcom, name))
    assert list(signature.parameters) == [argument.arg for argument in arguments.posonlyargs]
    assert all(parameter.kind is parameter.POSITIONAL_ONLY for parameter in signature.parameters.values())
    assert getattr(_xcom, name).__doc__


def test_the_number_of_arguments_is_checked() -> None:
    for name, node in stub_functions().items():
        with pytest.raises(TypeError, match=rf"^{name}\(\) takes exactly {len(node.args.posonlyargs)} argument"):
            getattr(_xcom, name)(*range(9))


def imported_by(code: str) -> set[str]:
    """What a fresh interpreter has in `sys.modules` after some code that it did not have before."""
    program = (
        "import datetime, decimal, json, sys, uuid, zoneinfo, _xcom\n"
        "before = set(sys.modules)\n"
        f"{code}\n"
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    return set(json.loads(run.stdout.splitlines()[-1]))


PLAIN = "[{'a': [1, 2.5, None, True, 'x']}]"
BUILT_IN = (
    "[(1,), {2}, frozenset(), datetime.date(2024, 1, 1), datetime.datetime(2024, 1, 1), datetime.timedelta(1),"
    " decimal.Decimal('1.5'), uuid.UUID(int=5)]"
)
AWARE = "[datetime.datetime(2024, 1, 1, tzinfo=zone) for zone in (datetime.timezone.utc, zoneinfo.ZoneInfo('UTC'))]"


@pytest.mark.skipif("_xcom" in sys.builtin_module_names, reason="other interpreters need the extension module")
@pytest.mark.parametrize("value", [PLAIN, BUILT_IN], ids=["plain", "built-in"])
def test_native_values_import_nothing(value: str) -> None:
    assert imported_by(f"_xcom.loads(_xcom.dumps({value})); _xcom.loads_plain(_xcom.dumps_plain({PLAIN}))") == set()


@pytest.mark.skipif("_xcom" in sys.builtin_module_names, reason="other interpreters need the extension module")
def test_what_a_value_needs_is_imported_and_nothing_else() -> None:
    assert imported_by(f"_xcom.dumps({AWARE})") == set()
    read = imported_by(f"_xcom.loads(_xcom.dumps({AWARE}))")
    assert "pendulum" in read
    assert "airflow.sdk.serde" not in read
    other = imported_by("import dataclasses\n@dataclasses.dataclass\nclass Own:\n    x: int\n_xcom.dumps([Own(1)])")
    assert "airflow.sdk.serde" in other
    assert not other & {"numpy", "pandas", "pyarrow", "deltalake", "pyiceberg", "kubernetes"}


def test_a_sub_interpreter_is_refused() -> None:
    interpreters = pytest.importorskip("_xxsubinterpreters")
    inner = interpreters.create(isolated=False)
    try:
        with pytest.raises(interpreters.RunFailedError, match="_xcom cannot be used in a sub-interpreter"):
            interpreters.run_string(inner, f"import sys; sys.path[:] = {sys.path!r}; import _xcom")
    finally:
        interpreters.destroy(inner)
    assert _xcom.dumps(1) == b"1"
