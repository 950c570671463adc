"""Put on ``sys.path`` what stands in for an Airflow, as far as the environment has none: how ``xcom`` begins.

The folders come last, and are not there at all where the environment has what is in them. So an Airflow that is
installed later, or removed, counts from the next start on.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
#: Where the package `airflow` of the facade is. A wheel has it in a folder that no other program finds.
FACADE = _HERE / "_facade" if (_HERE / "_facade").is_dir() else _HERE.parent
#: The Task SDK and the providers of a wheel.
VENDORED = _HERE / "_vendored"


def missing_folders() -> list[Path]:
    """The folders that this interpreter needs on its path."""
    spec = importlib.util.find_spec("airflow")
    if spec is not None and spec.origin is not None:
        # A whole Airflow; or the facade, where somebody has named its folder. A plain Python is given it without.
        is_given = Path(spec.origin).parents[1] == FACADE and str(FACADE) not in sys.path
        return [FACADE, VENDORED] if is_given else []
    portions = spec.submodule_search_locations if spec is not None else None
    has_sdk = any(os.path.exists(os.path.join(portion, "sdk", "__init__.py")) for portion in portions or ())
    return [FACADE] if has_sdk or not VENDORED.is_dir() else [FACADE, VENDORED]


sys.path += map(str, missing_folders())
