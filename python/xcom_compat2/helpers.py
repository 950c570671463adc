"""Small functions that Airflow 2's `airflow.utils` had."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from functools import reduce, wraps
from tempfile import TemporaryDirectory as TemporaryDirectory
from typing import Any, TypeVar

from airflow.sdk import BaseOperator
from airflow.sdk.definitions.mappedoperator import MappedOperator

F = TypeVar("F", bound=Callable[..., Any])

MAX_XCOM_SIZE = 49344
ScheduleInterval = str | timedelta | None
Operator = BaseOperator | MappedOperator


def apply_defaults(func: F) -> F:
    """The decorator of operators' `__init__`: their default arguments are applied without it."""

    @wraps(func)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return func(*args, **kwargs)

    return wrapper  # type: ignore[return-value]


def mkdirs(path: str, mode: int) -> None:
    """Make a folder and those above it."""
    os.makedirs(path, mode=mode, exist_ok=True)


def as_tuple(obj: Any) -> tuple[Any, ...]:
    """What can be gone through as a tuple, anything else as the only item of one."""
    from airflow.utils.helpers import is_container

    return tuple(obj) if is_container(obj) else (obj,)


def reduce_in_chunks(
    fn: Callable[[Any, list[Any]], Any], iterable: list[Any], initializer: Any, chunk_size: int = 0
) -> Any:
    """Reduce a list by pieces of that length; 0 is all of it."""
    if not iterable:
        return initializer
    size = chunk_size or len(iterable)
    return reduce(fn, (iterable[start : start + size] for start in range(0, len(iterable), size)), initializer)


def alchemy_to_dict(obj: Any) -> dict[str, Any] | None:
    """The columns of a row of SQLAlchemy, dates as text."""
    if not obj:
        return None
    values = {column.name: getattr(obj, column.name) for column in obj.__table__.columns}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


def ask_yesno(question: str, default: bool | None = None) -> bool:
    """A question on the terminal, until it is answered."""
    answers = {"y": True, "yes": True, "n": False, "no": False}
    print(question)
    while True:
        answer = input().lower()
        if not answer and default is not None:
            return default
        if answer in answers:
            return answers[answer]
        print("Please respond with y/yes or n/no.")


def prompt_with_timeout(question: str, timeout: int, default: bool | None = None) -> bool:
    """The same, for so many seconds."""
    import signal

    from airflow.sdk.exceptions import AirflowException

    def give_up(signum: int, frame: object) -> None:
        raise AirflowException(f"Timeout {timeout}s reached")

    previous = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(timeout)
    try:
        return ask_yesno(question, default)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)


def render_log_filename(ti: Any, try_number: Any, filename_template: str) -> str:
    """The name of a log file, from a template in Jinja's or Python's form."""
    from airflow.utils.helpers import parse_template_string

    text, template = parse_template_string(filename_template)
    if template is not None:
        return str(template.render(**{**ti.get_template_context(), "try_number": try_number}))
    date = ti.execution_date.isoformat()
    return str(text).format(dag_id=ti.dag_id, task_id=ti.task_id, execution_date=date, try_number=try_number)


def build_airflow_url_with_query(query: dict[str, Any]) -> str:
    """A page of Airflow's web interface."""
    from urllib.parse import urlencode

    from airflow.sdk.configuration import conf

    view = conf.get("webserver", "dag_default_view", fallback="grid").lower()
    return f"/dags/{query.get('dag_id')}/{view}?{urlencode(query)}"
