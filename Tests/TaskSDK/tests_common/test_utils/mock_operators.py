"""Operators and links that do nothing."""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseOperator, BaseOperatorLink
from airflow.sdk.definitions.context import Context


class MockOperator(BaseOperator):
    """Two fields that are templates."""

    template_fields = ("arg1", "arg2")

    def __init__(self, arg1: Any = "", arg2: Any = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.arg1 = arg1
        self.arg2 = arg2

    def execute(self, context: Context) -> None:
        """Nothing."""


class AirflowLink(BaseOperatorLink):
    """A link that is always the same."""

    name = "airflow"

    def get_link(self, operator: BaseOperator, *, ti_key: Any) -> str:
        """Airflow's page."""
        return "https://airflow.apache.org"
