# conformance: {"files": ["show2.py"], "pythonpath": ["."]}
"""pipeline_outlets and pipeline_inlets: datasets, aliases, mapped tasks, inlets that name tasks, failing tasks."""
from airflow import DAG, Dataset
from airflow.datasets import DatasetAlias
from airflow.decorators import task
from airflow.models.baseoperator import BaseOperator
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator
from show2 import show

A, B = Dataset("s3://bucket/a"), Dataset("file:///b/{{ ds }}", extra={})


class Silent(BaseOperator):
    def execute(self, context):
        return "silent"

    def post_execute(self, context, result=None):
        pass


with DAG("af2_lineage", schedule=None) as dag:

    @task(outlets=[A, B])
    def two():
        return "two"

    @task(outlets=[A])
    def mapped(x):
        return x

    @task(outlets=[DatasetAlias("alias")])
    def aliased(outlet_events=None):
        outlet_events["alias"].add(A, extra={"n": 1})
        return show(lambda: [str(DatasetAlias("alias")), repr(A), repr(B)])

    @task(inlets=[DatasetAlias("alias")])
    def of_alias(inlet_events=None):
        return show(lambda: [len(inlet_events[DatasetAlias("alias")])])

    @task(outlets=[A])
    def fails():
        raise ValueError("x")

    @task(outlets=[A], multiple_outputs=True)
    def several():
        return {"a": 1}

    def look(ti):
        return {
            "outlets": show(ti.xcom_pull, task_ids="two", key="pipeline_outlets"),
            "mapped": show(ti.xcom_pull, task_ids="mapped", key="pipeline_outlets"),
            "inlets": show(ti.xcom_pull, task_ids="auto", key="pipeline_inlets"),
        }

    first = two()
    auto = BashOperator(task_id="auto", bash_command="echo y", inlets="auto")
    named = BashOperator(task_id="named", bash_command="echo x", inlets=["mapped"])
    silent = Silent(task_id="silent", outlets=[A], inlets=[B])
    unread = BashOperator(task_id="unread", bash_command="echo {{ inlet_events[inlets[0]][-1].extra }}", inlets=[Dataset("never://x")])
    empty = EmptyOperator(task_id="empty", outlets=[B])
    first >> auto
    first >> mapped.expand(x=[1, 2]) >> named >> PythonOperator(task_id="look", python_callable=look)
    auto >> dag.get_task("look")
    aliased() >> of_alias()
    fails()
    several()
