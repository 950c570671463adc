"""`xcom variables|connections|pools`, beside what Airflow's own commands did (`record_managed.py`)."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from . import record_managed
from .conftest import Run

RECORDED = json.loads(Path(__file__).with_name("managed_3.2.1.json").read_text())
KEY = {"AIRFLOW__CORE__FERNET_KEY": record_managed.KEY}
#: Columns that are about the rows themselves.
_OF_ROWS = {"id", "is_encrypted", "is_extra_encrypted"}


def _rows(text: str) -> list[dict[str, str]]:
    """The rows of a listing as Airflow prints them: with texts alone, and in no order that means something."""
    found = []
    for row in json.loads(text):
        values = {name: value for name, value in row.items() if name not in _OF_ROWS}
        found.append({name: _text(value) for name, value in values.items()})
    return sorted(found, key=lambda row: next(iter(row.values())))


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return str({name: _text(item) for name, item in value.items()})
    return "" if value is None else str(value)


def test_what_airflow_prints_and_writes(xcom: Run, tmp_path: Path) -> None:
    for name, text in record_managed.FILES.items():
        (tmp_path / name).write_text(text)
    for row in RECORDED:
        case = row["case"]
        words = record_managed.words_of(case)
        if words[:2] == ["pools", "set"] and words[3].startswith("-"):
            # A negative number begins like an option.
            words = [*words[:2], "--include-deferred", "--", *words[2:5]]
        done = xcom(*words, **KEY)
        assert (done.returncode == 0) == (row["code"] == 0), (case, done.stderr)
        if row["code"] != 0:
            continue
        if words[1] == "export":
            if words[2] == "-":
                assert done.stdout in (row["stdout"], row["stdout"] + "\n"), case
            else:
                assert (tmp_path / words[2]).read_text() == row["file"], case
        elif words[-1] == "json" and words[1] in ("list", "get"):
            assert _rows(done.stdout) == _rows(row["stdout"]), case
        elif words[1] == "get":
            assert done.stdout == row["stdout"], case


def test_what_is_wrong_usage_has_the_exit_code_2(xcom: Run, tmp_path: Path) -> None:
    for case in (
        "variables list --hide-sensitive",
        "variables import missing.json",
        "variables import missing.json -a other",
        "connections set one",
        "connections set one --conn-uri http://h --conn-json {}",
        "connections set one --conn-uri http://h --conn-host h",
        "connections set one --conn-type http --conn-port many",
        "connections set one --conn-type http --conn-extra [1]",
        "connections export out.txt",
        "connections export out.json --serialization-format uri",
        "pools set small many",
        "pools set small -- -2",
    ):
        assert xcom(*case.split()).returncode == 2, case
    assert not (tmp_path / "home/xcom.db").exists()


def test_secrets_are_stored_encrypted_and_not_told_in_errors(xcom: Run, tmp_path: Path) -> None:
    assert xcom("variables", "set", "token", "hidden words", **KEY).returncode == 0
    uri = "http://user:pass-word@h/?a=1"
    assert xcom("connections", "set", "api", "--conn-uri", uri, "--conn-description", "d", **KEY).returncode == 0
    with closing(sqlite3.connect(tmp_path / "home/xcom.db")) as store:
        rows = [*store.execute("SELECT val FROM variable"), *store.execute("SELECT password FROM connection")]
        assert all(text.startswith("gAAAA") for (text,) in rows)
        assert list(store.execute("SELECT is_encrypted, is_extra_encrypted, description FROM connection")) == [
            (1, 1, "d")
        ]
    # Names need no key.
    assert json.loads(xcom("variables", "list", "-o", "json").stdout) == [{"key": "token"}]
    assert xcom("variables", "delete", "none").returncode == 0
    for words in (
        ("variables", "get", "token"),
        ("variables", "export", "-"),
        ("connections", "list", "--show-values"),
    ):
        done = xcom(*words)
        assert (done.returncode, done.stdout) == (1, "")
        assert "gAAAA" not in done.stderr
    broken = xcom("connections", "set", "bad", "--conn-uri", "a://b://secret:word@h://x")
    assert broken.returncode == 1
    assert "secret" not in broken.stderr
    (row,) = json.loads(xcom("connections", "list", "--show-values", "--hide-sensitive", "-o", "json", **KEY).stdout)
    assert (row["password"], row["extra_dejson"], row["get_uri"]) == (
        "***",
        "***",
        "http://***:***@h/?__extra__=%7B%22a%22%3A+1%7D",
    )
    out = tmp_path / "out.json"
    assert xcom("connections", "export", str(out), **KEY).stderr == f"xcom: 1 connection written to {out}\n"
    assert out.stat().st_mode & 0o777 == 0o600


def test_a_task_gets_what_get_prints(xcom: Run) -> None:
    assert xcom("variables", "set", "unit", "kg").returncode == 0
    assert xcom("variables", "get", "unit", AIRFLOW_VAR_UNIT="lb").stdout == "lb\n"
    assert xcom("variables", "get", "unit").stdout == "kg\n"
    done = xcom("variables", "get", "unti")
    assert (done.returncode, done.stderr) == (1, "xcom: there is no variable unti; did you mean unit?\n")
    (row,) = json.loads(xcom("connections", "get", "db", "-o", "json", AIRFLOW_CONN_DB="http://h:5").stdout)
    assert (row["conn_id"], row["host"], row["port"], row["extra_dejson"]) == ("db", "h", 5, {})


def test_changes_are_told_in_a_form_for_scripts(xcom: Run, tmp_path: Path) -> None:
    def changes(*words: str) -> list[dict[str, Any]]:
        done = xcom(*words, "-o", "json")
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return found

    assert changes("variables", "set", "a", "1") == [{"key": "a", "change": "created"}]
    assert changes(
        "variables",
        "set",
        "a",
        "-",
    ) == [{"key": "a", "change": "changed"}]
    (tmp_path / "some.json").write_text('{"a": "2", "b": "3"}')
    assert changes("variables", "import", "some.json", "-a", "skip") == [
        {"key": "a", "change": "skipped"},
        {"key": "b", "change": "created"},
    ]
    assert changes("variables", "delete", "b", "--dry-run") == [{"key": "b", "change": "deleted"}]
    assert xcom("variables", "get", "b").stdout == "3\n"
    assert changes("variables", "delete", "b") == [{"key": "b", "change": "deleted"}]
    assert changes("variables", "delete", "b") == []
    (tmp_path / "pools.json").write_text('{"p": {"slots": 1, "description": null}, "q": {"slots": 2}}')
    assert changes("pools", "import", "pools.json") == [
        {"pool": "p", "change": "created", "reason": None},
        {"pool": "q", "change": "refused", "reason": "it needs slots and a description"},
    ]
    (tmp_path / "some.yaml").write_text("'a b': http://h\nc: http://h\n")
    first, second = changes("connections", "import", "some.yaml")
    assert (first, second["change"]) == ({"conn_id": "c", "change": "created", "reason": None}, "refused")


def test_a_file_that_is_replaced_while_it_fails_leaves_the_store_as_it_was(xcom: Run, tmp_path: Path) -> None:
    assert xcom("variables", "set", "a", "1").returncode == 0
    (tmp_path / "some.json").write_text('{"b": "2", "a": "3"}')
    done = xcom("variables", "import", "some.json", "-a", "fail")
    assert (done.returncode, done.stderr) == (1, "xcom: nothing was imported: there are variables a already\n")
    assert json.loads(xcom("variables", "list", "--show-values", "-o", "json").stdout) == [{"key": "a", "val": "1"}]


def test_airflows_own_database_is_read_in_place(xcom: Run, airflow_db: Path) -> None:
    with closing(sqlite3.connect(airflow_db)) as database, database:
        database.execute("DELETE FROM variable WHERE is_encrypted")
        database.execute("INSERT INTO variable (key, val, is_encrypted) VALUES ('of airflow', '1', 0)")
        database.execute(
            "INSERT INTO connection (conn_id, conn_type, is_encrypted, is_extra_encrypted) VALUES ('c', 'http', 0, 0)"
        )
    before = airflow_db.read_bytes()
    store = ("--store", f"sqlite:///{airflow_db}", "-o", "json")
    assert {"key": "of airflow", "val": "1"} in json.loads(xcom("variables", "list", "--show-values", *store).stdout)
    assert {"conn_id": "c", "conn_type": "http"} in json.loads(xcom("connections", "list", *store).stdout)
    assert [row["pool"] for row in json.loads(xcom("pools", "list", *store).stdout)] == ["default_pool"]
    assert xcom("variables", "set", "a", "b", *store).returncode == 1
    assert airflow_db.read_bytes() == before
