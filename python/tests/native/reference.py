"""What Airflow's API answers to the Task SDK's XCom messages, over a list of rows: the other side of the comparison."""

from __future__ import annotations

import json
from typing import Any

from airflow.sdk.exceptions import ErrorType
from airflow.sdk.execution_time import comms

from .stores import RUN, Store

RUNS = ["manual__2024-01-01", RUN, "manual__2024-01-03"]
INSTANCES = [("one", -1), ("two", -1), *(("mapped", index) for index in range(4))]

# (DAG, run, task, map index, key) of a row.
Place = tuple[str, str, str, int, str]


class Reference:
    """Airflow's way with rows: a sequence is sorted by map index, and a slice is SQL's LIMIT and OFFSET."""

    def __init__(self) -> None:
        self.rows: dict[Place, str] = {}

    def send(self, msg: Any) -> Any:
        return getattr(self, type(msg).__name__)(msg)

    def put(self, place: Place, wire: Any) -> None:
        # The newest push is the last, as timestamps have it.
        self.rows.pop(place, None)
        self.rows[place] = json.dumps(wire)

    def found(self, msg: Any) -> list[tuple[Place, Any]]:
        """The rows that a message speaks of, the oldest run first."""
        last = RUNS.index(msg.run_id) if msg.run_id in RUNS else -1
        runs = RUNS[: last + 1] if getattr(msg, "include_prior_dates", False) else [msg.run_id]
        # The date of a run is looked up by its id alone, in both DAGs of the store.
        times = 2 if getattr(msg, "include_prior_dates", False) else 1
        return [
            (place, json.loads(wire))
            for run in runs
            for place, wire in self.rows.items()
            if (place[0], place[1], place[2], place[4]) == (msg.dag_id, run, msg.task_id, msg.key)
            for _ in range(times)
        ]

    def sequence(self, msg: Any) -> list[Any]:
        return [wire for place, wire in sorted(self.found(msg), key=lambda row: row[0][3])]

    def SetXCom(self, msg: comms.SetXCom) -> None:
        index = -1 if msg.map_index is None else msg.map_index
        self.put((msg.dag_id, msg.run_id, msg.task_id, index, msg.key), msg.value)

    def DeleteXCom(self, msg: comms.DeleteXCom) -> None:
        index = -1 if msg.map_index is None else msg.map_index
        self.rows.pop((msg.dag_id, msg.run_id, msg.task_id, index, msg.key), None)

    def GetXCom(self, msg: comms.GetXCom) -> comms.XComResult:
        index = -1 if msg.map_index is None or msg.map_index < 0 else msg.map_index
        rows = [wire for place, wire in self.found(msg) if place[3] == index]
        return comms.XComResult(key=msg.key, value=rows[-1] if rows else None)

    def GetXComCount(self, msg: comms.GetXComCount) -> comms.XComCountResponse:
        return comms.XComCountResponse(len=len(self.found(msg)))

    def GetXComSequenceItem(self, msg: comms.GetXComSequenceItem) -> Any:
        values = self.sequence(msg)
        if not -len(values) <= msg.offset < len(values):
            return comms.ErrorResponse(error=ErrorType.XCOM_NOT_FOUND)
        return comms.XComSequenceIndexResult(root=values[msg.offset])

    def GetXComSequenceSlice(self, msg: comms.GetXComSequenceSlice) -> comms.XComSequenceSliceResult:
        values, start, stop, step = self.sequence(msg), msg.start, msg.stop, msg.step or 1
        if (stop if start is None else start) is not None and (stop if start is None else start) < 0:
            # From the end: the reversed rows, with all signs turned.
            values.reverse()
            step = -step
            if start is None:
                first, limit = (0, -stop - 1) if step > 0 else (-stop, None)
            elif stop is None:
                first, limit = (-start - 1, None) if step > 0 else (0, -start)
            else:
                stop = stop - len(values) if stop >= 0 else stop
                first, limit = (-1 - start, start - stop) if step > 0 else (-stop, stop - start)
        elif start is None and stop is None:
            if step < 0:
                values.reverse()
                step = -step
            first, limit = 0, None
        elif start is None:
            first, limit = (0, stop) if step >= 0 else (stop + 1, None)
        elif stop is None:
            first, limit = (start, None) if step >= 0 else (0, start + 1)
        else:
            stop = stop + len(values) if stop < 0 else stop
            first, limit = (start, stop - start) if step >= 0 else (stop + 1, start - stop)
        values = values[max(first, 0) :]
        if limit is not None and limit >= 0:
            values = values[:limit]
        return comms.XComSequenceSliceResult(root=values[::step])


def both(store: Store, rows: list[tuple[Place, Any]]) -> Reference:
    """The same rows in the store and in a reference; values are pushed, what the SDK makes of them is kept."""
    import _xcom

    from airflow.sdk.serde import serialize

    reference = Reference()
    store.clear()
    for (dag, run, task, index, key), value in rows:
        assert _xcom.push(dag, run, task, index, key, value, None, False) is None
        reference.put((dag, run, task, index, key), serialize(value))
    return reference
