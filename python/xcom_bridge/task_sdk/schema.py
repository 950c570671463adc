"""What the SDK's own models say of a message: which fields must not be missing, and which ones nobody has set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from xcom_bridge import task_sdk

if TYPE_CHECKING:
    from pydantic import BaseModel

    from airflow.sdk.execution_time.comms import StartupDetails

    Model = TypeVar("Model", bound=BaseModel)


class UnknownField(ValueError):
    """A message says something that the supervisor has no answer to."""


@dataclass(frozen=True)
class Nulls:
    """The fields of a model that may be null, and must not be missing."""

    names: tuple[str, ...]
    #: Those of the models in its fields, one or several.
    inner: tuple[tuple[str, Nulls], ...]

    def add_to(self, body: dict[str, Any]) -> None:
        for name in self.names:
            body.setdefault(name, None)
        for name, nulls in self.inner:
            value = body.get(name)
            for item in value if isinstance(value, list) else (value,):
                if isinstance(item, dict):
                    nulls.add_to(item)


def validated(model: type[Model], body: dict[str, Any]) -> Model:
    """A message as the SDK's model."""
    complete(model, body)
    return model.model_validate(body)


def startup_details(document: dict[str, Any]) -> StartupDetails:
    """What the supervisor says to a task that starts."""
    from airflow.sdk.execution_time.comms import StartupDetails

    return validated(StartupDetails, task_sdk.current().startup(document))


def complete(model: type[BaseModel], body: dict[str, Any]) -> None:
    """Say of what the supervisor leaves out that it is null, where the model wants that said."""
    if (nulls := _nulls_of(model)) is not None:
        nulls.add_to(body)


def without_unset(msg: BaseModel, fields: dict[str, Any], unknown: list[str]) -> dict[str, Any]:
    """The fields without those that the supervisor does not know, if they say nothing.

    Raises UnknownField for one that the task, or its SDK, has set.
    """
    kept = dict(fields)
    for name in unknown:
        field = type(msg).model_fields.get(name)
        if field is None or field.is_required() or fields.get(name) != field.get_default(call_default_factory=True):
            raise UnknownField(
                f"{fields.get('type')} of Task SDK {task_sdk.version()} has a field {name},"
                " which this version of xcom does not know"
            )
        del kept[name]
    return kept


_known: dict[type[BaseModel], Nulls | None] = {}


def _nulls_of(model: type[BaseModel]) -> Nulls | None:
    """None where a model has none, as all of Task SDK 1.2."""
    if model not in _known:
        # For models that are in themselves.
        _known[model] = None
        names, inner = [], []
        for name, field in model.model_fields.items():
            name = field.alias or name
            parts = _parts(field.annotation)
            if field.is_required() and type(None) in parts:
                names.append(name)
            for part in parts:
                if _is_model(part) and (nulls := _nulls_of(part)) is not None:
                    inner.append((name, nulls))
        if names or inner:
            _known[model] = Nulls(tuple(names), tuple(inner))
    return _known[model]


def _parts(annotation: Any) -> list[Any]:
    """An annotation, and what it is made of."""
    return [annotation, *(part for inner in get_args(annotation) for part in _parts(inner))]


def _is_model(part: Any) -> bool:
    from pydantic import BaseModel

    return isinstance(part, type) and issubclass(part, BaseModel)
