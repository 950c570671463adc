# conformance: {"expect_dag_state": "success"}
"""Branches and short circuits that are mapped themselves, or stand in mapped task groups, over mapped tasks."""
from airflow.providers.standard.operators.latest_only import LatestOnlyOperator
from airflow.providers.standard.operators.python import BranchPythonOperator, ShortCircuitOperator
from airflow.providers.standard.utils.skipmixin import SkipMixin
from airflow.sdk import DAG, BaseOperator, task, task_group

class Skipper(BaseOperator, SkipMixin):
    def execute(self, context):
        self.skip(context["ti"], self.get_direct_relatives(upstream=False))


with DAG("branching_mapped", schedule=None) as dag:

    @task
    def numbers():
        return [1, 2, 3]

    @task(trigger_rule="all_done")
    def show(x, ti=None):
        return [ti.map_index, x]

    n = numbers()

    # A mapped short circuit: its instances decide for those of the same map index below.
    gate = ShortCircuitOperator.partial(
        task_id="gate", python_callable=lambda x: x != 2, ignore_downstream_trigger_rules=False
    ).expand(op_args=n.map(lambda x: [x]))
    below_gate = show.override(task_id="below_gate").expand(x=n)
    gate >> below_gate
    late_gate = show.override(task_id="below_gate_unmapped")("once")
    gate >> late_gate

    strict = ShortCircuitOperator.partial(task_id="strict", python_callable=lambda x: x != 2).expand(
        op_args=n.map(lambda x: [x])
    )
    strict >> show.override(task_id="below_strict").expand(x=n) >> show.override(task_id="further")("once")

    # A mapped branch.
    fork = BranchPythonOperator.partial(
        task_id="fork", python_callable=lambda x: "left" if x == 1 else "right"
    ).expand(op_args=n.map(lambda x: [x]))
    fork >> [show.override(task_id="left").expand(x=n), show.override(task_id="right").expand(x=n)]

    # Decorated and mapped, they are no branches to the scheduler.
    @task.branch
    def decorated(x):
        return "decorated_left" if x == 1 else "decorated_right"

    decorated.expand(x=n) >> [
        show.override(task_id="decorated_left").expand(x=n),
        show.override(task_id="decorated_right").expand(x=n),
    ]

    @task.short_circuit(ignore_downstream_trigger_rules=False)
    def decorated_gate(x):
        return x != 2

    decorated_gate.expand(x=n) >> show.override(task_id="below_decorated_gate").expand(x=n)

    # An unmapped one over mapped tasks.
    @task.branch
    def choose():
        return "chosen"

    choose() >> [show.override(task_id="chosen").expand(x=n), show.override(task_id="dropped").expand(x=n)]

    @task.branch
    def choose_early():
        return "chosen_literal"

    choose_early() >> [
        show.override(task_id="chosen_literal").expand(x=[1, 2]),
        show.override(task_id="dropped_literal").expand(x=[1, 2]),
    ]

    LatestOnlyOperator(task_id="latest") >> show.override(task_id="below_latest").expand(x=n)

    # In a mapped group, with a join.
    @task_group
    def each(x):
        @task.branch
        def pick(x):
            return "each.odd" if x % 2 else "each.even"

        @task
        def odd(x):
            return f"odd {x}"

        @task
        def even(x):
            return f"even {x}"

        @task(trigger_rule="none_failed_min_one_success")
        def join(ti=None):
            return ti.xcom_pull(task_ids=["each.odd", "each.even"], map_indexes=ti.map_index)

        pick(x) >> [odd(x), even(x)] >> join()

    each.expand(x=n)

    @task_group
    def each_literal(x):
        @task.branch
        def pick(x):
            return "each_literal.odd" if x % 2 else "each_literal.even"

        pick(x) >> [show.override(task_id="odd")(x), show.override(task_id="even")(x)]

    each_literal.expand(x=[1, 2])

    # An operator that has others skipped and is no branch to the scheduler.
    skipper = Skipper(task_id="skipper")
    skipper >> show.override(task_id="below_skipper")("never") >> show.override(task_id="below_that")("runs")

    # A task that is no branch pushes what a branch would.
    @task
    def impostor(ti=None):
        ti.xcom_push("skipmixin_key", {"followed": []})

    impostor() >> show.override(task_id="below_impostor")("runs")
