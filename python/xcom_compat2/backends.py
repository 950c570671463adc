"""XCom backends with Airflow 2's signatures (X5-X9), for the Task SDK and for task code."""

from __future__ import annotations

import inspect
import json
from collections import namedtuple
from functools import cache, wraps
from importlib.abc import Loader
from types import ModuleType
from typing import Any

import _xcom

from xcom_compat2 import pickled, values
from xcom_compat2.telling import tell

# What a backend is given to deserialize: Airflow 2 has a row of SQLAlchemy with this one column.
Row = namedtuple("Row", ["value"])


@cache
def resolve_xcom_backend() -> Any:
    """The class that is in use: BaseXCom, or what `[core] xcom_backend` names."""
    from airflow.sdk.bases.xcom import BaseXCom as SDKBase
    from airflow.sdk.configuration import conf
    from xcom_compat2.models.xcom import BaseXCom

    found: Any = conf.getimport("core", "xcom_backend", fallback=None)
    if found is None or found in (SDKBase, BaseXCom):
        return BaseXCom
    if issubclass(found, SDKBase):
        return _of_airflow_3(found, BaseXCom)
    if not issubclass(found, BaseXCom):
        raise TypeError(f"Your custom XCom class `{found.__name__}` is not a subclass of `{BaseXCom.__name__}`.")
    given = _parameters(found.serialize_value)
    if set(given) != set(_parameters(BaseXCom.serialize_value)):
        _take_only(found, given)
    return found


def _parameters(function: Any) -> list[str]:
    several = inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD
    return [name for name, of in inspect.signature(function).parameters.items() if of.kind not in several]


def _take_only(backend: Any, names: list[str]) -> None:
    """Let `serialize_value` be called with all that it may be called with: it is given what it names."""
    serialize = backend.serialize_value

    @wraps(serialize)
    def serialize_value(**given: Any) -> Any:
        tell(
            f"The XCom backend {backend.__name__} has a method serialize_value that does not take all of value, key,"
            " task_id, dag_id, run_id and map_index: add them"
        )
        return serialize(**{name: given.get(name) for name in names})

    backend.serialize_value = staticmethod(serialize_value)


def _of_airflow_3(found: Any, base: Any) -> Any:
    """A backend of Airflow 3 as a class of Airflow 2."""

    def serialize_value(value: Any, **place: Any) -> bytes:
        return _xcom.dumps_plain(found.serialize_value(value, **place))

    def deserialize_value(result: Any) -> Any:
        return found.deserialize_value(Row(json.loads(result.value)))

    def purge(xcom: Any, session: Any) -> None:
        found.purge(xcom)

    methods: dict[str, Any] = {"serialize_value": serialize_value, "deserialize_value": deserialize_value}
    methods["purge"] = purge
    return type(base)(found.__name__, (base,), {name: staticmethod(of) for name, of in methods.items()})


def is_native() -> bool:
    """Whether values are what the native module makes of them: no backend, and no pickles."""
    from xcom_compat2.models.xcom import BaseXCom

    return resolve_xcom_backend() is BaseXCom and not pickled.is_on()


def dumps(value: Any, **place: Any) -> bytes:
    """The text that is stored for a value: the native module's, or what the backend makes of it."""
    if is_native():
        return values.dumps(value)
    return as_text(resolve_xcom_backend().serialize_value(value=value, **place))


def as_text(stored: Any) -> bytes:
    """The text that is stored for what a backend has made of a value: bytes in Airflow 2."""
    return pickled.to_text(stored) if isinstance(stored, bytes) else values.dumps(stored)


def loads(text: bytes) -> Any:
    """The value of a stored text."""
    if is_native() and not pickled.is_enveloped(text):
        return values.loads(text)
    return resolve_xcom_backend().deserialize_value(Row(pickled.from_text(text)))


def load(loader: Loader, module: ModuleType) -> None:
    """Load the SDK's module that resolves the backend. Reason: it refuses classes that are not the SDK's."""
    from airflow.sdk.bases.xcom import BaseXCom as SDKBase
    from airflow.sdk.configuration import conf

    names: dict[str, Any] = vars(module)
    # The default of the option is this module's.
    names.update(BaseXCom=SDKBase, conf=conf, resolve_xcom_backend=_for_the_sdk)
    names["XCom"] = _for_the_sdk()


@cache
def _for_the_sdk() -> Any:
    from airflow.sdk.bases.xcom import BaseXCom as SDKBase
    from airflow.sdk.configuration import conf

    found: Any = conf.getimport("core", "xcom_backend", fallback=SDKBase)
    if issubclass(found, SDKBase) and found is not SDKBase:
        return found
    return SDKBase if is_native() else _adapter(SDKBase)


def _adapter(base: Any) -> Any:
    """The class that the SDK works with, over one of Airflow 2."""
    backend = resolve_xcom_backend()

    class XCom(base):  # type: ignore[misc]
        """Gives and takes the JSON values of the SDK's messages, in place of bytes."""

        @staticmethod
        def serialize_value(value: Any, **place: Any) -> Any:
            return _xcom.loads_plain(dumps(value, **place))

        @staticmethod
        def deserialize_value(result: Any) -> Any:
            return loads(json.dumps(result.value).encode("utf-8"))

        @classmethod
        def purge(cls, xcom: Any, *args: Any) -> None:
            """Called for rows that a command deletes."""
            from xcom_compat2.models.xcom import short_form

            xcom.value = short_form(pickled.from_text(json.dumps(xcom.value).encode("utf-8")))
            backend.purge(xcom, None)

        @classmethod
        def delete(cls, key: str, task_id: str, dag_id: str, run_id: str, map_index: int | None = None) -> None:
            """Called at the start of a try for each key that is there: a backend is given the row (X9)."""
            from xcom_compat2.models.xcom import BaseXCom

            if backend.purge is not BaseXCom.purge:
                _purge(backend, key, task_id, dag_id, run_id, -1 if map_index is None else map_index)
            # The rest of it is the SDK's, and calls `purge`.
            super(XCom, _WithoutPurge).delete(
                key=key, task_id=task_id, dag_id=dag_id, run_id=run_id, map_index=map_index
            )

    # What messages name.
    XCom.__module__, XCom.__qualname__ = backend.__module__, backend.__qualname__

    class _WithoutPurge(XCom):
        @classmethod
        def purge(cls, xcom: Any, *args: Any) -> None:
            pass

    return XCom


def _purge(backend: Any, key: str, task_id: str, dag_id: str, run_id: str, map_index: int) -> None:
    from xcom_compat2.models.xcom import BaseXCom
    from xcom_compat2.orm.engine import create_session

    place = {"key": key, "task_id": task_id, "dag_id": dag_id, "run_id": run_id, "map_index": map_index}
    with create_session() as session:
        for row in session.query(BaseXCom).filter_by(**place):
            backend.purge(row, session)
