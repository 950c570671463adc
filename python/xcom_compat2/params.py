"""Params of Airflow 2 may be what JSON cannot say."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

from xcom_compat2.telling import tell


def patch(module: ModuleType) -> None:
    """Reason: Airflow 3 refuses them."""

    def _check_json(value: Any) -> None:
        try:
            json.dumps(value)
        except Exception:
            tell(f"a param is of type {type(value).__name__}, and Airflow 3 takes what JSON can say only")

    module.Param._check_json = staticmethod(_check_json)  # type: ignore[attr-defined]
