"""Conditions of Airflow's own development: its oldest dependencies, and its main branch."""

import pytest

skip_if_force_lowest_dependencies_marker = pytest.mark.skipif(False, reason="the dependencies are those of the lock")
skip_if_not_on_main = pytest.mark.skipif(True, reason="it compares with Airflow's main branch")
