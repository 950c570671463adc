"""A facade for the names of Airflow's core package, beside the Task SDK where no apache-airflow-core is installed.

The Task SDK (`airflow.sdk`) and the providers (`airflow.providers`) are namespace portions of the package `airflow`;
this file makes `airflow` a regular package that they hang in. It belongs at the end of `sys.path`: a whole Airflow,
whose own `airflow/__init__.py` comes first there, is then never shadowed.
"""

__path__ = __import__("pkgutil").extend_path(__path__, __name__)

from airflow import _facade
from airflow._facade.release import AIRFLOW

# Providers and `@task.external_python` compare it.
__version__ = AIRFLOW

_facade.install()
__getattr__ = _facade.aliases(__name__)
