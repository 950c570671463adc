"""`airflow.exceptions`: the exceptions that are core's own; the Task SDK's come from the table."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, NamedTuple

from airflow.sdk.exceptions import AirflowException, AirflowNotFoundException


class AirflowBadRequest(AirflowException):
    """A request that cannot be handled."""

    status_code = HTTPStatus.BAD_REQUEST


class AirflowInternalRuntimeError(BaseException):
    """Airflow itself is broken."""


class InvalidStatsNameException(AirflowException):
    """The name of a metric is not allowed."""


class AirflowDagDuplicatedIdException(AirflowException):
    """A DAG id is used by two DAGs."""

    def __init__(self, dag_id: str, incoming: str, existing: str) -> None:
        super().__init__(dag_id, incoming, existing)
        self.dag_id, self.incoming, self.existing = dag_id, incoming, existing

    def __str__(self) -> str:
        return f"Ignoring DAG {self.dag_id} from {self.incoming} - also found in {self.existing}"


class AirflowClusterPolicyViolation(AirflowException):
    """A cluster policy refuses the DAG."""


class AirflowClusterPolicySkipDag(AirflowException):
    """A cluster policy leaves the DAG out."""


class AirflowClusterPolicyError(AirflowException):
    """A cluster policy failed."""


class AirflowClearRunningTaskException(AirflowException):
    """A task that runs is to be cleared."""


class DagNotFound(AirflowNotFoundException):
    """There is no such DAG."""


class DagCodeNotFound(AirflowNotFoundException):
    """There is no source code of the DAG."""


class DagRunNotFound(AirflowNotFoundException):
    """There is no such DAG run."""


class TaskInstanceNotFound(AirflowNotFoundException):
    """There is no such task instance."""


class PoolNotFound(AirflowNotFoundException):
    """There is no such pool."""


class DagRunAlreadyExists(AirflowBadRequest):
    """There is a DAG run with that run id or logical date already."""

    def __init__(self, dag_run: Any) -> None:
        super().__init__(f"A DAG Run already exists for DAG {dag_run.dag_id} with run id {dag_run.run_id}")
        self.dag_run = dag_run


class DagRunTypeNotAllowed(AirflowException):
    """The DAG does not allow runs of that kind."""


class SerializationError(AirflowException):
    """Something cannot be serialized."""


class DeserializationError(Exception):
    """A DAG cannot be deserialized."""

    def __init__(self, dag_id: str | None = None, message: str | None = None) -> None:
        self.dag_id = dag_id
        super().__init__(message or f"DAG {dag_id!r} cannot be deserialized")


class DeserializingResultError(ValueError):
    """What a task in another interpreter returned cannot be unpickled."""

    def __str__(self) -> str:
        return (
            "Error deserializing result. Note that result deserialization "
            f"is not supported across major Python versions. Cause: {self.__cause__}"
        )


class NotMapped(Exception):
    """The task is neither mapped nor in a mapped task group."""


class FileSyntaxError(NamedTuple):
    """One error in a file of connections or variables."""

    line_no: int | None
    message: str

    def __str__(self) -> str:
        return f"{self.message}. Line number: {self.line_no},"


class AirflowFileParseException(AirflowException):
    """A file of connections or variables cannot be parsed."""

    def __init__(self, msg: str, file_path: str, parse_errors: list[FileSyntaxError]) -> None:
        super().__init__(msg)
        self.msg, self.file_path, self.parse_errors = msg, file_path, parse_errors

    def __str__(self) -> str:
        errors = "\n".join(f"line {error.line_no}: {error.message}" for error in self.parse_errors)
        return f"{self.msg}\nFilename: {self.file_path}\n\n{errors}"


class AirflowUnsupportedFileTypeException(AirflowException):
    """The type of the file is not supported."""


class ConnectionNotUnique(AirflowException):
    """There are several values for one connection id."""


class VariableNotUnique(AirflowException):
    """There are several values for one variable."""


class UnknownExecutorException(ValueError):
    """There is no such executor."""


class PodMutationHookException(AirflowException):
    """The pod mutation hook failed."""


class PodReconciliationError(AirflowException):
    """Two pod specifications cannot be merged."""


class RemovedInAirflow4Warning(DeprecationWarning):
    """Something is used that Airflow 4 will not have."""

    deprecated_since: str | None = None


class AirflowProviderDeprecationWarning(DeprecationWarning):
    """Something deprecated of a provider is used."""

    deprecated_provider_since: str | None = None
