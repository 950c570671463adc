"""Which store a program works with where it has named none."""

from __future__ import annotations

import _xcom


def used() -> int:
    """The number of the store that this process works with: the one that it has connected, else the default one."""
    number = _xcom.used_store()
    if number is None:
        number = _xcom.store_open(_xcom.default_store()[1])
        _xcom.use_store(number)
    return number
