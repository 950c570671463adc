"""`airflow.models.variable`: the Variable of old files, over the Task SDK's."""

from __future__ import annotations

import json
import sys
import warnings
from typing import Any

from airflow.utils.log.logging_mixin import LoggingMixin

_ABSENT = object()


class Variable(LoggingMixin):
    """A value that is stored by a key, shared by all DAGs."""

    def __init__(
        self, key: str | None = None, val: Any = None, description: str | None = None, team_name: str | None = None
    ) -> None:
        super().__init__()
        self.id: int | None = None
        self.key, self.description, self.team_name = key, description, team_name
        self._val: str | None = None
        self.is_encrypted = False
        self.val = val

    def __repr__(self) -> str:
        return f"{self.key} : {self._val}"

    def get_val(self) -> str | None:
        """The value as text; it is not encrypted here."""
        return self._val

    def set_val(self, value: str | None) -> None:
        """Keep a text as the value; None leaves it as it is."""
        if value is not None:
            self._val = bytes(value, "utf-8").decode()

    val = property(get_val, set_val)

    @classmethod
    def get(
        cls, key: str, default_var: Any = _ABSENT, deserialize_json: bool = False, team_name: str | None = None
    ) -> Any:
        """The value; without a default, a missing one is the Task SDK's error, and a KeyError where nobody answers."""
        if not hasattr(sys.modules.get("airflow.sdk.execution_time.task_runner"), "SUPERVISOR_COMMS"):
            return cls._from_secrets(key, default_var, deserialize_json)
        default = {} if default_var is _ABSENT else {"default": default_var}
        value = _sdk("get").get(key, deserialize_json=deserialize_json, **default)
        if isinstance(value, str):
            from airflow.sdk._shared.secrets_masker import mask_secret

            mask_secret(value, key)
        return value

    @classmethod
    def _from_secrets(cls, key: str, default_var: Any, deserialize_json: bool) -> Any:
        from airflow.sdk import Variable as SDKVariable
        from airflow.sdk._shared.secrets_masker import mask_secret

        value = SDKVariable.get(key, default=_ABSENT)
        if value is _ABSENT:
            if default_var is _ABSENT:
                raise KeyError(f"Variable {key} does not exist.")
            return default_var
        value = json.loads(value) if deserialize_json else value
        mask_secret(value, key)
        return value

    @classmethod
    def setdefault(cls, key: str, default: Any, description: str | None = None, deserialize_json: bool = False) -> Any:
        """The value; a missing one is set first."""
        value = cls.get(key, default_var=None, deserialize_json=deserialize_json)
        if value is not None:
            return value
        if default is None:
            raise ValueError("Default Value must be set")
        cls.set(key, default, description=description, serialize_json=deserialize_json)
        return default

    @staticmethod
    def set(
        key: str,
        value: Any,
        description: str | None = None,
        serialize_json: bool = False,
        team_name: str | None = None,
        session: Any = None,
    ) -> None:
        """Store the value."""
        _sdk("set").set(key=key, value=value, description=description, serialize_json=serialize_json)

    @staticmethod
    def update(
        key: str, value: Any, serialize_json: bool = False, team_name: str | None = None, session: Any = None
    ) -> None:
        """Store the value."""
        _sdk("update").set(key=key, value=value, serialize_json=serialize_json)

    @staticmethod
    def delete(key: str, team_name: str | None = None, session: Any = None) -> int:
        """Remove the value; how many were removed."""
        _sdk("delete").delete(key=key)
        return 1


def _sdk(method: str) -> Any:
    from airflow.sdk import Variable as SDKVariable

    warnings.warn(
        f"Variable.{method} of `airflow.models` is deprecated; use `airflow.sdk.Variable`.",
        DeprecationWarning,
        stacklevel=3,
    )
    return SDKVariable
