"""What a test changes in the process is put back when it is over."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from xcom_pytest import process

#: Where DAG files have been loaded from: modules there are imported anew by the next test.
_folders: set[str] = set()
#: Modules of DAGs that several tests use.
_lasting: set[str] = set()


@contextmanager
def loading_from(folder: str, lasts: bool = False) -> Iterator[None]:
    """Load DAG files of a folder; with ``lasts`` for all tests, so that their modules stay."""
    before = set(sys.modules)
    _folders.add(os.path.realpath(folder) + os.sep)
    try:
        yield
    finally:
        if lasts:
            _lasting.update(set(sys.modules) - before)


def _is_of_a_dag_folder(module: Any) -> bool:
    file = getattr(module, "__file__", None)
    return isinstance(file, str) and os.path.realpath(file).startswith(tuple(_folders))


@contextmanager
def kept() -> Iterator[None]:
    """Put back the environment, the path, modules beside DAG files, and what Airflow keeps in classes and caches.

    And what belongs to the process: see ``process``.
    """
    variables, path, modules = dict(os.environ), list(sys.path), set(sys.modules)
    secrets = _secrets()
    try:
        with process.kept():
            yield
    finally:
        _restore_environment(variables)
        sys.path[:] = path
        for name in set(sys.modules) - modules - _lasting:
            if _is_of_a_dag_folder(sys.modules[name]):
                del sys.modules[name]
        _forget(secrets)


def _restore_environment(variables: dict[str, str]) -> None:
    # Whatever pytest itself says there is its own.
    current, zone = os.environ.get("PYTEST_CURRENT_TEST"), os.environ.get("TZ")
    for name in os.environ.keys() - variables.keys():
        del os.environ[name]
    for name, value in variables.items():
        if os.environ.get(name) != value:
            os.environ[name] = value
    if current is not None:
        os.environ["PYTEST_CURRENT_TEST"] = current
    if os.environ.get("TZ") != zone:
        time.tzset()


def _secrets() -> tuple[set[str], Any] | None:
    """What the masker hides; None where nobody has loaded it."""
    if (masker := _masker()) is None:
        return None
    return set(masker.patterns), masker.replacer


def _masker() -> Any:
    module = sys.modules.get("airflow.sdk._shared.secrets_masker")
    return None if module is None else module._secrets_masker()


def _forget(secrets: tuple[set[str], Any] | None) -> None:
    if (masker := _masker()) is not None:
        masker.patterns, masker.replacer = secrets or (set(), None)
    for name, clear in _CLEAR.items():
        if (module := sys.modules.get(name)) is not None:
            clear(module)


def _forget_open_dags(module: Any) -> None:
    """A test that has failed inside of ``with DAG(...)``, and files whose DAGs nobody has collected."""
    module.DagContext._context.clear()
    module.TaskGroupContext._context.clear()
    module.DagContext.autoregistered_dags.clear()
    module.DagContext.current_autoregister_module_name = None


def _forget_assets(module: Any) -> None:
    module._AssetRefResolutionMixin._asset_ref_cache.clear()


def _forget_bag(module: Any) -> None:
    if module._bag is not None:
        module._bag.dags.clear()
        module._bag.import_failures.clear()
        module._bag.warnings.clear()


#: By module, where it is loaded.
_CLEAR: dict[str, Callable[[Any], None]] = {
    "airflow.sdk.definitions._internal.contextmanager": _forget_open_dags,
    "airflow.sdk.execution_time.context": _forget_assets,
    "airflow.sdk.execution_time.cache": lambda module: module.SecretCache.reset(),
    "xcom_bridge.loading": _forget_bag,
    "xcom_bridge.reasons": lambda module: module._told.clear(),
}
