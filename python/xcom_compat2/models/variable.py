"""`airflow.models.Variable` as in Airflow 2 (X10, X11)."""

from __future__ import annotations

import json
from typing import Any

from airflow.utils.log.logging_mixin import LoggingMixin
from airflow.utils.session import NEW_SESSION, provide_session
from xcom_compat2.models import secret_texts
from xcom_compat2.models.on_demand import Model

_ABSENT: Any = object()


class Variable(Model, LoggingMixin):
    """A value that is stored by a key, shared by all DAGs."""

    __module__ = "airflow.models.variable"
    id: Any
    key: Any
    _val: Any
    description: Any
    is_encrypted: Any

    def __init__(self, key: str | None = None, val: str | None = None, description: str | None = None) -> None:
        self.key = key
        self._val = None
        self.is_encrypted = False
        self.val = val
        self.description = description

    def __repr__(self) -> str:
        return f"{self.key} : {self._val}"

    def get_val(self) -> str | None:
        """The value in clear."""
        return secret_texts.opened(self._val, self.is_encrypted, f"Variable {self.key}")

    def set_val(self, value: str | None) -> None:
        """Take a text as the value; None leaves it as it is."""
        if value is not None:
            self._val, self.is_encrypted = secret_texts.sealed(bytes(value, "utf-8").decode())

    val = property(get_val, set_val)

    @classmethod
    def get(cls, key: str, default_var: Any = _ABSENT, deserialize_json: bool = False) -> Any:
        """The value; a missing one is the default, or a KeyError."""
        from airflow.sdk import Variable as SDKVariable
        from airflow.sdk._shared.secrets_masker import mask_secret

        value = SDKVariable.get(key, default=_ABSENT)
        if value is _ABSENT:
            if default_var is _ABSENT:
                raise KeyError(f"Variable {key} does not exist")
            return default_var
        found = json.loads(value) if deserialize_json else value
        mask_secret(found, key)
        return found

    @classmethod
    def setdefault(cls, key: str, default: Any, description: str | None = None, deserialize_json: bool = False) -> Any:
        """The value; a missing one is set first."""
        found = cls.get(key, default_var=None, deserialize_json=deserialize_json)
        if found is not None:
            return found
        if default is None:
            raise ValueError("Default Value must be set")
        cls.set(key, default, description=description, serialize_json=deserialize_json)
        return default

    @staticmethod
    def set(
        key: str, value: Any, description: str | None = None, serialize_json: bool = False, session: Any = None
    ) -> None:
        """Store the value, in place of one that is there: at once, or with the session that is given."""
        from airflow.sdk import Variable as SDKVariable

        text = json.dumps(value, indent=2) if serialize_json else str(value)
        if session is None:
            SDKVariable.set(key, text, description)
            return
        Variable.delete(key, session=session)
        session.add(Variable(key=key, val=text, description=description))
        session.flush()

    @staticmethod
    @provide_session
    def update(key: str, value: Any, serialize_json: bool = False, session: Any = NEW_SESSION) -> None:
        """Store the value in place of the one that has to be there."""
        Variable.get(key)
        found = session.query(Variable).filter(Variable.key == key).one_or_none()
        if found is None:
            raise AttributeError(f"Variable {key} does not exist in the Database and cannot be updated.")
        Variable.set(key, value, found.description, serialize_json, session=session)

    @staticmethod
    def delete(key: str, session: Any = None) -> int:
        """Remove the value, at once or with the session that is given; how many were removed."""
        from airflow.sdk import Variable as SDKVariable

        if session is not None:
            removed: int = session.query(Variable).filter(Variable.key == key).delete()
            return removed
        count = int(_is_stored(key))
        SDKVariable.delete(key)
        return count

    def rotate_fernet_key(self) -> None:
        """Encrypt the value with the first key."""
        self.set_val(self.get_val())


def _is_stored(key: str) -> bool:
    """Whether the store has it, wherever else it is."""
    from airflow.sdk.exceptions import AirflowRuntimeError
    from airflow.sdk.execution_time.comms import ErrorResponse, GetVariable
    from airflow.sdk.execution_time.task_runner import SUPERVISOR_COMMS

    try:
        return not isinstance(SUPERVISOR_COMMS.send(GetVariable(key=key)), ErrorResponse)
    except AirflowRuntimeError:
        return False
