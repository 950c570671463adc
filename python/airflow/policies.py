"""`airflow.policies`: the marker of cluster policies in plugins."""

from __future__ import annotations

import pluggy

hookimpl = pluggy.HookimplMarker("airflow.policy")
local_settings_hookspec = pluggy.HookspecMarker("airflow.policy")
