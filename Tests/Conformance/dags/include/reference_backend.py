"""A custom XCom backend: the row holds a reference object, the value lies in a file."""
import json
import os
from pathlib import Path
from types import SimpleNamespace

from airflow.sdk.bases.xcom import BaseXCom

ROOT = Path(os.environ["REFERENCE_BACKEND_ROOT"])


class ReferenceXComBackend(BaseXCom):
    @staticmethod
    def serialize_value(value, *, key=None, task_id=None, dag_id=None, run_id=None, map_index=None):
        name = f"{dag_id}/{task_id}/{map_index}/{key}.json"
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(BaseXCom.serialize_value(value)))
        return BaseXCom.serialize_value({"reference": name})

    @staticmethod
    def deserialize_value(result):
        stored = BaseXCom.deserialize_value(result)
        if isinstance(stored, dict) and "reference" in stored:
            value = json.loads((ROOT / stored["reference"]).read_text())
            return BaseXCom.deserialize_value(SimpleNamespace(value=value))
        return stored

    @classmethod
    def purge(cls, xcom, *args):
        if isinstance(xcom.value, dict) and "reference" in xcom.value:
            (ROOT / xcom.value["reference"]).unlink(missing_ok=True)
