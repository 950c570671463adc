"""The XCom backend for a real Airflow."""

from __future__ import annotations

import json
import textwrap

import pytest

from .conftest import Airflow

LARGE = """
    import datetime
    from airflow.sdk import dag, task

    def value():
        return {"rows": list(range(1000)), "when": datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)}

    @dag(schedule=None)
    def large():
        @task
        def make():
            return value()

        @task
        def same():
            return value()

        @task
        def small():
            return (1, "a")

        @task
        def odd():
            return {"__offloaded_xcom__": "file:///etc/passwd#0", "bytes": 3}

        @task
        def use(made, made_too, little, strange, ti=None):
            assert made == made_too == value() == ti.xcom_pull("make")
            assert ti.xcom_pull(["make", "small"]) == [value(), little]
            assert strange == {"__offloaded_xcom__": "file:///etc/passwd#0", "bytes": 3}
            return little

        # One after the other: at the same moment both might write it.
        made = make()
        made_too = same()
        made >> made_too
        use(made, made_too, small(), odd())
    the_dag = large()
"""


def test_large_values_are_kept_outside_of_the_database(airflow: Airflow) -> None:
    said = airflow.run(LARGE)
    assert set(airflow.states().values()) == {"success"}, said
    values = airflow.values()
    size = values["make"]["bytes"]
    assert values["make"] == {
        "__offloaded_xcom__": values["make"]["__offloaded_xcom__"], "bytes": size, "type": "dict"
    }  # fmt: skip
    blobs = {values[name]["__offloaded_xcom__"].partition("#")[0] for name in ("make", "same", "odd")}
    assert {f"file://{path}" for path in airflow.blobs()} == blobs and len(blobs) == 2
    assert values["make"]["__offloaded_xcom__"] != values["same"]["__offloaded_xcom__"]
    assert sum(path.stat().st_size for path in airflow.blobs()) < size
    assert values["use"] == values["small"]


def test_limits(airflow: Airflow) -> None:
    source = """
        from airflow.sdk import dag, task

        @dag(schedule=None)
        def limits():
            @task
            def soft(ti=None):
                ti.xcom_push("rows", "x" * 3000)

            @task
            def hard(ti=None):
                ti.xcom_push("rows", "x" * 5000)

            soft()
            hard()
        the_dag = limits()
    """
    said = airflow.run(source, XCOM_SOFT_LIMIT="2KiB", XCOM_HARD_LIMIT="4KiB")
    assert airflow.states() == {"soft": "success", "hard": "failed"}
    assert "XCom 'rows' of task 'soft' has 2.9 KiB (3002 bytes), more than 2 KiB (XCOM_SOFT_LIMIT)." in said
    assert (
        "XCom 'rows' of task 'hard' has 4.8 KiB (5002 bytes), and the limit is 4 KiB (XCOM_HARD_LIMIT); nothing was stored."
        in said
    )
    assert len(airflow.blobs()) == 1


def test_nothing_can_be_kept_without_a_place(airflow: Airflow) -> None:
    said = airflow.run(LARGE, XCOM_OFFLOAD="")
    assert airflow.states()["make"] == "failed"
    assert "XCOM_OFFLOAD is not set: name a folder, file:///PATH or s3://BUCKET/PREFIX for large XComs" in said


RETRIED = """
    from datetime import timedelta
    from airflow.sdk import dag, task

    @dag(schedule=None)
    def retried():
        @task(retries=1, retry_delay=timedelta(0))
        def work(ti=None):
            ti.xcom_push("rows", [ti.try_number] * 1000)
            if ti.try_number == 1:
                raise ValueError("again")

        @task
        def same():
            return [1] * 1000

        same() >> work()
    the_dag = retried()
"""


def test_a_retry_purges_what_only_it_has(airflow: Airflow) -> None:
    said = airflow.run(RETRIED)
    assert airflow.states() == {"work": "success", "same": "success"}, said
    assert len(airflow.blobs()) == 2
    assert len(airflow.files()) == 4
    done = airflow.sweep("--grace", 0)
    assert (done.returncode, done.stdout) == (0, "2 needed, 0 deleted, 0 younger than 0 s\n"), done.stderr


TWICE = """
    from airflow.sdk import dag, task

    @dag(schedule=None)
    def twice():
        @task
        def work(ti=None):
            ti.xcom_push("rows", [1] * 1000)
            ti.xcom_push("rows", [2] * 1000)
        work()
    the_dag = twice()
"""


