"""XCom backends that keep values in S3: a user's own, and the one of Airflow's common.io provider.

`airflow_3.2.1.json` is what the table of a real Airflow 3.2.1 had after the same DAG files, with the same packages and the
same server.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from .conftest import DAGS, Xcom
from .servers import S3, unpacked

RECORDED = json.loads((Path(__file__).parent / "airflow_3.2.1.json").read_text(encoding="utf-8"))
OBJECT_STORAGE = "airflow.providers.common.io.xcom.backend.XComObjectStorageBackend"


def _without_uuids(stored: dict[str, Any]) -> dict[str, Any]:
    return json.loads(re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID", json.dumps(stored)))


def test_a_backend_of_a_users_own_keeps_values_in_s3(xcom: Xcom, s3: S3) -> None:
    backend = "s3_xcom_backend.S3XComBackend"
    run = xcom.run("s3_backend_dag", PYTHONPATH=str(DAGS), AIRFLOW__CORE__XCOM_BACKEND=backend)
    assert run.done.returncode == 0, run.done.stdout + run.done.stderr

    stored = run.stored()
    assert _without_uuids(stored) == RECORDED["s3_backend"]
    keys = {name: uri.removeprefix("xcom_s3://") for name, uri in stored.items()}
    assert {name: json.loads(s3.read("xcoms", key)) for name, key in keys.items()} == {
        "bash return_value": "3 rows",
        "double[0] return_value": 2,
        "double[1] return_value": 4,
        "double[2] return_value": 6,
        "extract return_value": [{"id": 1}, {"id": 2}, {"id": 3}],
        "extract summary": {"rows": 3, "name": "été"},
        "flaky attempt": 2,
        "total return_value": 12,
    }
    # The second try purged what the first had pushed: nothing is in the bucket that no row speaks of.
    assert s3.keys("xcoms") == sorted(keys.values())


@pytest.mark.parametrize(("scheme", "compression"), [("file", ""), ("s3", "gzip")], ids=["file", "s3 gzip"])
def test_object_storage(
    xcom: Xcom, request: pytest.FixtureRequest, tmp_path: Path, scheme: str, compression: str
) -> None:
    s3: S3 | None = request.getfixturevalue("s3") if scheme == "s3" else None
    root = "s3://aws_default@xcoms/values" if s3 else f"file://{tmp_path}/values"
    run = xcom.run(
        "object_storage_dag",
        "--conf",
        json.dumps({"root": root}),
        AIRFLOW__CORE__XCOM_BACKEND=OBJECT_STORAGE,
        AIRFLOW__COMMON_IO__XCOM_OBJECTSTORAGE_PATH=root,
        AIRFLOW__COMMON_IO__XCOM_OBJECTSTORAGE_THRESHOLD="50",
        AIRFLOW__COMMON_IO__XCOM_OBJECTSTORAGE_COMPRESSION=compression,
    )
    assert run.done.returncode == 0, run.done.stdout + run.done.stderr

    stored = run.stored()
    expected = json.dumps(RECORDED["object_storage"]).replace(".gz", ".gz" if compression else "")
    assert _without_uuids(stored) == json.loads(expected.replace("ROOT", root))

    def text(name: str) -> str:
        path = stored[name].removeprefix(root)
        if s3:
            return s3.read("xcoms", "values" + path).decode()
        return unpacked(path, Path(tmp_path, "values" + path).read_bytes()).decode()

    assert text("large return_value") == json.dumps({"rows": list(range(40)), "pair": [1, 2]})
    assert text("retried big") == json.dumps("b" * 200)
    pushed = json.loads(text("by_hand return_value"))
    assert pushed["names"] == ["one.txt", "three.txt", "two.bin"]
    assert (pushed["text"], pushed["size"]) == ("one", 2)
    assert json.loads(text("open_pushed return_value")) == ["ObjectStoragePath", f"{root}/by hand/one.txt", "one"]

    folder = "values/object_storage/"
    kept = (
        s3.keys("xcoms") if s3 else [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("values/object_*/**/*")]
    )
    files = sorted(name for name in kept if name.startswith(folder) and (s3 or (tmp_path / name).is_file()))
    uris = [value for value in stored.values() if isinstance(value, str) and value.startswith(root)]
    assert files == sorted("values" + uri.removeprefix(root) for uri in uris)
