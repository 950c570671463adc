# conformance: {"expect_dag_state": "success", "files": ["include/xcom_backends.py", "include/backend_dag.py"], "pythonpath": ["include"], "env": {"AIRFLOW__CORE__XCOM_BACKEND": "xcom_backends.ClassMethodBackend", "XCOM_BACKENDS_ROOT": "${WORK}/data/backends"}}
# conformance: {"same_inputs_only": true}
"""A backend of class methods with **kwargs."""
from backend_dag import build

dag = build("backend_classmethods", ())
