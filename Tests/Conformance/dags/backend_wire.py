# conformance: {"expect_dag_state": "success", "files": ["include/xcom_backends.py", "include/backend_dag.py"], "pythonpath": ["include"], "env": {"AIRFLOW__CORE__XCOM_BACKEND": "xcom_backends.WireBackend", "XCOM_BACKENDS_ROOT": "${WORK}/data/backends"}}
# conformance: {"same_inputs_only": true}
"""A backend that returns what is not JSON."""
from backend_dag import build

KEYS = (
    "bytes, bad bytes, text, a tuple, set, nan, infinity in a list, int keys, none key, date, date in a list, object,"
    " path, uuid, surrogate, escaped pair, envelope, bad envelope, none"
)
dag = build("backend_wire", KEYS.split(", "))
