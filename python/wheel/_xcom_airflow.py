"""Let a plain Python import `airflow`, where nothing else has it: a finder at the end of ``sys.meta_path``.

A ``.pth`` file of the wheel imports this module whenever Python starts, so nothing in it takes time or fails.
"""

import _imp
import sys


class AirflowFinder:
    """Asked when all others have found nothing. What an `airflow` with a file lacks is not its business."""

    @staticmethod
    def find_spec(name, path=None, target=None):  # type: ignore[no-untyped-def]
        top, _, rest = name.partition(".")
        if top != "airflow" or (rest and getattr(sys.modules.get(top), "__file__", None) is not None):
            return None
        # Finders are asked under the lock of all imports. Another thread may wait for it while it is importing what is
        # needed here.
        held = 0
        try:
            while True:
                _imp.release_lock()
                held += 1
        except RuntimeError:
            pass
        try:
            from xcom_bridge import plain_python

            return plain_python.find(name, sys.meta_path[sys.meta_path.index(AirflowFinder) + 1 :])  # type: ignore[arg-type]
        finally:
            for _ in range(held):
                _imp.acquire_lock()


sys.meta_path.append(AirflowFinder)  # type: ignore[arg-type]
