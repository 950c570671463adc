"""The entry point that checks a run's conf against the DAG's params, before there is a run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from xcom_bridge import environment, failures, loading

if TYPE_CHECKING:
    from airflow.sdk import DAG


def validate_run(request: bytes) -> bytes:
    """``{"dag_id", "conf"}`` gives ``{"error": null | {"type", "message"}}``: the error that core refuses it with."""
    options = json.loads(request)
    environment.prepare()
    dag = loading.loaded().dags[options["dag_id"]]
    error: dict[str, Any] | None = None
    try:
        _validate(dag, options.get("conf") or {})
    except ValueError as refused:
        error = {"type": failures.type_name(refused), "message": str(refused)}
    return json.dumps({"error": error}).encode()


def _validate(dag: DAG, conf: dict[str, Any]) -> None:
    from airflow.sdk.definitions._internal.types import is_arg_set

    for name in dag.params:
        param = dag.params.get_param(name)
        value = conf.get(name, param.value)
        try:
            if not is_arg_set(value):
                raise ValueError("No value passed")
            if param.schema:
                import jsonschema  # type: ignore[import-untyped]

                jsonschema.validate(value, param.schema, format_checker=jsonschema.FormatChecker())
        except Exception as error:
            raise ValueError(f"Invalid input for param {name}: {error}") from None
