"""`airflow.models.xcom_arg`: warns when it is imported, as core's does."""

from __future__ import annotations

import warnings

from airflow.sdk.definitions.xcom_arg import XComArg as XComArg
from airflow.utils.deprecation_tools import DeprecatedImportWarning

warnings.warn(
    "`airflow.models.xcom_arg` is a deprecated import path; use `airflow.sdk.XComArg`.",
    DeprecatedImportWarning,
    stacklevel=2,
)
