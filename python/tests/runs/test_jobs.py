"""How many tasks run at once."""

from __future__ import annotations

import os

from .conftest import Xcom

DAG = """
    import os, time
    from airflow.sdk import dag, task

    @dag(schedule=None{options})
    def waiting():
        @task.sensor(poke_interval=0.02, timeout=60, mode="poke")
        def sensor(number):
            return os.path.exists({go!r})

        @task(priority_weight=1)
        def opens():
            open({go!r}, "w").close()

        # They come first, and take all slots that there are for them.
        sensor.override(priority_weight=9).expand(number=list(range({count})))
        opens()

    waiting()
"""


def test_sensors_leave_a_slot_for_the_task_that_they_wait_for(xcom: Xcom) -> None:
    # As many as there are cores, up to what Airflow's limit leaves room for.
    count = min(os.cpu_count() or 1, 15)
    file = xcom.dag(DAG.format(go=str(xcom.folder / "go"), count=count, options=""))
    done = xcom("run", file)
    assert done.returncode == 0, done.stderr
    assert set(xcom.states().values()) == {"success"}


def test_the_limit_is_the_dags_and_the_settings(xcom: Xcom) -> None:
    file = xcom.dag("""
        from datetime import datetime
        from airflow.sdk import dag, task

        @dag(schedule=None, max_active_tasks=OPTION)
        def limited():
            @task
            def work(x):
                import time
                begun = time.monotonic()
                time.sleep(0.05)
                return [begun, time.monotonic()]

            @task
            def most(spans):
                spans = list(spans)
                return max(sum(begun <= moment < end for begun, end in spans) for moment, _ in spans)

            most(work.expand(x=list(range(8))))

        limited()
    """)
    source = file.read_text()
    for option, environment, arguments, most in [
        ("3", {}, [], 3),
        ("16", {"AIRFLOW__CORE__PARALLELISM": "2"}, [], 2),
        ("16", {}, ["--jobs", "1"], 1),
    ]:
        file.write_text(source.replace("OPTION", option))
        xcom.environment.update(environment)
        assert xcom("run", file, "--run-id", option + "".join(arguments), *arguments).returncode == 0
        (run,) = [run for run in xcom.json("runs") if run["run_id"] == option + "".join(arguments)]
        found = xcom.json("get", "--dag-id", "limited", "--run-id", run["run_id"], "--task-id", "most")
        assert found <= most
        for name in environment:
            del xcom.environment[name]


POOL = """
    import time
    from airflow.sdk import dag, task

    @dag(schedule=None)
    def pooled():
        @task(pool={pool!r}, pool_slots={slots})
        def work(x):
            begun = time.monotonic()
            time.sleep(0.05)
            return [begun, time.monotonic()]

        @task
        def most(spans):
            spans = list(spans)
            return max(sum(begun <= moment < end for begun, end in spans) for moment, _ in spans)

        most(work.expand(x=list(range(6))))

    pooled()
"""


def test_a_pool_limits_how_many_tasks_run_at_once(xcom: Xcom) -> None:
    assert xcom("pools", "set", "small", "3", "text").returncode == 0
    assert xcom("pools", "set", "default_pool", "1", "text").returncode == 0
    for pool, slots, most in [("small", 1, 3), ("small", 2, 1), ("default_pool", 1, 1), ("small", 4, 1)]:
        run_id = f"{pool}-{slots}"
        # A file of its own: of one that is written again within a second, Python may take what it has compiled before.
        file = xcom.dag(POOL.format(pool=pool, slots=slots), f"{run_id}.py")
        done = xcom("run", file, "--run-id", run_id)
        assert done.returncode == 0, done.stderr
        found = xcom.json("get", "--dag-id", "pooled", "--run-id", run_id, "--task-id", "most")
        assert found <= most, run_id
    assert done.stderr.startswith(
        "xcom: DAG pooled: task work takes 4 of the 3 slots of pool small: it runs while no other task of the pool does. In "
        "Airflow it waits until the pool is larger.\n"
    )


def test_what_is_asked_for_is_obeyed_whatever_the_settings_say(xcom: Xcom) -> None:
    file = xcom.dag(f"""
        import os, pathlib, time
        from airflow.sdk import dag, task

        @dag(schedule=None)
        def together():
            @task
            def meet(number):
                folder = pathlib.Path({str(xcom.folder)!r})
                (folder / f"here{{number}}").touch()
                deadline = time.monotonic() + 30
                while len(list(folder.glob("here*"))) < 3:
                    assert time.monotonic() < deadline
                    time.sleep(0.02)

            meet.expand(number=[1, 2, 3])

        together()
    """)
    xcom.environment["AIRFLOW__CORE__PARALLELISM"] = "1"
    done = xcom("run", file, "--jobs", "3")
    assert done.returncode == 0, done.stderr
