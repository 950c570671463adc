# conformance: {"logical_dates": ["2026-01-01T00:00:00+00:00", "2026-01-10T12:00:00.000001+00:00", null], "runs": 3, "dags": ["task_dates", "task_dates_later", "task_dates_ended"]}
"""Tasks whose start_date or end_date leaves the logical date out have no instance; those below go on without them."""
import datetime as dt

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG, setup, task, task_group, teardown

DATE = dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)
TICK = dt.timedelta(microseconds=1)
LATER = dt.datetime(2026, 1, 10, 12, tzinfo=dt.timezone.utc)

with DAG("task_dates", schedule=None, start_date=dt.datetime(2025, 1, 1), end_date=dt.datetime(2027, 1, 1)) as dag:

    @task
    def value(x="value", ti=None):
        return [ti.task_id, x if isinstance(x, (int, str, tuple)) else list(x)]

    def named(name, **options):
        return value.override(task_id=name, **options)

    named("starts_now", start_date=DATE)()
    named("starts_a_tick_later", start_date=DATE + TICK)()
    named("ends_now", end_date=DATE)()
    named("ended_a_tick_before", end_date=DATE - TICK)()
    named("starts_elsewhere", start_date=dt.datetime(2026, 1, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=1))))()
    named("naive", start_date=dt.datetime(2026, 1, 1, 0, 0, 1))()
    named("before_the_dag", start_date=dt.datetime(2020, 1, 1, tzinfo=dt.timezone.utc))()
    EmptyOperator(task_id="empty_later", start_date=LATER)

    # What stands below a task that has no instance.
    absent = named("absent", start_date=LATER)
    absent_value = absent()
    for rule in (
        "all_success", "all_failed", "all_done", "all_skipped", "one_success", "one_failed", "one_done", "none_failed",
        "none_skipped", "none_failed_min_one_success", "all_done_min_one_success", "always",
    ):
        below = named(f"below_{rule}", trigger_rule=rule)("x")
        absent_value >> below
        both = named(f"beside_{rule}", trigger_rule=rule)("x")
        [absent_value, dag.get_task("starts_now")] >> both
        below >> EmptyOperator(task_id=f"further_{rule}")

    named("takes_it")(absent_value)

    # Mapping over it, and mapping that is left out itself.
    @task(start_date=LATER)
    def numbers_later():
        return [1, 2]

    @task
    def numbers():
        return [1, 2]

    n = numbers()
    named("over_absent").expand(x=numbers_later())
    named("over_both").expand(x=numbers.override(task_id="more", start_date=LATER)().zip(n))
    mapped_later = named("mapped_later", start_date=LATER).expand(x=n)
    named("literal_later", start_date=LATER).expand(x=[1, 2])
    named("reduces_absent")(mapped_later)
    named("over_absent_mapped").expand(x=mapped_later)
    named("below_mapped_absent", trigger_rule="all_skipped")("x") << mapped_later
    named("beside_mapped_absent", trigger_rule="none_failed_min_one_success")("x") << [mapped_later, absent_value]

    @task_group
    def group(x):
        first = named("in_group_first", start_date=LATER)(x)
        named("in_group_second", trigger_rule="all_done")(x) << first

    group.expand(x=n)

    # A branch that follows what is not there, and one that is not there.
    @task.branch
    def choose():
        return "followed_absent"

    choose() >> [named("followed_absent", start_date=LATER)(), named("dropped")()]

    @task.branch(start_date=LATER)
    def choose_later():
        return "left"

    choose_later() >> [named("left")(), named("right")()]

    # Setups and teardowns.
    @setup
    @task(start_date=LATER)
    def make():
        return 1

    @teardown
    def drop():
        return 2

    with drop().as_teardown(setups=make()):
        named("work")()

    @setup
    def make_early():
        return 1

    @teardown
    @task(start_date=LATER)
    def drop_later():
        return 2

    with drop_later().as_teardown(setups=make_early()):
        named("other_work")()

with DAG("task_dates_later", schedule=None, start_date=LATER):
    EmptyOperator(task_id="none_at_first") >> EmptyOperator(task_id="neither")

with DAG("task_dates_ended", schedule=None, end_date=DATE, default_args={"start_date": dt.datetime(2020, 1, 1)}):
    EmptyOperator(task_id="only_at_first")
    EmptyOperator(task_id="outlives", end_date=LATER)
