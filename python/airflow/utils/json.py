"""`airflow.utils.json`: JSON with serde's envelope."""

from __future__ import annotations

import json
from typing import Any


class XComEncoder(json.JSONEncoder):
    """Encodes what the Task SDK's `serialize` knows, and tuples as such."""

    def default(self, o: object) -> Any:
        from airflow.sdk.serde import serialize

        try:
            return serialize(o)
        except TypeError:
            return super().default(o)

    def encode(self, o: Any) -> str:
        from airflow.sdk.serde import CLASSNAME, SCHEMA_ID

        if isinstance(o, dict) and (CLASSNAME in o or SCHEMA_ID in o):
            raise AttributeError(f"reserved key {CLASSNAME} found in dict to serialize")
        # json would write a tuple as a list.
        return super().encode(self.default(o) if isinstance(o, tuple) else o)


class XComDecoder(json.JSONDecoder):
    """Gives back the objects that `XComEncoder` wrote."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["object_hook"] = kwargs.get("object_hook") or self.object_hook
        super().__init__(*args, **kwargs)

    def object_hook(self, dct: dict[str, Any]) -> object:  # type: ignore[override]
        """An object for a dict with an envelope."""
        from airflow.sdk.serde import deserialize

        return deserialize(dct)

    @staticmethod
    def orm_object_hook(dct: dict[str, Any]) -> object:
        """A readable text for a dict with an envelope."""
        from airflow.sdk.serde import deserialize

        return deserialize(dct, False)
