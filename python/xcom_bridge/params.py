"""The entry point that checks a run's conf against the DAG's params, before there is a run."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from xcom_bridge import environment, failures, loading

if TYPE_CHECKING:
    from airflow.sdk import DAG


def validate_run(request: bytes) -> bytes:
    """``{"dag_id", "run_id", "conf"}`` gives ``{"error": null | {"type", "message"}}``: core's error."""
    options = json.loads(request)
    environment.prepare()
    dag = loading.loaded().dags[options["dag_id"]]
    error: dict[str, Any] | None = None
    try:
        _check_id(options["run_id"])
        _validate(dag, options.get("conf") or {})
    except ValueError as refused:
        error = {"type": failures.type_name(refused), "message": str(refused)}
    return json.dumps({"error": error}).encode()


_GENERATED_ID = r"^(?:manual|scheduled|asset_triggered)__(?:\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+00:00)$"
_OTHER_TYPES = ("backfill", "scheduled", "asset_triggered", "asset_materialization")


def _check_id(run_id: str) -> None:
    """As core's `create_dagrun` does for a manual run."""
    from airflow.sdk.configuration import conf

    if not re.match(_GENERATED_ID, run_id):
        pattern = conf.get("scheduler", "allowed_run_id_pattern").strip()
        if not pattern or not re.match(pattern, run_id):
            raise ValueError(
                f"The run_id provided '{run_id}' does not match regex pattern '{pattern}' or '{_GENERATED_ID}'"
            )
    for other in _OTHER_TYPES:
        if run_id.startswith(f"{other}__"):
            raise ValueError(f"A manual DAG run cannot use ID {run_id!r} since it is reserved for {other} runs")


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
