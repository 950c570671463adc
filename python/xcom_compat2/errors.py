"""Airflow 2 refuses wrong arguments by AirflowException, with the texts that Airflow 3 still has."""

from __future__ import annotations

from collections.abc import Callable, Sized
from functools import cache, wraps
from types import ModuleType
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def as_airflow_exception(function: F, *kinds: type[Exception], starts: tuple[str, ...] = ("",)) -> F:
    """The function, with its errors of these kinds and texts as AirflowException."""

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except kinds as error:
            text = str(error)
            if not text.startswith(starts):
                raise
            from airflow.sdk.exceptions import AirflowException

            raise AirflowException(text) from None

    return call  # type: ignore[return-value]


@cache
def too_long_to_map() -> type[Exception]:
    """The class `UnmappableXComLengthPushed` (T8), made when it is asked for: what it is derived from is the SDK's."""
    from airflow.sdk.exceptions import AirflowException

    class UnmappableXComLengthPushed(AirflowException):
        """A value has more items than a mapped task may have instances."""

        def __init__(self, value: Sized, max_length: int) -> None:
            super().__init__(value)
            self.value, self.max_length = value, max_length

        def __str__(self) -> str:
            return f"unmappable return value length: {len(self.value)} > {self.max_length}"

    UnmappableXComLengthPushed.__module__ = "airflow.exceptions"
    UnmappableXComLengthPushed.__qualname__ = "UnmappableXComLengthPushed"
    return UnmappableXComLengthPushed


@cache
def already_exists() -> type[Exception]:
    """The class `DagRunAlreadyExists`, with the date and the id that were asked for."""
    from airflow.exceptions import AirflowBadRequest

    class DagRunAlreadyExists(AirflowBadRequest):
        """There is a run with that id or date already."""

        def __init__(self, dag_run: Any, execution_date: Any, run_id: str) -> None:
            super().__init__(
                f"A DAG Run already exists for DAG {dag_run.dag_id} at {execution_date} with run id {run_id}"
            )
            self.dag_run, self.execution_date, self.run_id = dag_run, execution_date, run_id

    DagRunAlreadyExists.__module__ = "airflow.exceptions"
    DagRunAlreadyExists.__qualname__ = "DagRunAlreadyExists"
    return DagRunAlreadyExists


def __getattr__(name: str) -> Any:
    if name == "UnmappableXComLengthPushed":
        return too_long_to_map()
    if name == "DagRunAlreadyExists":
        return already_exists()
    raise AttributeError(name)


def node(module: ModuleType) -> None:
    """Ids that cannot be one (D4); Airflow 3 has a comma more."""

    def validate_key(k: str, max_length: int = 250) -> None:
        from airflow.utils.helpers import validate_key

        validate_key(k, max_length)

    def validate_group_key(k: str, max_length: int = 200) -> None:
        from airflow.sdk.exceptions import AirflowException
        from airflow.utils.helpers import GROUP_KEY_REGEX

        if not isinstance(k, str):
            raise TypeError(f"The key has to be a string and is {type(k)}:{k}")
        if len(k) > max_length:
            raise AirflowException(f"The key has to be less than {max_length} characters, not {len(k)}")
        if not GROUP_KEY_REGEX.match(k):
            raise AirflowException(
                f"The key {k!r} has to be made of alphanumeric characters, dashes and underscores exclusively"
            )

    module.validate_key = validate_key  # type: ignore[attr-defined]
    module.validate_group_key = validate_group_key  # type: ignore[attr-defined]


_OLD = """AirflowDagCycleException AirflowException AirflowFailException AirflowNotFoundException
 AirflowOptionalProviderFeatureException AirflowRescheduleException AirflowSensorTimeout AirflowSkipException
 AirflowTaskTerminated AirflowTaskTimeout AirflowTimetableInvalid DuplicateTaskIdFound ParamValidationError
 TaskAlreadyInTaskGroup TaskDeferralError TaskDeferred TaskNotFound UnmappableXComTypePushed XComForMappingNotPushed
 XComNotFound""".split()


def names(module: ModuleType) -> None:
    """F6. Reason: what Airflow 2 shows of an exception, and callbacks look at, is where it has its class."""
    for name in _OLD:
        getattr(module, name).__module__ = "airflow.exceptions"
