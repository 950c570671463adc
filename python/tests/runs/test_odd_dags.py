"""DAGs with values that nobody expects: each is there, or an import error of its own, and the others of the folder are."""

from __future__ import annotations

import os

import pytest

from .conftest import Xcom

GOOD = """
    from airflow.sdk import DAG, task

    with DAG("good"):
        @task
        def work():
            return 1
        work()
"""

# One DAG for each value in each field, and many with values of all kinds in several.
ODD = """
    import random
    import warnings
    from datetime import datetime, timedelta

    from airflow.providers.standard.operators.empty import EmptyOperator
    from airflow.sdk import DAG, Asset, AssetAlias, Label, TaskGroup

    warnings.simplefilter("ignore")
    NAN, INFINITE, HALF = float("nan"), float("inf"), "\\ud800"
    VALUES = [
        2**63, 2**70, -(2**70), 2**31, -1, 0, 1.5, 1e308, INFINITE, -INFINITE, NAN, True, None, "", "x", "3", HALF, "a\\0b",
        "\\u2028", "x" * 3000, timedelta.max, timedelta.min, timedelta(0), timedelta(microseconds=1), datetime.max,
        datetime.min, [HALF], [1], {HALF}, {"a": HALF}, {HALF: 1}, {"a": NAN}, {"a": 2**70}, object(), b"bytes", print,
    ]
    TASK = (
        "retries retry_delay retry_exponential_backoff max_retry_delay execution_timeout owner pool pool_slots queue"
        " priority_weight doc doc_md task_display_name map_index_template email max_active_tis_per_dag"
        " max_active_tis_per_dagrun trigger_rule weight_rule run_as_user executor_config params start_date end_date"
        " depends_on_past wait_for_downstream inlets outlets multiple_outputs do_xcom_push start_trigger_args"
        " on_failure_fail_dagrun is_setup is_teardown"
    ).split()
    OF_DAG = (
        "description tags doc_md dag_display_name params max_active_tasks max_active_runs fail_fast catchup"
        " dagrun_timeout owner_links start_date end_date schedule access_control default_args"
    ).split()

    def odd_asset(value):
        asset = Asset("odd")
        asset.name = asset.uri = value
        return asset

    def make(dag_id, of_dag, of_task, after):
        given = {"schedule": None}
        for field, value in of_dag:
            try:
                DAG(dag_id, **{**given, field: value})
            except Exception:
                continue
            given[field] = value
        with DAG(dag_id, **given) as dag:
            tasks = EmptyOperator(task_id="a"), EmptyOperator(task_id="b")
            tasks[0] >> tasks[1]
            for field, value in of_task:
                # What the operator does not take as an argument may be set later.
                try:
                    EmptyOperator(task_id=f"t{len(dag.tasks)}", **{field: value})
                except Exception:
                    pass
                try:
                    setattr(tasks[0], field, value)
                except Exception:
                    pass
            for value in after:
                try:
                    tasks[0] >> Label(value) >> EmptyOperator(task_id=f"l{len(dag.tasks)}")
                except Exception:
                    pass
                try:
                    with TaskGroup(f"g{len(dag.tasks)}", tooltip=value, group_display_name=value):
                        EmptyOperator(task_id="in_group", outlets=[Asset("asset", extra={"a": value}, group=value)])
                except Exception:
                    pass
                for made in (
                    lambda: Asset.ref(name=value), lambda: Asset.ref(uri=value), lambda: Asset(value),
                    lambda: Asset("name", uri=value), lambda: AssetAlias(value, group=value), lambda: odd_asset(value),
                ):
                    try:
                        EmptyOperator(task_id=f"i{len(dag.tasks)}", inlets=[made()], outlets=[made()])
                    except Exception:
                        pass
                try:
                    EmptyOperator.partial(task_id=f"m{len(dag.tasks)}").expand(doc=[value])
                except Exception:
                    pass
        globals()[dag_id] = dag

    chance = random.Random(SEED)
    if SEED == 0:
        for field in OF_DAG:
            for number, value in enumerate(VALUES):
                make(f"dag_{field}_{number}", [(field, value)], [], [])
        for field in TASK:
            for number, value in enumerate(VALUES):
                make(f"task_{field}_{number}", [], [(field, value)], [])
        for number, value in enumerate(VALUES):
            make(f"after_{number}", [], [], [value])
    else:
        for number in range(300):
            make(
                f"random_{number}",
                [(chance.choice(OF_DAG), chance.choice(VALUES)) for _ in range(chance.randrange(3))],
                [(chance.choice(TASK), chance.choice(VALUES)) for _ in range(chance.randrange(4))],
                chance.choices(VALUES, k=chance.randrange(2)),
            )
"""


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_others_of_a_folder_are_there(xcom: Xcom, seed: int) -> None:
    xcom.dag(GOOD, "good.py")
    odd = xcom.dag(ODD.replace("SEED", str(seed)), "odd.py")
    done = xcom("dags", "list", xcom.folder, "-o", "json")
    assert done.returncode == 1
    assert '"dag_id": "good"' in done.stdout
    said = done.stderr.split("xcom: ")[1:]
    # Of those that load, a few have an odd pool or asset, which is told.
    errors = [text for text in said if not text.startswith("DAG ")]
    assert len(errors) > 20
    assert all(error.startswith(f"{odd}") and " DAG " in error for error in errors), done.stderr
    assert "Fatal" not in done.stderr and "Traceback" not in done.stderr
    assert xcom("dags", "show", xcom.folder, "-o", "json").returncode == 1
    run = xcom("run", xcom.folder, "--dag-id", "good")
    assert run.returncode == 0, run.stderr


