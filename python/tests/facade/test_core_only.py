"""Airflow's machinery: there by name, and an error with a reason when it is used."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from airflow._facade.core_only import NeedsWholeAirflow


@pytest.mark.parametrize(
    "use",
    [
        lambda: __import__("airflow.models", fromlist=["Log"]).Log(),
        lambda: __import__("airflow.models", fromlist=["DagRun"]).DagRun.find(dag_id="d"),
        lambda: __import__("airflow.models", fromlist=["TaskInstance"]).TaskInstance.task_id == "t",
        lambda: __import__("airflow.models.taskinstance", fromlist=["x"]).clear_task_instances([]),
        lambda: __import__("airflow.utils.session", fromlist=["x"]).create_session().__enter__(),
        lambda: __import__("airflow.api.common.trigger_dag", fromlist=["x"]).trigger_dag("d"),
        lambda: __import__("airflow.serialization.definitions.assets", fromlist=["x"]).SerializedAsset("a"),
        lambda: __import__("airflow.serialization.definitions.param", fromlist=["x"]).SerializedParam(1),
    ],
)
def test_use_needs_a_whole_airflow(use) -> None:
    with pytest.raises(NeedsWholeAirflow, match=r"airflow.* cannot be used here: .* --python VENV"):
        use()


def test_classes_serve_annotations_and_isinstance() -> None:
    from airflow.models import DagRun, TaskInstance

    def f(run: DagRun | None, ti: TaskInstance) -> None: ...

    assert not isinstance(f, DagRun | TaskInstance)
    assert not hasattr(TaskInstance, "task_id")
    assert getattr(DagRun, "find", None) is None


def test_run_ids_as_core_makes_them() -> None:
    from airflow.models import DagRun
    from airflow.utils.types import DagRunType

    at = datetime(2026, 1, 2, tzinfo=UTC)
    made = DagRun.generate_run_id(run_type=DagRunType.MANUAL, logical_date=at, run_after=at)
    assert made == "manual__2026-01-02T00:00:00+00:00"
    undated = DagRun.generate_run_id(run_type=DagRunType.MANUAL, logical_date=None, run_after=at)
    assert undated.startswith(made + "_") and len(undated) == len(made) + 9
    assert DagRunType.from_run_id(undated) is DagRunType.MANUAL


def test_provide_session_leaves_a_given_session_alone() -> None:
    from airflow.utils.session import NEW_SESSION, provide_session

    @provide_session
    def count(dag_id: str, session: object = NEW_SESSION) -> object:
        return session

    assert count("d", session=1) == 1
    assert count("d", 2) == 2
    with pytest.raises(NeedsWholeAirflow):
        count("d")
