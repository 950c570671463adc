"""Record what a real Airflow encrypts, as rows of its tables: `PYTHON record.py > airflow_3.2.1.json`.

PYTHON is that of an environment with a whole Airflow 3.2.1.
"""

from __future__ import annotations

import json
import os

KEYS = ("cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=", "NbTrmXeo-KvLRvn3aRIdmoEV7qIVBMj2QUyWwsoTsKg=")
os.environ["AIRFLOW__CORE__FERNET_KEY"] = ",".join(KEYS)

from airflow.models.connection import Connection  # noqa: E402
from airflow.models.trigger import Trigger  # noqa: E402
from airflow.models.variable import Variable  # noqa: E402


def variable(key: str, value: str) -> dict[str, object]:
    row = Variable(key, value)
    return {"key": key, "val": row._val, "is_encrypted": row.is_encrypted}


def connection(conn_id: str, **fields: object) -> dict[str, object]:
    row = Connection(conn_id=conn_id, conn_type="http", host="example.org", login="me", **fields)
    return {
        "conn_id": conn_id,
        "conn_type": "http",
        "host": "example.org",
        "login": "me",
        "password": row._password,
        "extra": row._extra,
        "is_encrypted": bool(row.is_encrypted),
        "is_extra_encrypted": bool(row.is_extra_encrypted),
    }


rows = {
    "keys": KEYS,
    "variable": [variable("plain", "hello"), variable("empty", ""), variable("text", "grün\n" + "x" * 100)],
    "connection": [
        connection("full", password="pass word", extra='{"a": [1, 2]}'),
        connection("half", password="", extra=None),
        connection("no_password", extra="{}"),
    ],
    "trigger": [
        {
            "classpath": "airflow.providers.standard.triggers.temporal.DateTimeTrigger",
            "kwargs": Trigger.encrypt_kwargs({"moment": "2026-01-01", "n": 1}),
        }
    ],
}
print(json.dumps(rows, indent=1))
