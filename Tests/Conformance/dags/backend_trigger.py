# conformance: {"expect_dag_state": "success", "files": ["include/reference_backend.py", {"from": "trigger_dagrun.py", "to": "cases/trigger_dagrun.py"}], "pythonpath": ["include", "cases"], "dags": ["trigger_dagrun"]}
# conformance: {"env": {"AIRFLOW__CORE__XCOM_BACKEND": "reference_backend.ReferenceXComBackend", "REFERENCE_BACKEND_ROOT": "${WORK}/references"}}
"""TriggerDagRunOperator where a row holds a reference: the id of the triggered run, and the link to it."""
import trigger_dagrun
