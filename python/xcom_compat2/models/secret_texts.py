"""Texts that are encrypted in the store where there is a key."""

from __future__ import annotations

import logging

from airflow.configuration import conf

log = logging.getLogger(__name__)


def sealed(text: str) -> tuple[str, bool]:
    """A text as it is stored, and whether it is encrypted."""
    if not text or not conf.get("core", "fernet_key", fallback=""):
        return text, False
    from airflow.models.crypto import get_fernet

    return get_fernet().encrypt(text.encode("utf-8")).decode(), True


def opened(stored: str | None, is_encrypted: bool | None, of: str) -> str | None:
    """The text in clear; None, and an error in the log, where it cannot be read."""
    if not stored or not is_encrypted:
        return stored
    from airflow.models.crypto import get_fernet

    try:
        return get_fernet().decrypt(stored.encode("utf-8")).decode()
    except Exception:
        log.error("%s cannot be decrypted: set core.fernet_key (AIRFLOW__CORE__FERNET_KEY) to the key of it", of)
        return None