def test_a_sweep_deletes_what_no_row_needs(airflow: Airflow) -> None:
    airflow.run(TWICE)
    assert len(airflow.blobs()) == 2
    done = airflow.sweep()
    assert (done.returncode, done.stdout) == (0, "1 needed, 0 deleted, 1 younger than 3600 s\n"), done.stderr
    done = airflow.sweep("--grace", 0, "--dry-run")
    assert done.stdout.endswith("1 needed, 1 to delete, 0 younger than 0 s\n")
    assert len(airflow.blobs()) == 2
    done = airflow.sweep("--grace", 0)
    assert done.stdout.startswith(f"deleted file://{airflow.place}/airflow/")
    assert done.stdout.endswith("1 needed, 1 deleted, 0 younger than 0 s\n")
    (kept,) = airflow.blobs()
    assert airflow.values()["work rows"]["__offloaded_xcom__"].startswith(f"file://{kept}#")

    kept.unlink()
    done = airflow.sweep("--grace", 0)
    assert done.returncode == 1
    assert done.stderr == f"xcom: a row needs file://{kept}, which is not there\n"


def test_a_sweep_of_another_database_is_refused(airflow: Airflow) -> None:
    airflow.run(TWICE)
    airflow.sql("DELETE FROM xcom")
    done = airflow.sweep("--grace", 0)
    assert done.returncode == 1
    assert done.stderr == (
        f"xcom: no row of this database needs any of the 2 blobs at {airflow.place}. Where it is the right one, --force "
        "deletes them\n"
    )
    assert len(airflow.blobs()) == 2
    done = airflow.sweep("--grace", 0, "--force", "--json")
    report = json.loads(done.stdout)
    assert {name: report[name] for name in ("needed", "marks", "young", "missing")} == {
        "needed": 0, "marks": 2, "young": 0, "missing": []
    }  # fmt: skip
    assert len(report["removed"]) == 2
    assert airflow.files() == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--airflow-db", "nonsense"], "--airflow-db: Could not parse SQLAlchemy URL from"),
        (
            ["--airflow-db", "sqlite:////nowhere/airflow.db"],
            "the database sqlite:////nowhere/airflow.db cannot be read: ",
        ),
        (["--airflow-db", "sqlite://"], "the database sqlite:// cannot be read: no such table: xcom"),
        (["--place", "ftp://host"], "XComs cannot be offloaded to ftp URLs"),
    ],
)
def test_bad_arguments_of_a_sweep(airflow: Airflow, options: list[str], message: str) -> None:
    if airflow.python is not None:
        pytest.skip("the same for every database")
    airflow.place.mkdir()
    airflow.run(TWICE)
    done = airflow.sweep(*options)
    assert done.returncode == 1
    assert done.stderr.startswith("xcom: ") and message in done.stderr, done.stderr
    assert done.stderr.count("\n") == 1


def test_the_rows_are_readable_in_the_api(airflow: Airflow) -> None:
    if airflow.python is None:
        pytest.skip("that of a whole Airflow")
    airflow.run(LARGE)
    program = """
        import json
        from fastapi.testclient import TestClient
        from airflow.api_fastapi.app import create_app
        with TestClient(create_app(apps="core")) as client:
            token = client.get("/auth/token").json()["access_token"]
            client.headers["Authorization"] = f"Bearer {token}"
            path = "/api/v2/dags/large/dagRuns/~/taskInstances/make/xcomEntries"
            run = client.get(path).json()["xcom_entries"][0]["run_id"]
            path = f"/api/v2/dags/large/dagRuns/{run}/taskInstances/make/xcomEntries/return_value"
            plain = client.get(path).json()["value"]
            shown = client.get(path, params={"deserialize": "true", "stringify": "true"}).json()["value"]
            print("ANSWER", json.dumps([plain, shown]))
    """
    (airflow.folder / "ask.py").write_text(textwrap.dedent(program), encoding="utf-8")
    done = airflow.call([airflow.python, airflow.folder / "ask.py"])
    assert "ANSWER" in done.stdout, done.stderr[-3000:]
    plain, shown = json.loads(done.stdout.partition("ANSWER")[2].splitlines()[0])
    row = airflow.values()["make"]
    assert (json.loads(plain) if isinstance(plain, str) else plain) == row
    assert row["__offloaded_xcom__"] in shown and "'type': 'dict'" in shown
