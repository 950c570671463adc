# conformance: {"files": ["dag_factory_files"], "env": {"AIRFLOW__CORE__PLUGINS_FOLDER": "${DAGS}/dag_factory_files/plugins"}}
"""DAG factory with helpers, yaml, plugins, searchpath."""
import sys
from contextlib import nullcontext
from pathlib import Path
from datetime import datetime
import yaml

from airflow import DAG
from airflow.configuration import conf
from airflow.decorators import dag, task
from airflow.operators.python import PythonOperator
from airflow.operators.bash import BashOperator
from airflow.utils.task_group import TaskGroup

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "dag_factory_files"))
from helpers.ops import build_task, RowCounter
from dag_factory_files.common import DEFAULTS

CFG = yaml.safe_load((HERE / "dag_factory_files" / "cfg.yaml").read_text())


def make_dag(name, spec):
    with DAG(f"factory_{name}", default_args={**DEFAULTS, **spec.get("args", {})}, start_date=datetime(2024, 1, 1), schedule=spec.get("schedule"),
             template_searchpath=[str(HERE / "dag_factory_files" / "sql")], user_defined_macros=spec.get("macros"), params=spec.get("params", {})) as d:
        prev = None
        for t in spec["tasks"]:
            with TaskGroup(t["group"], prefix_group_id=t.get("prefix", True)) if t.get("group") else nullcontext():
                op = build_task(t)
            if prev:
                prev >> op
            prev = op
        RowCounter(task_id="count", sql="q.sql") << prev
        BashOperator(task_id="script", bash_command="run.sh", params={"tbl": name})
        PythonOperator(task_id="plug", python_callable=lambda **k: "{{ macros.factory_plugin.twice(4) }}")
        BashOperator(task_id="plugm", bash_command="echo {{ macros.factory_plugin.twice(4) }}")
    return d


for n, s in CFG["dags"].items():
    globals()[f"dag_{n}"] = make_dag(n, s)


def create(i):
    @dag(dag_id=f"factory_gen_{i}", start_date=datetime(2024, 1, 1), schedule=None)
    def gen():
        @task
        def a():
            return i

        @task
        def b(x):
            return [x, __name__.startswith("unusual_prefix"), Path(__file__).name, conf.get("core", "dags_folder") == str(HERE)]

        b(a())

    return gen()


for i in range(2):
    globals()[f"gen{i}"] = create(i)
