"""Stored values, as people see them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from .conftest import Run

PLACE = ("--dag-id", "etl", "--run-id", "nightly", "--task-id", "extract")

#: What a task pushes, in Python, and what is shown of it.
VALUES = {
    "datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)": "2026-01-02T03:04:05+00:00",
    "pendulum.datetime(2026, 1, 2, 3, 4, 5, 600)": "2026-01-02T03:04:05.000600+00:00",
    "pendulum.datetime(1926, 1, 2, tz=pendulum.FixedTimezone(-5400))": "1926-01-02T00:00:00-01:30",
    "pendulum.datetime(2026, 7, 2, 3, tz='Europe/Berlin')": "2026-07-02T01:00:00Z[Europe/Berlin]",
    # Without a zone it is meant in that of whoever reads it, which is UTC in these tests.
    "datetime.datetime(2026, 1, 2, 3, 4, 5, 600)": "2026-01-02T03:04:05.000600",
    "datetime.date(2026, 1, 2)": "2026-01-02",
    "datetime.timedelta(days=1, hours=2, seconds=3, microseconds=4)": "1 day, 2:00:03.000004",
    "datetime.timedelta(seconds=-1)": "-1 day, 23:59:59",
    "decimal.Decimal('1.5')": "1.5",
    "uuid.UUID(int=5)": "00000000-0000-0000-0000-000000000005",
    "((1, 'a'), ())": '((1, "a"), ())',
    "(1,)": "(1,)",
    "{7}": "{7}",
    "set()": "set()",
    "frozenset((1,))": "frozenset({1})",
    "{'when': [datetime.date(2026, 1, 2)], 'grün': 'ü'}": '{"when": [2026-01-02], "grün": "ü"}',
    "airflow.sdk.Asset('orders', 's3://b/o')": 'Asset(name="orders", uri="s3://b/o", group="asset")',
    "Order(1, datetime.timedelta(minutes=5))": "Order(id=1, took=0:05:00)",
    "zoneinfo.ZoneInfo('Europe/Berlin')": "Europe/Berlin",
}

SERIALIZE = """
import dataclasses, datetime, decimal, json, sys, uuid, zoneinfo
import airflow.sdk, pendulum
from airflow.sdk.serde import serialize

@dataclasses.dataclass
class Order:
    id: int
    took: datetime.timedelta

print(json.dumps([serialize(eval(value)) for value in json.loads(sys.argv[1])]))
"""


@pytest.fixture
def pushed(xcom: Run, store: Path) -> list[str]:
    """Every value, as the SDK writes it, under a key of its own."""
    done = xcom("python", "-c", SERIALIZE, json.dumps(list(VALUES)))
    assert done.returncode == 0, done.stderr
    texts = [json.dumps(value) for value in json.loads(done.stdout)]
    for number, text in enumerate(texts):
        assert xcom("set", *PLACE, "--key", f"k{number:02}", "--", text).returncode == 0
    return texts


def _shown(stdout: str) -> list[str]:
    """The column of the values, between the keys and the timestamps."""
    return re.findall(r"  k\d\d +(.*?) +\d{4}-\S+$", stdout, re.M)


def test_they_are_shown_as_people_write_them(xcom: Run, pushed: list[str]) -> None:
    assert dict(zip(VALUES, _shown(xcom("list", "-o", "plain").stdout), strict=True)) == VALUES
    date = next(number for number, value in enumerate(VALUES) if value.startswith("datetime.date("))
    row = xcom("get", *PLACE, "--key", f"k{date:02}", "-o", "table").stdout.splitlines()[2]
    assert [cell.strip() for cell in row.split("|")][4:6] == [f"k{date:02}", "2026-01-02"]


def test_what_is_stored_is_there_for_programs_and_for_who_asks(xcom: Run, pushed: list[str]) -> None:
    assert _shown(xcom("list", "-o", "plain", "--raw").stdout) == pushed
    rows = json.loads(xcom("list", "-o", "json").stdout)
    assert [row["value"] for row in rows] == [json.loads(text) for text in pushed]
    assert xcom("get", *PLACE, "--key", "k00").stdout == pushed[0] + "\n"


def test_a_long_one_is_cut_where_many_are_shown(xcom: Run, store: Path) -> None:
    text = json.dumps([1] * 1000)
    xcom("set", *PLACE, text)
    for form in ("table", "plain"):
        assert "1,… (2.9 KiB)" in xcom("list", "-o", form).stdout
        assert text in xcom("get", *PLACE, "-o", form).stdout
        assert text in xcom("list", "-o", form, "--raw").stdout
    assert text in xcom("list", "-o", "json").stdout
