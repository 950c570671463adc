# conformance: {"expect_dag_state": ["success", "failed", "success", "failed", "success"], "files": ["include/reference_backend.py", {"from": "map_basic.py", "to": "cases/map_basic.py"}, {"from": "map_expand_kwargs.py", "to": "cases/map_expand_kwargs.py"}, {"from": "map_task_group.py", "to": "cases/map_task_group.py"}, {"from": "map_index_template.py", "to": "cases/map_index_template.py"}, {"from": "xcomarg_map_zip_concat.py", "to": "cases/xcomarg_map_zip_concat.py"}], "pythonpath": ["include", "cases"], "jobs": 1}
# conformance: {"env": {"AIRFLOW__CORE__XCOM_BACKEND": "reference_backend.ReferenceXComBackend", "REFERENCE_BACKEND_ROOT": "${WORK}/references"}}
# conformance: {"dags": ["map_basic", "map_expand_kwargs", "map_task_group", "map_index_template", "xcomarg_map_zip_concat"]}
"""Mapping where a row holds a reference: lengths do not stand in the store."""
import map_basic
import map_expand_kwargs
import map_index_template
import map_task_group
import xcomarg_map_zip_concat
