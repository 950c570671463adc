"""`airflow.models.crypto`: encryption with the keys that are configured."""

from __future__ import annotations

import logging
from functools import cache
from typing import Any, Protocol

from airflow.configuration import conf
from airflow.sdk.exceptions import AirflowException

log = logging.getLogger(__name__)


class FernetProtocol(Protocol):
    """What encrypts and decrypts."""

    is_encrypted: bool

    def decrypt(self, msg: bytes | str, ttl: int | None = None) -> bytes:
        """The message in clear."""

    def encrypt(self, msg: bytes) -> bytes:
        """The message encrypted."""


class _NullFernet:
    """Leaves messages as they are: there is no key."""

    is_encrypted = False

    def decrypt(self, msg: bytes | str, ttl: int | None = None) -> bytes:
        if isinstance(msg, str):
            return msg.encode()
        if isinstance(msg, bytes):
            return msg
        raise ValueError(f"Expected bytes or str, got {type(msg)}")

    def encrypt(self, msg: bytes) -> bytes:
        return msg


class _RealFernet:
    """Encrypts with the first key, and decrypts with any."""

    is_encrypted = True

    def __init__(self, fernet: Any) -> None:
        self.decrypt, self.encrypt, self.rotate = fernet.decrypt, fernet.encrypt, fernet.rotate


@cache
def get_fernet() -> FernetProtocol:
    """Encryption with `[core] fernet_key`, one key or several with commas between."""
    from cryptography.fernet import Fernet, MultiFernet

    keys = conf.get("core", "fernet_key")
    if not keys:
        log.warning("empty cryptography key - values will not be stored encrypted.")
        return _NullFernet()
    try:
        return _RealFernet(MultiFernet([Fernet(key.encode()) for key in keys.split(",")]))
    except (TypeError, ValueError) as error:
        raise AirflowException(f"Could not create Fernet object: {error}") from error