REFUSED = {
    "retry_exponential_backoff=float('inf')": (
        "retry_exponential_backoff of task 'a' is inf: it has to be a finite number"
    ),
    "retries=2**63": "retries of task 'a' is 9223372036854775808: Airflow keeps integers up to 2147483647",
    "owner='\\ud800'": "owner of task 'a' is '\\ud800', which has half of a surrogate pair: it is not text in UTF-8",
    "owner=5": "owner of task 'a' is 5, where Airflow has text",
}


@pytest.mark.parametrize("argument", REFUSED)
def test_what_cannot_be_represented_is_named(xcom: Xcom, argument: str) -> None:
    file = xcom.dag(f"""
        from airflow.sdk import DAG
        from airflow.providers.standard.operators.empty import EmptyOperator

        with DAG("odd"):
            EmptyOperator(task_id="a", {argument})
    """)
    done = xcom("run", file)
    assert done.returncode == 1
    assert done.stderr == f"xcom: {file}: DAG odd: ValueError: {REFUSED[argument]}\n"


ACCEPTED = [
    "owner=None",
    "queue=None",
    "retries=-1",
    "retries=True",
    "pool_slots=True",
    "pool_slots=2**31 - 1",
    "retry_exponential_backoff=1e308, retries=1, retry_delay=timedelta(0)",
    "retry_delay=timedelta.min",
    "priority_weight=2**70",
    "max_active_tis_per_dag=2**70",
    "doc='\\ud800'",
    "params={'p': '\\ud800'}",
    "params={'p': float('nan')}",
]


def test_what_airflow_accepts_runs(xcom: Xcom) -> None:
    tasks = "\n".join(f"    EmptyOperator(task_id='t{n}', {arguments})" for n, arguments in enumerate(ACCEPTED))
    file = xcom.dag(
        "from datetime import timedelta\nfrom airflow.sdk import DAG, Label, TaskGroup\n"
        "from airflow.providers.standard.operators.empty import EmptyOperator\n"
        f"with DAG('odd', params={{'\\ud800': 1}}):\n{tasks}\n"
        "    EmptyOperator(task_id='up') >> Label('\\ud800') >> EmptyOperator(task_id='down')\n"
        "    with TaskGroup('g', tooltip='\\ud800', group_display_name='\\ud800'):\n"
        "        EmptyOperator(task_id='inner')\n"
    )
    done = xcom("run", file)
    assert done.returncode == 0, done.stderr
    assert set(xcom.states().values()) == {"success"}
    assert xcom("dags", "show", file).returncode == 0


def test_an_odd_message_and_an_odd_name(xcom: Xcom) -> None:
    xcom.dag(GOOD, "good.py")
    xcom.dag("import airflow\nraise RuntimeError('dag \\ud800')\n", "raises.py")
    (xcom.folder / os.fsdecode(b"odd_\xff.py")).write_text("import airflow  # dag\n")
    done = xcom("dags", "list", xcom.folder)
    assert done.returncode == 1
    assert "good" in done.stdout
    assert "RuntimeError: dag \\ud800\n" in done.stderr
    assert "odd_\\udcff.py: ValueError: its name is not text in UTF-8\n" in done.stderr


def test_references_to_assets_are_accepted(xcom: Xcom) -> None:
    file = xcom.dag("""
        from airflow.providers.standard.operators.empty import EmptyOperator
        from airflow.sdk import DAG, Asset, AssetAlias

        with DAG("refers"):
            EmptyOperator(task_id="reads", inlets=[Asset.ref(name="a"), Asset.ref(uri="s3://a"), AssetAlias("b")])
            EmptyOperator(task_id="writes", outlets=[Asset.ref(name="a"), Asset.ref(uri="s3://a"), AssetAlias("b")])
    """)
    (dag,) = xcom.json("dags", "show", file)
    tasks = {task["task_id"]: task for task in dag["tasks"]}
    assert tasks["reads"]["inlets"] == tasks["writes"]["outlets"]
    assert tasks["reads"]["inlets"] == [
        {"type": "asset", "name": "a"},
        {"type": "asset", "uri": "s3://a"},
        {"type": "alias", "name": "b"},
    ]
