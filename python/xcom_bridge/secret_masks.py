"""Which texts no output may show: told by the SDK's masker to whoever writes this process's output."""

from __future__ import annotations

import re
from typing import Any

import _xcom


def report() -> None:
    """What is masked in this process is masked, too, in what comes out of it around Python."""
    from airflow.sdk._shared.secrets_masker import _secrets_masker

    masker = _secrets_masker()
    add_mask = masker.add_mask
    reported: set[str] = set()

    def report_fresh() -> None:
        if fresh := masker.patterns - reported:
            reported.update(fresh)
            # They are kept as regular expressions for themselves.
            _xcom.report_secrets([re.sub(r"\\(.)", r"\1", pattern, flags=re.DOTALL) for pattern in fresh])

    def add_and_report(secret: Any, name: str | None = None) -> None:
        add_mask(secret, name)
        report_fresh()

    masker.add_mask = add_and_report  # type: ignore[method-assign]
    report_fresh()
