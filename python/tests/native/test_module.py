"""The module itself: what it exports, where it can be imported, and that its stub says the truth."""

from __future__ import annotations

import ast
import inspect
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


@pytest.mark.skipif("_xcom" in sys.builtin_module_names, reason="other interpreters need the extension module")
def test_plain_values_import_nothing() -> None:
    code = (
        "import sys, _xcom; before = set(sys.modules)\n"
        "_xcom.loads(_xcom.dumps([{'a': [1, 2.5, None, True, 'x']}, (1,), {2}]))\n"
        "_xcom.loads_plain(_xcom.dumps_plain({'a': 1}))\n"
        "print(sorted(set(sys.modules) - before))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_sub_interpreter_is_refused() -> None:
    interpreters = pytest.importorskip("_xxsubinterpreters")
    inner = interpreters.create(isolated=False)
    try:
        with pytest.raises(interpreters.RunFailedError, match="_xcom cannot be used in a sub-interpreter"):
            interpreters.run_string(inner, f"import sys; sys.path[:] = {sys.path!r}; import _xcom")
    finally:
        interpreters.destroy(inner)
    assert _xcom.dumps(1) == b"1"
