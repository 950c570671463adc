# conformance: {"expect_dag_state": ["failed", "success", "success"], "files": ["include/reference_backend.py", {"from": "branching.py", "to": "cases/branching.py"}, {"from": "short_circuit.py", "to": "cases/short_circuit.py"}, {"from": "branching_mapped.py", "to": "cases/branching_mapped.py"}], "pythonpath": ["include", "cases"]}
# conformance: {"env": {"AIRFLOW__CORE__XCOM_BACKEND": "reference_backend.ReferenceXComBackend", "REFERENCE_BACKEND_ROOT": "${WORK}/references"}}
# conformance: {"dags": ["branching", "short_circuit", "branching_mapped"]}
"""Branches and short circuits where a row holds a reference: what a task is skipped by does not stand in the store."""
import branching
import branching_mapped
import short_circuit
