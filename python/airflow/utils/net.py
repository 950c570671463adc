"""`airflow.utils.net`: the name of this machine."""

from __future__ import annotations

import socket
from functools import cache
from typing import Any


@cache
def getfqdn(name: str = "") -> str:
    """The name that the resolver has for a host, by default for this one."""
    name = name.strip()
    if name in ("", "0.0.0.0"):
        name = socket.gethostname()
    try:
        found = socket.getaddrinfo(name, None, 0, socket.SOCK_DGRAM, 0, socket.AI_CANONNAME)
    except OSError:
        return name
    return next((entry[3] for entry in found if entry[3]), name)


def get_host_ip_address() -> str:
    """The address of this machine."""
    return socket.gethostbyname(getfqdn())


def get_hostname() -> Any:
    """The name that `[core] hostname_callable` gives."""
    from airflow.sdk.configuration import conf

    return conf.getimport("core", "hostname_callable", fallback="airflow.utils.net.getfqdn")()
