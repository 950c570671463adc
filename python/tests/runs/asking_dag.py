"""A DAG file that asks its Airflow while it is loaded, and writes the answers to the file that `ANSWERS` names."""

import json
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from airflow.models import Variable as OldVariable
from airflow.sdk import DAG, BaseHook, Connection, Variable, get_current_context, task
from airflow.sdk.execution_time.xcom import XCom

answers: dict[str, str] = {}


def ask(question: Callable[[], Any], name: str) -> None:
    try:
        answers[name] = repr(question())
    except Exception as error:
        answers[name] = f"{type(error).__module__}.{type(error).__name__}: {error}"


PLACE = {"key": "k", "dag_id": "d", "task_id": "t", "run_id": "r"}

for question in (
    "Variable.set('made', '[1]')",
    "Variable.get('made')",
    "Variable.get('made', deserialize_json=True)",
    "Variable.get('nowhere')",
    "Variable.get('nowhere', default=3)",
    "Variable.get('in_the_environment')",
    "Variable.set('as_json', {'a': [1, None]}, serialize_json=True)",
    "Variable.get('as_json', deserialize_json=True)",
    "Variable.delete('made')",
    "Variable.get('made', default='gone')",
    "OldVariable.set('old', 'x')",
    "OldVariable.get('old')",
    "OldVariable.get('nowhere')",
    "OldVariable.get('nowhere', default_var=3)",
    "OldVariable.setdefault('other', 'y')",
    "OldVariable.get('other')",
    "OldVariable.delete('old')",
    "Connection.get('my_connection').host",
    "Connection.get('nowhere')",
    "BaseHook.get_connection('my_connection').password",
    "BaseHook.get_connection('nowhere')",
    "XCom.get_one(**PLACE)",
    "XCom.get_all(**PLACE)",
    "get_current_context()",
):
    ask(eval(f"lambda: {question}"), question)

Variable.set("api_password", "hidden-one")
print("printed", Variable.get("api_password"), BaseHook.get_connection("my_connection").password)
logging.getLogger("asking").warning("logged %s", Variable.get("api_password"))

Path(os.environ["ANSWERS"]).write_text(json.dumps(answers, indent=1) + "\n")

with DAG("asking"):

    @task
    def work() -> str:
        return "hidden-one"

    work()
