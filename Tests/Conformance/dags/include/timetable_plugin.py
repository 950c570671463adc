"""A plugin with a timetable."""
import datetime as dt

from airflow.plugins_manager import AirflowPlugin
from airflow.timetables.base import DataInterval, Timetable

DAY = dt.timedelta(days=1)


class Workdays(Timetable):
    """The last workday that has ended."""

    def __init__(self, hour=0):
        self.hour = hour

    def serialize(self):
        return {"hour": self.hour}

    @classmethod
    def deserialize(cls, data):
        return cls(data["hour"])

    def infer_manual_data_interval(self, *, run_after):
        end = run_after.replace(hour=self.hour, minute=0, second=0, microsecond=0)
        start = end - DAY
        while start.isoweekday() > 5:
            start -= DAY
        return DataInterval(start, start + DAY)

    def next_dagrun_info(self, *, last_automated_data_interval, restriction):
        return None


class TimetablePlugin(AirflowPlugin):
    name = "timetable_plugin"
    timetables = [Workdays]
