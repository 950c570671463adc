"""A run's conf and the DAG's params: what is given for them, and whether it fits."""

from __future__ import annotations

import difflib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from airflow.sdk import DAG
    from xcom_bridge.contract.runs import GivenConf, ReadParams


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


def read_params(request: ReadParams) -> GivenConf:
    """The conf with values for params in it, which are texts: as a form reads them."""
    from xcom_bridge import failures, loading

    dag = loading.loaded().dags[request["dag_id"]]
    conf = dict(request.get("conf") or {})
    try:
        for given in request["params"]:
            conf[given["name"]] = _value(dag, given["name"], given["text"])
    except UnknownParam as error:
        return {"error": failures.described(error)}
    return {"conf": conf}


class UnknownParam(ValueError):
    """The DAG has no param of that name."""


def _value(dag: DAG, name: str, text: str) -> Any:
    if name not in dag.params:
        known = ", ".join(sorted(dag.params)) or "none"
        near = difflib.get_close_matches(name, list(dag.params), 1)
        hint = f"; did you mean {near[0]}?" if near else f"; its params: {known}"
        raise UnknownParam(f"DAG {dag.dag_id} has no param {name}{hint}")
    # A number in a field for text is a text.
    if dag.params.get_param(name).schema.get("type") in ("string", ["string"]):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
