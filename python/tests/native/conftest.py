"""The tests run where `_xcom` can be imported: in the embedded interpreter, or with the extension module on the path."""

from __future__ import annotations

import pytest

pytest.importorskip("_xcom", reason="build the product _xcom and put it on the path as _xcom.so")
