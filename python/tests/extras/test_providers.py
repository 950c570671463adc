"""One task of each extra, and more, against a real server."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from .conftest import Xcom, layer
from .servers import Postgres


def test_postgres(xcom: Xcom, postgres: Postgres) -> None:
    run = xcom.run("postgres_dag", AIRFLOW_CONN_POSTGRES_DEFAULT=postgres.uri)
    assert run.done.returncode == 0, run.done.stdout + run.done.stderr
    stored = run.returned()
    assert [row["__data__"][0] for row in stored["rows"]] == [1, 2]
    assert stored["total"] == {"__classname__": "decimal.Decimal", "__version__": 1, "__data__": 10.3}


def test_http(xcom: Xcom, web: str) -> None:
    connection = {"conn_type": "http", "host": web, "login": "a", "password": "b"}
    run = xcom.run("http_dag", AIRFLOW_CONN_HTTP_DEFAULT=json.dumps(connection))
    assert run.done.returncode == 0, run.done.stdout + run.done.stderr
    stored = run.returned()
    assert stored["get"] == [{"id": 0, "name": "été"}, {"id": 1, "name": "été"}]
    assert json.loads(stored["post"]) == {"sum": 1, "by": "Basic YTpi"}


def test_pandas(xcom: Xcom) -> None:
    run = xcom.run("pandas_dag", python=layer("pandas", "pandas"))
    assert run.done.returncode == 0, run.done.stdout + run.done.stderr
    stored = run.returned()
    assert stored["make"]["__classname__"] == "pandas.core.frame.DataFrame"
    assert stored["count"] == 2


def test_uris_of_assets(venv: Path) -> None:
    # What a real Airflow 3.2.1 with the same providers makes of them.
    code = (
        "import sys\nfrom airflow.sdk import Asset\nfor uri in sys.argv[1:]:\n"
        "    try: print(Asset(uri).uri)\n    except ValueError as error: print(error)"
    )
    uris = ["s3://bucket/key", "s3:///key", "postgres://h/d/s/t", "postgres://h/d"]
    done = subprocess.run([venv / "bin" / "python", "-c", code, *uris], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "s3://bucket/key",
        "URI format s3:// must contain a bucket name",
        "postgres://h:5432/d/s/t",
        "URI format postgres:// must contain database, schema, and table names",
    ]
