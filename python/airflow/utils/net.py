"""`airflow.utils.net`: the name of this machine."""

from __future__ import annotations

import socket
from typing import Any

from airflow.sdk.api.client import _get_fqdn as getfqdn


def get_host_ip_address() -> str:
    """The address of this machine."""
    return socket.gethostbyname(getfqdn())


def get_hostname() -> Any:
    """The name that `[core] hostname_callable` gives."""
    from airflow.sdk.api.client import get_hostname

    return get_hostname()
