# conformance: {"expect_dag_state": "success"}
"""What a task sees of `xcom_pull` and `xcom_push`: their names and signatures, and the errors of wrong calls."""
import inspect
import re

from airflow.models import XCom as ModelsXCom
from airflow.sdk import dag, task
from airflow.sdk.execution_time.xcom import XCom


def attempt(f):
    try:
        return repr(f())
    except Exception as e:
        return [type(e).__name__, str(e).splitlines()[0]]


def looks(f):
    return {
        "names": [f.__name__, f.__qualname__, f.__module__],
        "signature": re.sub(" at 0x[0-9a-f]+", "", str(inspect.signature(f))),
        "argspec": re.sub(" at 0x[0-9a-f]+", "", str(inspect.getfullargspec(f))),
        "doc": (f.__doc__ or "").strip().splitlines()[:1],
        "bound": inspect.ismethod(f),
    }


@dag(schedule=None)
def wrong_arguments():
    @task
    def how_they_look(ti=None):
        return {
            "pull": looks(ti.xcom_pull),
            "push": looks(ti.xcom_push),
            "get_one": looks(XCom.get_one),
            "get_all": looks(XCom.get_all),
            "of the class": looks(type(ti).xcom_pull),
            "same class": XCom is ModelsXCom,
        }

    @task
    def pulls(ti=None):
        return {
            "keyword": attempt(lambda: ti.xcom_pull(nonsense=1)),
            "session": attempt(lambda: ti.xcom_pull(task_ids="a", session=None)),
            "too many": attempt(lambda: ti.xcom_pull("a", "b", "c", False, -1)),
            "twice": attempt(lambda: ti.xcom_pull("a", task_ids="a")),
            "map_index": attempt(lambda: ti.xcom_pull("a", map_index=1)),
        }

    @task
    def pushes(ti=None):
        return {
            "nothing": attempt(lambda: ti.xcom_push()),
            "key only": attempt(lambda: ti.xcom_push("k")),
            "keyword": attempt(lambda: ti.xcom_push("k", 1, nonsense=2)),
            "execution_date": attempt(lambda: ti.xcom_push(key="k", value=1, execution_date=None)),
            "too many": attempt(lambda: ti.xcom_push("k", 1, 2)),
        }

    @task
    def reads():
        place = {"key": "k", "dag_id": "wrong_arguments", "task_id": "pulls", "run_id": "r"}
        return {
            "one: nothing": attempt(lambda: XCom.get_one()),
            "one: by position": attempt(lambda: XCom.get_one("k")),
            "one: keyword": attempt(lambda: XCom.get_one(**place, nonsense=1)),
            "all: nothing": attempt(lambda: XCom.get_all()),
            "all: map_index": attempt(lambda: XCom.get_all(**place, map_index=1)),
        }

    how_they_look() >> pulls() >> pushes() >> reads()


wrong_arguments()
