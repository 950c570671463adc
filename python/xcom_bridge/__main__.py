"""The program ``xcom`` in an ordinary Python: a console script, or ``python -m xcom_bridge``."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run the command line that this program was started with; the exit code."""
    _forget_folder()
    import _xcom

    return _xcom.main([os.fsencode(word).decode("utf-8", "replace") for word in sys.argv[1:]])


def _forget_folder() -> None:
    """Take the folder of the program off ``sys.path``: DAG files are to import nothing from there."""
    if not getattr(sys.flags, "safe_path", False):
        del sys.path[0]


if __name__ == "__main__":
    sys.exit(main())
