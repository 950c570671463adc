"""Whether a run's conf fits the DAG's params."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from airflow.sdk import DAG


def check(dag: DAG, conf: dict[str, Any]) -> None:
    """Raise core's error where it does not."""
    from airflow.sdk.definitions._internal.types import ArgNotSet
    from xcom_bridge import task_sdk

    for name in dag.params:
        param = dag.params.get_param(name)
        value = conf.get(name, param.value)
        try:
            if isinstance(value, ArgNotSet):
                raise ValueError("No value passed")
            if param.schema:
                import jsonschema  # type: ignore[import-untyped]

                jsonschema.validate(value, param.schema, format_checker=jsonschema.FormatChecker())
        except Exception as error:
            raise task_sdk.current().param_error()(f"Invalid input for param {name}: {error}") from None
