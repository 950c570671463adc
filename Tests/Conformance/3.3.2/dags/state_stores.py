"""What tasks and assets keep for later: Airflow 3.3's state stores."""

# conformance: {"expect_dag_state": "failed", "runs": 2}

from datetime import datetime, timedelta, timezone

from airflow.sdk import DAG, NEVER_EXPIRE, Asset, AssetAlias, get_current_context, task

orders = Asset("orders", uri="file://orders")
prices = Asset("prices", uri="file://prices")
made = Asset("made", uri="file://made")
dynamic = AssetAlias("dynamic")


def outcome(call):
    try:
        return call()
    except Exception as error:
        return [type(error).__name__, str(error)[:200]]


with DAG("state_stores", schedule=None, start_date=datetime(2026, 1, 1, tzinfo=timezone.utc)):

    @task
    def values():
        store = get_current_context()["task_state_store"]
        kept = {
            "text": "ü",
            "zero": 0,
            "false": False,
            "big": 2**53 + 1,
            "float": 1.5,
            "list": [1, None, {"a": []}],
            "dict": {"b": 1, "a": {"c": None}},
            "a/b c": "odd key",
        }
        for key, value in kept.items():
            store.set(key, value)
        found = {key: store.get(key) for key in kept}
        store.set("text", "new")
        store.delete("zero")
        store.delete("never there")
        return {
            "found": found,
            "same": found == kept,
            "overwritten": store.get("text"),
            "deleted": store.get("zero"),
            "default": store.get("absent", "the default"),
            "none": outcome(lambda: store.set("none", None)),
            "retention": outcome(lambda: store.set("kept", 1, retention=timedelta(days=1))),
            "never": outcome(lambda: store.set("kept", 2, retention=NEVER_EXPIRE)),
            "no retention": outcome(lambda: store.set("kept", 3, retention=timedelta(0))),
            "at last": store.get("kept"),
        }

    @task(retries=2, retry_delay=timedelta(0))
    def tries():
        context = get_current_context()
        store = context["task_state_store"]
        count = store.get("count", 0) + 1
        store.set("count", count)
        if count < 3:
            raise RuntimeError(f"try {count}")
        before = store.get("count")
        store.clear()
        return [before, store.get("count"), context["ti"].try_number]

    @task
    def mapped(number):
        store = get_current_context()["task_state_store"]
        before = store.get("mine")
        store.set("mine", number)
        return [before, store.get("mine")]

    @task(outlets=[orders])
    def one_asset():
        store = get_current_context()["asset_state_store"]
        before = store.get("watermark", "nothing")
        store.set("watermark", {"day": get_current_context()["ds"]})
        store.set("other", 1)
        store.delete("other")
        return [repr(store), before, store.get("watermark"), store.get("other")]

    @task(inlets=[orders], outlets=[prices, dynamic])
    def two_assets():
        store = get_current_context()["asset_state_store"]
        return {
            "which": outcome(lambda: store.get("watermark")),
            "of the inlet": store[orders].get("watermark"),
            "by name": store[Asset.ref(name="orders")].get("watermark"),
            "set": outcome(lambda: store[prices].set("n", 1)),
            "none": outcome(lambda: store[prices].set("n", None)),
            "n": store[prices].get("n"),
            "clear": outcome(lambda: store[prices].clear()),
            "cleared": store[prices].get("n"),
            "of another": outcome(lambda: store[Asset("absent")].get("n")),
        }

    @task(outlets=[dynamic])
    def through_an_alias(*, outlet_events):
        outlet_events[dynamic].add(made, extra={"a": 1})

    @task(inlets=[dynamic])
    def of_an_alias():
        store = get_current_context()["asset_state_store"]
        store.set("seen", store.get("seen", 0) + 1)
        return [repr(store), store.get("seen")]

    @task(inlets=[made])
    def of_the_asset():
        return get_current_context()["asset_state_store"].get("seen")

    @task
    def no_asset():
        return "asset_state_store" in get_current_context()

    @task(retries=0)
    def of_a_ref_to_nothing():
        return get_current_context()["asset_state_store"][Asset.ref(name="nothing")].get("n")

    values() >> tries() >> mapped.expand(number=[1, 2]) >> one_asset() >> two_assets() >> through_an_alias()
    through_an_alias.override(task_id="again")() >> of_an_alias() >> of_the_asset() >> no_asset() >> of_a_ref_to_nothing()
