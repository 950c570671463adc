"""The store's tables as SQLAlchemy knows them, under the names that they have in the store."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import _xcom
from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

from airflow.sdk import timezone
from xcom_compat2 import database, pickled


class UtcDateTime(TypeDecorator[Any]):
    """A moment: stored in UTC, read with that time zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        value = getattr(value, "__wrapped__", value)
        if not isinstance(value, dt.datetime):
            raise TypeError(f"expected datetime.datetime, not {value!r}")
        if value.tzinfo is None:
            raise ValueError("naive datetime is disallowed")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Any) -> dt.datetime | None:
        return None if value is None else value.replace(tzinfo=timezone.utc)


class JSONText(TypeDecorator[Any]):
    """A value that is stored as the text of its JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else json.dumps(value)

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return None if value is None else json.loads(value)


class XComValue(TypeDecorator[Any]):
    """The bytes of an XCom, as in Airflow 2: JSON mostly; the store may have them in a place of its own."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        if value is None:
            return None
        if not isinstance(value, bytes | str):
            raise TypeError(
                f"XCom.value takes what XCom.serialize_value gives, not {type(value).__name__}; XCom.set takes a value"
            )
        return pickled.to_text(value.encode("utf-8") if isinstance(value, str) else value).decode("utf-8")

    def process_result_value(self, value: Any, dialect: Any) -> bytes | None:
        if value is None:
            return None
        return pickled.from_text(value.encode("utf-8") if isinstance(value, str) else _xcom.sql_offloaded(value))


class XComKey(TypeDecorator[Any]):
    """An XCom's key: a text, or bytes."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        return database.key(value, 1) if isinstance(value, str | bytes | bytearray | memoryview) else value

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return database.key_of(value) if isinstance(value, str) else value


metadata = MetaData()


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _now() -> dt.datetime:
    return timezone.utcnow()


def _instance_id() -> str:
    from uuid import uuid4

    return uuid4().hex


dag_run = Table(
    "dag_run",
    metadata,
    _id(),
    Column("dag_id", String(250), nullable=False),
    Column("queued_at", UtcDateTime),
    Column("logical_date", UtcDateTime),
    Column("start_date", UtcDateTime),
    Column("end_date", UtcDateTime),
    Column("state", String(50), default="queued"),
    Column("run_id", String(250), nullable=False),
    Column("run_type", String(50), nullable=False),
    Column("triggered_by", String(50)),
    Column("conf", JSONText, default=dict),
    Column("data_interval_start", UtcDateTime),
    Column("data_interval_end", UtcDateTime),
    Column("run_after", UtcDateTime, nullable=False, default=_now),
    Column("created_at", UtcDateTime, default=_now),
    Column("updated_at", UtcDateTime, default=_now, onupdate=_now),
    Column("clear_number", Integer, nullable=False, default=0),
)
task_instance = Table(
    "task_instance",
    metadata,
    Column("id", String(32), default=_instance_id, nullable=False),
    Column("task_id", String(250), primary_key=True),
    Column("dag_id", String(250), primary_key=True),
    Column("run_id", String(250), primary_key=True),
    Column("map_index", Integer, primary_key=True, default=-1),
    Column("start_date", UtcDateTime),
    Column("end_date", UtcDateTime),
    Column("duration", Float),
    Column("state", String(20)),
    Column("try_number", Integer, nullable=False, default=0),
    Column("max_tries", Integer, nullable=False, default=-1),
    Column("hostname", String(1000)),
    Column("pool", String(256), nullable=False, default="default_pool"),
    Column("pool_slots", Integer, nullable=False, default=1),
    Column("queue", String(256)),
    Column("priority_weight", Integer),
    Column("operator", String(1000)),
    Column("queued_dttm", UtcDateTime),
    Column("pid", Integer),
    Column("updated_at", UtcDateTime, default=_now, onupdate=_now),
    Column("rendered_map_index", String(250)),
    Column("next_method", String(1000)),
    Column("trigger_timeout", UtcDateTime),
    Column("task_display_name", String(2000)),
)
xcom = Table(
    "xcom",
    metadata,
    Column("dag_run_id", Integer, ForeignKey("dag_run.id"), primary_key=True),
    Column("task_id", String(250), primary_key=True),
    Column("map_index", Integer, primary_key=True, default=-1),
    Column("key", XComKey(512), primary_key=True),
    Column("dag_id", String(250), nullable=False),
    Column("run_id", String(250), nullable=False),
    Column("value", XComValue),
    Column("timestamp", UtcDateTime, nullable=False, default=_now),
)
variable = Table(
    "variable",
    metadata,
    _id(),
    Column("key", String(250), nullable=False, unique=True),
    Column("val", Text, nullable=False),
    Column("description", Text),
    Column("is_encrypted", Boolean, nullable=False, default=False),
)
connection = Table(
    "connection",
    metadata,
    _id(),
    Column("conn_id", String(250), nullable=False, unique=True),
    Column("conn_type", String(500), nullable=False),
    Column("description", String(5000)),
    Column("host", String(500)),
    Column("schema", String(500)),
    Column("login", Text),
    Column("password", Text),
    Column("port", Integer),
    Column("is_encrypted", Boolean, nullable=False, default=False),
    Column("is_extra_encrypted", Boolean, nullable=False, default=False),
    Column("extra", Text),
)
dag = Table(
    "dag",
    metadata,
    Column("dag_id", String(250), primary_key=True),
    Column("is_paused", Boolean, nullable=False, default=False),
    Column("is_stale", Boolean, nullable=False, default=False),
    Column("fileloc", String(2000)),
    Column("owners", String(2000)),
    Column("description", Text),
)
