"""What real Airflow's serde did with 419 inputs, and what the native module does with them."""

from __future__ import annotations

import importlib
import json
import re
import sys
from pathlib import Path
from typing import Any

import _xcom
import pytest

from .values import outcome, sdk_dumps, sdk_loads

CONFORMANCE = Path(__file__).parents[3] / "Tests" / "Conformance"
VECTORS = [json.loads(line) for line in (CONFORMANCE / "serde.jsonl").read_text().splitlines()]


@pytest.fixture(autouse=True)
def _samples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(CONFORMANCE / "dags" / "include")


def allow(vector: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from airflow.sdk import serde

    for field, name in (
        ("allowed", "AIRFLOW__CORE__ALLOWED_DESERIALIZATION_CLASSES"),
        ("allowed_regexp", "AIRFLOW__CORE__ALLOWED_DESERIALIZATION_CLASSES_REGEXP"),
    ):
        if field in vector:
            monkeypatch.setenv(name, vector[field])
        else:
            monkeypatch.delenv(name, raising=False)
    for cached in ("_get_patterns", "_get_regexp_patterns", "_match_glob", "_match_regexp"):
        getattr(serde, cached).cache_clear()


def clean(text: str) -> str:
    return re.sub(r"0x[0-9a-f]{6,}", "0x…", text)


def short(value: Any) -> str:
    text = clean(repr(value))
    return text if len(text) <= 2000 else text[:2000] + "…"


def kind(value: Any) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}"


def error_of(error: BaseException) -> tuple[str, str]:
    name = kind(error)
    return name.removeprefix("builtins."), clean(str(error))[:600]


def letters(text: str, unordered: bool) -> Any:
    """A text to compare: with the members of its sets in any order."""
    return sorted(text) if unordered else text


def expected_error(vector: dict[str, Any], prefix: str = "") -> tuple[str, str]:
    return vector[f"{prefix}error"], vector[f"{prefix}message"]


def check_result(vector: dict[str, Any], prefix: str, value: Any) -> None:
    assert kind(value) == vector[f"{prefix}_type"]
    unordered = vector.get("unordered", False)
    assert letters(short(value), unordered) == letters(vector[f"{prefix}_repr"], unordered)


def check_load(vector: dict[str, Any], text: bytes | str, prefix: str, error: str) -> None:
    try:
        value = _xcom.loads(text)
    except Exception as raised:
        assert error_of(raised) == expected_error(vector, error)
    else:
        assert f"{error}error" not in vector
        check_result(vector, prefix, value)


def roundtrip(vector: dict[str, Any], value: Any) -> None:
    try:
        text = _xcom.dumps(value)
    except Exception as raised:
        if "error" in vector:
            assert error_of(raised) == expected_error(vector)
        else:
            # serde let it pass; the text is refused, as the client of a push refuses it.
            assert outcome(_xcom.dumps, value) == outcome(sdk_dumps, value)
        return
    assert "error" not in vector
    if "wire" in vector:
        unordered = vector.get("unordered", False)
        assert letters(text.decode(), unordered) == letters(json.dumps(vector["wire"]), unordered)
    if "wire_repr" in vector or vector["id"] in ("subclass/int", "subclass/str"):
        # What was recorded has not gone through JSON, which changes it.
        assert outcome(_xcom.loads, text) == outcome(sdk_loads, text)
    else:
        check_load(vector, text, "roundtrip", "roundtrip_")


def deserialization(vector: dict[str, Any], value: Any) -> None:
    if "wire_repr" not in vector:
        return check_load(vector, json.dumps(value), "result", "")
    # The input is no JSON: a store has none such, so it is the SDK's alone.
    from airflow.sdk.serde import deserialize

    check_result(vector, "result", deserialize(value))


def stringify(vector: dict[str, Any], value: Any) -> None:
    from airflow.sdk.serde import deserialize

    try:
        text = deserialize(_xcom.loads_plain(json.dumps(value)), full=False)
    except Exception as raised:
        assert error_of(raised) == expected_error(vector)
    else:
        assert json.loads(json.dumps(text)) == vector["stringified"]


def type_hint(vector: dict[str, Any], value: Any) -> None:
    from airflow.sdk.serde import deserialize

    try:
        result = deserialize(value[0], type_hint=value[1])
    except Exception as raised:
        assert error_of(raised) == expected_error(vector)
    else:
        check_result(vector, "result", result)


def xcom_encoder(vector: dict[str, Any], value: Any) -> None:
    from airflow.utils.json import XComDecoder, XComEncoder

    try:
        text = json.dumps(value, cls=XComEncoder)
    except Exception as raised:
        assert error_of(raised) == expected_error(vector)
        return
    assert text == vector["text"]
    try:
        back = json.loads(text, cls=XComDecoder)
    except Exception as raised:
        assert error_of(raised) == expected_error(vector, "roundtrip_")
    else:
        check_result(vector, "roundtrip", back)


def expr(vector: dict[str, Any], value: Any) -> None:
    check_result(vector, "result", value)


OPERATIONS = {
    "roundtrip": roundtrip,
    "deserialize": deserialization,
    "stringify": stringify,
    "type_hint": type_hint,
    "xcom_encoder": xcom_encoder,
    "expr": expr,
}
# Recorded with another major version of pandas than the one of the other vectors.
PANDAS_3 = [vector["id"] for vector in VECTORS if vector["id"].startswith("pandas3/")]


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
def test_vector(vector: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("numpy", "pandas"):
        if library in vector.get("setup", "") or vector["id"].startswith(library):
            module = pytest.importorskip(library)
            if library == "pandas" and (vector["id"] in PANDAS_3) != module.__version__.startswith("3"):
                pytest.skip("another pandas")
    allow(vector, monkeypatch)
    scope = {"serde_samples": importlib.import_module("serde_samples")}
    try:
        exec(vector.get("setup", ""), scope)
    except ModuleNotFoundError as missing:
        pytest.skip(f"{missing.name} is not installed")
    OPERATIONS[vector["op"]](vector, eval(vector["expr"], scope))


def test_all_vectors_are_there() -> None:
    assert len(VECTORS) == 419
    assert sys.modules["_xcom"] is _xcom
