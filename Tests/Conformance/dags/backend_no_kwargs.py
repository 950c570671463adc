# conformance: {"expect_dag_state": "failed", "files": ["include/xcom_backends.py", "include/backend_dag.py"], "pythonpath": ["include"], "env": {"AIRFLOW__CORE__XCOM_BACKEND": "xcom_backends.NoKwargsBackend", "XCOM_BACKENDS_ROOT": "${WORK}/data/backends"}}
# conformance: {"same_inputs_only": true}
"""A backend whose serialize_value takes nothing but the value."""
from backend_dag import build

dag = build("backend_no_kwargs", ())
