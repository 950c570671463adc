"""Partitions that a task names for the events of its outlets: Airflow 3.3."""

# conformance: {"expect_dag_state": "success"}

from datetime import datetime, timezone

from airflow.sdk import DAG, Asset, AssetAlias, get_current_context, task

daily = Asset("daily", uri="file://daily")
whole = Asset("whole", uri="file://whole")
alias = AssetAlias("alias")


def outcome(call):
    try:
        return call()
    except Exception as error:
        return [type(error).__name__, str(error)]


def events(of):
    return sorted(([event.partition_key or "", event.extra] for event in of), key=str)


with DAG("partitions", schedule=None, start_date=datetime(2026, 1, 1, tzinfo=timezone.utc)):

    @task(outlets=[daily, whole])
    def make(*, outlet_events):
        outlet_events[daily].extra = {"rows": 3}
        outlet_events[daily].add_partitions(["2026-01-01", "2026-01-02"])
        outlet_events[daily].add_partitions("2026-01-01")
        outlet_events[daily].add_partitions("ü")
        return sorted(outlet_events[daily].partition_keys)

    @task(outlets=[Asset.ref(name="daily")])
    def by_ref(*, outlet_events):
        outlet_events[Asset.ref(name="daily")].add_partitions("by ref")

    @task(outlets=[daily], inlets=[daily, whole])
    def again(*, inlet_events, outlet_events):
        outlet_events[daily].extra = {"rows": 4}
        return {"daily": events(inlet_events[daily]), "whole": events(inlet_events[whole])}

    @task(inlets=[daily])
    def seen(*, inlet_events):
        context = get_current_context()
        run = context["dag_run"]
        return {
            "daily": events(inlet_events[daily]),
            "of the run": [context["partition_key"], context["partition_date"], run.partition_key, run.partition_date],
        }

    @task(outlets=[daily, alias])
    def refused(*, outlet_events):
        return {
            "empty": outcome(lambda: outlet_events[daily].add_partitions("")),
            "blank": outcome(lambda: outlet_events[daily].add_partitions(["good", " "])),
            "long": outcome(lambda: outlet_events[daily].add_partitions("x" * 251)),
            "alias": outcome(lambda: outlet_events[alias].add_partitions("k")),
            "none": sorted(outlet_events[daily].partition_keys),
        }

    @task(inlets=[daily])
    def at_last(*, inlet_events):
        return events(inlet_events[daily])

    make() >> by_ref() >> again() >> seen() >> refused() >> at_last()
