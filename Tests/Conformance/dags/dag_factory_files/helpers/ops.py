from airflow.models.baseoperator import BaseOperator
from airflow.operators.python import PythonOperator


def hello(word, **context):
    context["ti"].xcom_push(key=f"k_{word}", value=context["ti"].task_id)
    return {"word": word, "owner": context["task"].owner}


def build_task(t):
    return PythonOperator(task_id=t["id"], python_callable=hello, op_kwargs={"word": t.get("word", "{{ ds }}")}, **t.get("kw", {}))


class RowCounter(BaseOperator):
    template_fields = ("sql",)
    template_ext = (".sql",)

    def __init__(self, sql, **kw):
        super().__init__(**kw)
        self.sql = sql

    def execute(self, context):
        return self.sql
