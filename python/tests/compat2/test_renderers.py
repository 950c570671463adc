"""What operators of Airflow 2 look up while they are defined."""

from __future__ import annotations

import pytest

from xcom_compat2 import renderers
from xcom_compat2.by_name import NotInAirflow3


def test_an_operator_chooses_by_the_names_of_renderers() -> None:
    # Recorded: sorted(airflow.www.utils.get_attr_renderer()) of 2.11.2.
    assert sorted(renderers.get_attr_renderer()) == [
        "bash", "bash_command", "doc", "doc_json", "doc_md", "doc_rst", "doc_yaml", "hql", "html", "jinja", "json", "md",
        "mysql", "postgresql", "powershell", "py", "python_callable", "rst", "sql", "tsql", "yaml",
    ]  # fmt: skip


def test_one_that_is_used_says_what_it_is() -> None:
    with pytest.raises(NotInAirflow3, match=r"airflow\.www\.utils\.get_attr_renderer\(\)\['sql'\] cannot be used here"):
        renderers.get_attr_renderer()["sql"]("SELECT 1")
