"""Run in an environment of Airflow 2.11.2: prints the names that its modules have, as `recorded/names.json` has them.

`{module: [name, ...]}`: classes and functions that are defined in it, names that it has lazily, and old names that it
passes on with a warning. Left out is what no DAG file imports: the web server, the database's migrations, and so on.
"""

from __future__ import annotations

import functools
import importlib
import json
import os
import sys
import warnings
from types import ModuleType

LEFT_OUT = tuple(
    f"airflow.{name}"
    for name in """__main__ _vendor api api_connexion api_internal auth callbacks cli compat config_templates configuration
 dag_processing example_dags listeners logging_config metrics migrations plugins_manager policies providers secrets
 sentry serialization settings stats task traces triggers typing_compat version
 contrib.task_runner hooks.package_index io.utils jobs.dag_processor_job_runner jobs.triggerer_job_runner
 kubernetes.pre_7_4_0 kubernetes.kubernetes_helper lineage.backend models.abstractoperator models.base. models.crypto templates
 utils.airflow_flask_app utils.cli utils.code_utils utils.compression utils.configuration utils.dag_edges utils.db_cleanup
 utils.deprecation_tools utils.docs utils.dot_renderer utils.empty_set utils.event_scheduler utils.json utils.jwt_signer
 utils.log. utils.orm_event_handlers utils.platform utils.process_utils utils.providers_configuration utils.pydantic
 utils.retries utils.scheduler_health utils.sensor_helper utils.serve_logs utils.singleton utils.task_instance_session
 utils.types utils.warnings""".split()
)


def modules() -> dict[str, ModuleType]:
    """Every module of Airflow that can be imported, and those that it makes at run time."""
    import airflow

    root = os.path.dirname(airflow.__file__)
    for folder, _, files in os.walk(root):
        for file in files:
            path = os.path.relpath(os.path.join(folder, file), root)
            name = "airflow." + path.removesuffix(".py").replace(os.sep, ".").removesuffix(".__init__")
            if file.endswith(".py") and not f"{name}.".startswith(LEFT_OUT):
                try:
                    importlib.import_module(name)
                except Exception as error:
                    print(f"{name}: {error}", file=sys.stderr)
    found = {name: module for name, module in sys.modules.items() if name.startswith("airflow.")}
    return {name: module for name, module in found.items() if not f"{name}.".startswith(LEFT_OUT)}


def names_of(module: ModuleType) -> list[str]:
    """What others may import from a module."""
    served = getattr(module, "__getattr__", None)
    if isinstance(served, functools.partial):
        return sorted(name for name, target in served.args[0].items() if not name.startswith("_") and target)
    own = {
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and callable(value) and getattr(value, "__module__", None) == module.__name__
    }
    lazily = (table for name, table in vars(module).items() if name.endswith("__lazy_imports"))
    return sorted(own.union(*lazily))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    listed = {name: names_of(module) for name, module in sorted(modules().items())}
    print(json.dumps({name: names for name, names in listed.items() if names}, indent=0))
