# conformance: {"expect_dag_state": "success", "files": ["include/xcom_backends.py", "include/backend_dag.py"], "pythonpath": ["include"], "env": {"AIRFLOW__CORE__XCOM_BACKEND": "xcom_backends.Airflow2Backend", "XCOM_BACKENDS_ROOT": "${WORK}/data/backends"}}
# conformance: {"same_inputs_only": true}
"""A backend written for Airflow 2."""
from backend_dag import build

dag = build("backend_airflow2", ())
