"""Constants and old encodings, against what a whole Airflow 3.2.1 has recorded."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from . import value_cases

HERE = Path(__file__).parent
ENCODINGS = [json.loads(line) for line in (HERE / "recorded/encodings.jsonl").read_text().splitlines()]


def test_constants(in_new_process: Callable[..., Any]) -> None:
    code = f"import sys\nsys.path.insert(0, {str(HERE)!r})\nimport value_cases\nresult = value_cases.values()"
    assert in_new_process(code) == json.loads((HERE / "recorded/values.json").read_text())


@pytest.mark.parametrize("entry", ENCODINGS, ids=[entry["value"] for entry in ENCODINGS])
def test_the_encoding_of_old_triggers_is_read(entry: dict[str, Any]) -> None:
    assert value_cases.decoded(entry["encoding"]) == entry["decoded"]


def test_what_only_the_scheduler_has_is_refused() -> None:
    from airflow._facade.core_only import NeedsWholeAirflow
    from airflow.serialization.serialized_objects import BaseSerialization

    with pytest.raises(NeedsWholeAirflow, match="deserialize of 'dag' cannot be used here"):
        BaseSerialization.deserialize({"__type": "dag", "__var": {}})
    with pytest.raises(NeedsWholeAirflow, match="BaseSerialization.serialize cannot be used here"):
        BaseSerialization.serialize(1)
    with pytest.raises(TypeError, match="Invalid type other in deserialization"):
        BaseSerialization.deserialize({"__type": "other", "__var": {}})


def test_the_logging_configuration_can_be_used(in_new_process: Callable[..., Any]) -> None:
    code = """
import copy, logging, logging.config
from airflow.config_templates.airflow_local_settings import DEFAULT_LOGGING_CONFIG
mine = copy.deepcopy(DEFAULT_LOGGING_CONFIG)
mine["handlers"] = {"console": {"class": "logging.StreamHandler", "formatter": "airflow"}}
mine["loggers"], mine["root"]["handlers"], mine["root"]["filters"] = {}, ["console"], []
mine["formatters"]["airflow"]["format"] = "%(asctime)s %(message)s"
del mine["filters"]
logging.config.dictConfig(mine)
record = logging.makeLogRecord({"msg": "hi", "created": 0.25, "msecs": 250.0})
result = logging.getLogger().handlers[0].format(record)
"""
    assert in_new_process(code, TZ="UTC") == "1970-01-01T00:00:00.250+0000 hi"


def test_encryption_by_the_configured_keys(in_new_process: Callable[..., Any]) -> None:
    code = """
from airflow.models.crypto import get_fernet
fernet = get_fernet()
result = [fernet.is_encrypted, fernet.decrypt(fernet.encrypt(b"secret")).decode(), fernet.encrypt(b"secret") == b"secret"]
"""
    assert in_new_process(code) == [False, "secret", True]
    keys = "cXVpdGUgc2VjcmV0IGtleSBvZiAzMiBieXRlcyBoZXI="
    assert in_new_process(code, AIRFLOW__CORE__FERNET_KEY=keys) == [True, "secret", False]


@pytest.mark.parametrize("callback", ["asyncio:sleep", "asyncio:nothing", "os:getpid"])
def test_a_callback_trigger_tells_twice(in_new_process: Callable[..., Any], callback: str) -> None:
    path = callback.replace(":", ".")
    kwargs = {"delay": 0, "result": 7} if callback == "asyncio:sleep" else {}
    code = f"""
import asyncio, logging
logging.disable()
from airflow.triggers.callback import CallbackTrigger
async def events():
    return [event.payload async for event in CallbackTrigger({path!r}, {kwargs!r}).run()]
result = asyncio.run(events())
"""
    first, second = in_new_process(code)
    assert first == {"state": "running"}
    body = {
        "asyncio:sleep": 7,
        "asyncio:nothing": "Failed to import the callable on the triggerer",
        "os:getpid": "Failed to run the callable because it's not awaitable",
    }[callback]
    if callback == "asyncio:sleep":
        assert second == {"state": "success", "body": body}
    else:
        assert second["state"] == "failed" and second["body"].startswith(str(body))
