"""Where `_xcom` can be imported."""

from __future__ import annotations

import pytest

pytest.importorskip("_xcom", reason="build the product _xcom and put it on the path as _xcom.so")
