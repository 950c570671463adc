"""What branches and short circuits skip, where something else goes wrong."""

from __future__ import annotations

import pytest

from .conftest import Xcom

BACKEND = """
from airflow.sdk.bases.xcom import BaseXCom

class Broken(BaseXCom):
    @staticmethod
    def serialize_value(value, **place):
        return BaseXCom.serialize_value("followed by nothing that can be read")
"""

DAG = """
    import os, signal
    from airflow.sdk import dag, task

    def die(context):
        os.kill(os.getpid(), signal.SIGKILL)

    @dag(schedule=None)
    def branched():
        @task.branch({options})
        def choose():
            return "chosen"

        @task
        def chosen():
            return 1

        @task
        def other():
            return 2

        choose() >> [chosen(), other()]

    branched()
"""


@pytest.mark.parametrize("isolation", ["fork", "spawn"])
def test_what_a_process_skipped_before_it_was_lost_stays_skipped(xcom: Xcom, isolation: str) -> None:
    file = xcom.dag(DAG.format(options="on_success_callback=die"))
    done = xcom("run", file, "--isolation", isolation)
    assert done.returncode == 0, done.stdout + done.stderr
    assert xcom.states() == {"choose": "success", "chosen": "success", "other": "skipped"}


def test_a_backend_may_store_what_nobody_can_read(xcom: Xcom) -> None:
    (xcom.folder / "broken_backend.py").write_text(BACKEND)
    xcom.environment |= {"AIRFLOW__CORE__XCOM_BACKEND": "broken_backend.Broken", "PYTHONPATH": str(xcom.folder)}
    file = xcom.dag(DAG.format(options=""))
    done = xcom("run", file)
    assert done.returncode == 0, done.stdout + done.stderr
    assert xcom.states() == {"choose": "success", "chosen": "success", "other": "skipped"}
