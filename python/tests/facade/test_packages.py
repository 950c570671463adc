"""Packages that come with a whole Airflow, and that DAG files import for themselves."""

from __future__ import annotations

import importlib

import pytest

PACKAGES = (
    "asgiref attr attrs babel certifi charset_normalizer click colorlog cron_descriptor croniter cryptography.fernet"
    " dateutil deprecated dill dns dotenv email_validator fsspec greenlet httpx idna jinja2 jsonschema jwt"
    " lazy_object_proxy libcst markupsafe more_itertools msgspec opentelemetry.trace packaging pathspec pendulum pluggy"
    " psutil pydantic pydantic_settings pygments referencing requests rich.console setproctitle six slugify sqlalchemy"
    " sqlparse structlog tabulate tenacity termcolor typing_extensions upath urllib3 uuid6 wrapt yaml"
)


@pytest.mark.parametrize("name", PACKAGES.split())
def test_it_is_there(name: str) -> None:
    importlib.import_module(name)
