"""`airflow.www.utils.get_attr_renderer`: operators of Airflow 2 choose by it how the web server shows their fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xcom_compat2.by_name import NotInAirflow3

NAMES = (
    "bash bash_command doc doc_json doc_md doc_rst doc_yaml hql html jinja json md mysql postgresql powershell py"
    " python_callable rst sql tsql yaml"
).split()


def get_attr_renderer() -> dict[str, Callable[[Any], Any]]:
    """The names of Airflow 2.11.2's renderers, which is what is looked at; to use one is an error that names it."""
    return {name: _renderer(name) for name in NAMES}


def _renderer(name: str) -> Callable[[Any], Any]:
    def render(source: Any) -> Any:
        raise NotInAirflow3(f"airflow.www.utils.get_attr_renderer()[{name!r}]")

    return render
