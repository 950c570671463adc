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
        from xcom_compat2.datasets import Dataset

        return outlet(self, Dataset(key) if isinstance(key, str) else key)

    @wraps(inlet)
    def inlet_events(self: Any, key: Any) -> Any:
        if isinstance(key, str):
            known = {name: item for item in self for name in (item.name, getattr(item, "uri", item.name))}
            key = known[key]
        return inlet(self, key)

    outlets.__getitem__, inlets.__getitem__ = outlet_event, inlet_events
