"""Which texts no output may show: told to the SDK's masker, and by it to whoever writes this process's output."""

from __future__ import annotations

import re
from typing import Any

import _xcom


def configure() -> None:
    """Tell the SDK's masker which names are sensitive, as core's ``settings`` does; and hear of what it masks."""
    from airflow.sdk._shared.secrets_masker import DEFAULT_SENSITIVE_FIELDS, _secrets_masker
    from airflow.sdk.configuration import conf

    fields = set(DEFAULT_SENSITIVE_FIELDS)
    if names := conf.get("core", "sensitive_var_conn_names", fallback=""):
        fields |= {name.strip() for name in names.split(",")}
    masker = _secrets_masker()
    masker.sensitive_variables_fields = list(fields)
    masker.min_length_to_mask = conf.getint("logging", "min_length_masked_secret", fallback=5)
    masker.secret_mask_adapter = conf.getimport("logging", "secret_mask_adapter", fallback=None)
    masker.hide_sensitive_var_conn_fields = conf.getboolean("core", "hide_sensitive_var_conn_fields", fallback=True)
    _report_additions(masker)


def _report_additions(masker: Any) -> None:
    """What is masked in this process is masked, too, in what comes out of it around Python."""
    add_mask = masker.add_mask
    reported: set[str] = set()

    def add_and_report(secret: Any, name: str | None = None) -> None:
        add_mask(secret, name)
        if fresh := masker.patterns - reported:
            reported.update(fresh)
            # They are kept as regular expressions for themselves.
            _xcom.report_secrets([re.sub(r"\\(.)", r"\1", pattern, flags=re.DOTALL) for pattern in fresh])

    masker.add_mask = add_and_report
