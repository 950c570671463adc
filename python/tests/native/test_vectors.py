"""What real Airflow's serde did with 419 inputs, and what a push, a pull and the rest of this environment do with them.

A round trip goes through the store: pushed, read as text from the file, and pulled. The vectors of numpy and of two versions of
pandas run in layers over the environment, `.build/layers/pandas` and `.build/layers/pandas3`, where there are such.
"""

from __future__ import annotations

import importlib
import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import _xcom
import pytest

from .stores import DAG, RUN, Store, pull_one, push
from .values import outcome, sdk_dumps, sdk_loads

ROOT = Path(__file__).parents[3]
CONFORMANCE = ROOT / "Tests" / "Conformance"
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


def check_load(vector: dict[str, Any], load: Callable[[], Any], prefix: str, error: str) -> None:
    try:
        value = load()
    except Exception as raised:
        assert error_of(raised) == expected_error(vector, error)
    else:
        assert f"{error}error" not in vector
        check_result(vector, prefix, value)


def stored(store: Store) -> str:
    (text,) = store.values().values()
    return text.decode()


def sdk_message(value: Any) -> None:
    from airflow.sdk.execution_time.comms import SetXCom
    from airflow.sdk.serde import serialize

    SetXCom(key="k", value=serialize(value), dag_id=DAG, run_id=RUN, task_id="one", map_index=-1)
    sdk_dumps(value)


def roundtrip(vector: dict[str, Any], value: Any, store: Store) -> None:
    try:
        assert push("k", value) is None
    except Exception as raised:
        assert store.values() == {}
        if "error" in vector:
            assert error_of(raised) == expected_error(vector)
        else:
            # serde let it pass; what comes after it in a push, the message and its text, refuses it.
            assert ("error", type(raised), str(raised)) == outcome(sdk_message, value)
        return
    assert "error" not in vector
    text = stored(store)
    if "wire" in vector:
        unordered = vector.get("unordered", False)
        assert letters(text, unordered) == letters(json.dumps(vector["wire"]), unordered)
    if "wire_repr" in vector or vector["id"] in ("subclass/int", "subclass/str"):
        # What was recorded has not gone through JSON, which changes it.
        assert outcome(pull_one, "k") == outcome(sdk_loads, text)
    else:
        check_load(vector, lambda: pull_one("k"), "roundtrip", "roundtrip_")


def deserialization(vector: dict[str, Any], value: Any, store: Store) -> None:
    if "wire_repr" not in vector:
        push("k", None)
        with sqlite3.connect(store.path) as database:
            database.execute("UPDATE xcom SET value = ? WHERE dag_id = ? AND run_id = ?", (json.dumps(value), DAG, RUN))
        database.close()
        return check_load(vector, lambda: pull_one("k"), "result", "")
    # The input is not JSON: a store has none such, so it is the SDK's alone.
    from airflow.sdk.serde import deserialize

    check_result(vector, "result", deserialize(value))


def stringify(vector: dict[str, Any], value: Any, store: Store) -> None:
    from airflow.sdk.serde import deserialize

    try:
        text = deserialize(_xcom.loads_plain(json.dumps(value)), full=False)
    except Exception as raised:
        assert error_of(raised) == expected_error(vector)
    else:
        assert json.loads(json.dumps(text)) == vector["stringified"]


def type_hint(vector: dict[str, Any], value: Any, store: Store) -> None:
    from airflow.sdk.serde import deserialize

    try:
        result = deserialize(value[0], type_hint=value[1])
    except Exception as raised:
        assert error_of(raised) == expected_error(vector)
    else:
        check_result(vector, "result", result)


def xcom_encoder(vector: dict[str, Any], value: Any, store: Store) -> None:
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


def expr(vector: dict[str, Any], value: Any, store: Store) -> None:
    check_result(vector, "result", value)


OPERATIONS = {
    "roundtrip": roundtrip,
    "deserialize": deserialization,
    "stringify": stringify,
    "type_hint": type_hint,
    "xcom_encoder": xcom_encoder,
    "expr": expr,
}


def library(vector: dict[str, Any]) -> str | None:
    """The layer that has what the vector needs beyond the environment."""
    if vector["id"].startswith("pandas3/"):
        return "pandas3"
    return "pandas" if re.search("numpy|pandas", vector["id"] + vector.get("setup", "")) else None


HERE = [vector for vector in VECTORS if library(vector) in (None, Path(sys.prefix).name)]


@pytest.mark.parametrize("vector", HERE, ids=[f"{library(vector) or ''}:{vector['id']}" for vector in HERE])
def test_vector(vector: dict[str, Any], store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    allow(vector, monkeypatch)
    scope = {"serde_samples": importlib.import_module("serde_samples")}
    exec(vector.get("setup", ""), scope)
    OPERATIONS[vector["op"]](vector, eval(vector["expr"], scope), store)


@pytest.mark.parametrize(("layer", "count"), [("pandas", 36), ("pandas3", 2)])
def test_vectors_in_a_layer(layer: str, count: int) -> None:
    python = ROOT / ".build" / "layers" / layer / "bin" / "python"
    if not python.exists():
        pytest.skip(f"make it with `scripts/setup --with {layer} --into .build/layers/{layer}`")
    command = [
        python,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        f"{__file__}::test_vector",
        "-k",
        f"{layer}:",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-4000:]
    assert re.search(rf"^{count} passed", done.stdout, re.MULTILINE), done.stdout[-4000:]
    assert "skipped" not in done.stdout
    assert sum(library(vector) == layer for vector in VECTORS) == count


def test_all_vectors_are_there() -> None:
    assert len({vector["id"] for vector in VECTORS}) == len(VECTORS) == 419
