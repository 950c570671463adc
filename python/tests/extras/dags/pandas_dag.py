import datetime

import numpy as np
import pandas as pd

from airflow.sdk import dag, task


@dag(schedule=None)
def pandas():
    @task
    def make():
        index = pd.Index(["a", "b"], name="letter")
        day = pd.Timestamp("2026-01-01", tz="UTC")
        return pd.DataFrame({"n": [1, 2], "x": [0.5, None], "t": ["é", None], "day": [day, day]}, index=index)

    @task
    def add(frame, ti=None):
        pulled = ti.xcom_pull(task_ids="make")
        pd.testing.assert_frame_equal(pulled, frame)
        assert list(frame.index) == ["a", "b"]
        return {"frame": frame[["n"]] + 1, "sum": frame["n"].sum(), "mean": np.float64(frame["x"].mean())}

    @task
    def show(result):
        return [type(result[key]).__name__ for key in sorted(result)], result["frame"]["n"].tolist()

    @task
    def count(frame):
        return len(frame)

    frame = make()
    show(add(frame))
    count(frame)


pandas()
