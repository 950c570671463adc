"""Events of datasets by their URI as a text, as in Airflow 2: `outlet_events["s3://bucket/key"]`."""

from __future__ import annotations

from functools import wraps
from types import ModuleType
from typing import Any


def by_uri(module: ModuleType) -> None:
    """Reason: Airflow 3 takes assets, and references to them."""
    outlets, inlets = module.OutletEventAccessors, module.InletEventsAccessors
    outlet, inlet = outlets.__getitem__, inlets.__getitem__

    @wraps(outlet)
    def outlet_event(self: Any, key: Any) -> Any:
        return outlet(self, _named(key) if isinstance(key, str) else key)

    @wraps(inlet)
    def inlet_events(self: Any, key: Any) -> Any:
        if isinstance(key, str):
            known = {name: item for item in self for name in (item.name, getattr(item, "uri", item.name))}
            key = known[key]
        return inlet(self, key)

    outlets.__getitem__, inlets.__getitem__ = outlet_event, inlet_events


def _named(key: str) -> Any:
    """The alias of that name among the outlets of the task that runs, else the dataset of that URI."""
    from airflow.sdk import AssetAlias, get_current_context
    from xcom_compat2.datasets import Dataset

    aliases = (item for item in get_current_context()["task"].outlets if isinstance(item, AssetAlias))
    return next((alias for alias in aliases if alias.name == key), None) or Dataset(key)
