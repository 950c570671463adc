"""A virtual environment of the user's own, with a provider that this project has never heard of."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from .conftest import ROOT, Xcom

PROVIDER = {
    "__init__.py": '__version__ = "2.1.0"\n',
    "info.py": """
        def get_provider_info():
            package = "airflow.providers.acme"
            return {
                "package-name": "apache-airflow-providers-acme",
                "name": "Acme",
                "description": "Acme",
                "connection-types": [{"connection-type": "acme", "hook-class-name": f"{package}.hooks.AcmeHook"}],
                "task-decorators": [{"name": "acme", "class-name": f"{package}.hooks.acme_task"}],
            }
    """,
    "hooks.py": """
        from airflow import version
        from airflow.hooks.base import BaseHook
        from airflow.providers.common.compat.sdk import AirflowException
        from airflow.providers.standard.decorators.python import _PythonDecoratedOperator
        from airflow.sdk.bases.decorator import task_decorator_factory
        from airflow.utils.helpers import merge_dicts
        from airflow.utils.log.logging_mixin import LoggingMixin


        class AcmeHook(BaseHook, LoggingMixin):
            conn_type = "acme"
            hook_name = "Acme"
            conn_name_attr = "acme_conn_id"

            def __init__(self, acme_conn_id="acme_default"):
                super().__init__()
                self.connection = self.get_connection(acme_conn_id)

            def order(self, **what):
                extra = self.connection.extra_dejson
                return merge_dicts(extra, {"host": self.connection.host, "airflow": version.version, **what})


        class AcmeOperator(_PythonDecoratedOperator):
            custom_operator_name = "@task.acme"

            def execute(self, context):
                return AcmeHook().order(**super().execute(context))


        def acme_task(python_callable=None, **kwargs):
            return task_decorator_factory(
                python_callable=python_callable, decorated_operator_class=AcmeOperator, **kwargs
            )
    """,
    "views.py": """
        from airflow.www.app import create_app
    """,
}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the provider in it, and nothing else: no Airflow, no Task SDK."""
    folder = tmp_path_factory.mktemp("own") / "venv"
    # Of the project's interpreter: the one that xcom embeds.
    subprocess.run([ROOT / ".venv" / "bin" / "python", "-m", "venv", "--without-pip", folder], check=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    site = folder / "lib" / version / "site-packages"
    package = site / "airflow" / "providers" / "acme"
    package.mkdir(parents=True)
    for name, source in PROVIDER.items():
        (package / name).write_text(textwrap.dedent(source), encoding="utf-8")
    metadata = site / "apache_airflow_providers_acme-2.1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: apache-airflow-providers-acme\nVersion: 2.1.0\n")
    (metadata / "entry_points.txt").write_text(
        "[apache_airflow_provider]\nprovider_info = airflow.providers.acme.info:get_provider_info\n"
    )
    (metadata / "RECORD").write_text("".join(f"airflow/providers/acme/{name},,\n" for name in PROVIDER))
    return folder


@pytest.fixture
def xcom(tmp_path: Path, own: Path) -> Xcom:
    return Xcom(own, tmp_path)


def test_its_providers_work_as_they_are(xcom: Xcom) -> None:
    connection = '{"conn_type": "acme", "host": "h", "extra": {"size": 1}}'
    run = xcom.run("own_provider_dag", AIRFLOW_CONN_ACME_DEFAULT=connection)
    assert run.done.returncode == 0, run.done.stdout + run.done.stderr
    assert run.returned() == {
        "by_decorator": {"size": 1, "host": "h", "airflow": "3.2.1", "item": "rocket"},
        "by_connection": {"size": 1, "host": "h", "airflow": "3.2.1", "item": "AcmeHook"},
    }


def test_a_name_that_is_not_there_is_told_with_the_provider_that_asked(xcom: Xcom) -> None:
    run = xcom.run("own_provider_missing_dag")
    assert run.done.returncode == 1
    assert "No module named 'airflow.www' (asked for by apache-airflow-providers-acme 2.1.0): " in run.done.stderr
    assert "own_provider_missing_dag.py:1" in run.done.stderr
