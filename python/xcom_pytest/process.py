"""What code of a test, or of its tasks, changes of the process itself is put back when the test is over."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from configparser import RawConfigParser
from contextlib import ExitStack, contextmanager
from typing import Any

#: Modules with a `conf` of Airflow's.
_CONFIGURATIONS = ("airflow.sdk.configuration", "airflow.configuration")


@contextmanager
def kept() -> Iterator[None]:
    """Put back the folder, the mask for new files, handlers of signals, loggers, and options that were set."""
    with ExitStack() as stack:
        for keep in (_folder, _mask, _signals, _loggers, _options):
            stack.enter_context(keep())
        yield


@contextmanager
def _folder() -> Iterator[None]:
    try:
        folder = os.getcwd()
    except FileNotFoundError:
        # There is none to come back to.
        yield
        return
    try:
        yield
    finally:
        os.chdir(folder)


@contextmanager
def _mask() -> Iterator[None]:
    # It can only be read by setting it.
    mask = os.umask(0o077)
    os.umask(mask)
    try:
        yield
    finally:
        os.umask(mask)


@contextmanager
def _signals() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handlers = {number: signal.getsignal(number) for number in signal.valid_signals()}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            # None is a handler that is not Python's.
            if handler is not None and signal.getsignal(number) is not handler:
                signal.signal(number, handler)


@contextmanager
def _loggers() -> Iterator[None]:
    disabled = logging.root.manager.disable
    looks = {name: _look(logger) for name, logger in _known_loggers().items()}
    modules = set(sys.modules)
    try:
        yield
    finally:
        logging.disable(disabled)
        imported = sys.modules.keys() - modules
        for name, logger in _known_loggers().items():
            # What a module that is imported once has set up for itself stays with it.
            if name in looks or name not in imported:
                _restore(logger, looks.get(name, _UNTOUCHED))


def _known_loggers() -> dict[str, logging.Logger]:
    found = logging.root.manager.loggerDict.items()
    return {"root": logging.root} | {name: logger for name, logger in found if isinstance(logger, logging.Logger)}


_Look = tuple[int, list[Any], list[Any], bool, bool]
_UNTOUCHED: _Look = (logging.NOTSET, [], [], True, False)


def _look(logger: logging.Logger) -> _Look:
    return logger.level, logger.handlers[:], logger.filters[:], logger.propagate, logger.disabled


def _restore(logger: logging.Logger, look: _Look) -> None:
    if _look(logger) == look:
        return
    level, handlers, filters, logger.propagate, logger.disabled = look
    logger.handlers[:], logger.filters[:] = handlers, filters
    logger.setLevel(level)


@contextmanager
def _options() -> Iterator[None]:
    before = {name: _sections(conf) for name, conf in _configurations()}
    try:
        yield
    finally:
        for name, conf in _configurations():
            if name in before and (after := _sections(conf)) != before[name]:
                for section in after.keys() - before[name].keys():
                    RawConfigParser.remove_section(conf, section)
                for section, options in before[name].items():
                    conf._sections.setdefault(section, {})
                    conf._sections[section].clear()
                    conf._sections[section].update(options)


def _configurations() -> list[tuple[str, Any]]:
    found = [(name, getattr(sys.modules.get(name), "conf", None)) for name in _CONFIGURATIONS]
    return [(name, conf) for name, conf in found if isinstance(conf, RawConfigParser)]


def _sections(conf: Any) -> dict[str, dict[str, Any]]:
    return {section: dict(options) for section, options in conf._sections.items()}
