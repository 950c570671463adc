"""The entry point that renders the template fields of a task, and runs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xcom_bridge import comms, failures, loading, logs, sdk_patches, task
from xcom_bridge.plain import shown

if TYPE_CHECKING:
    from xcom_bridge.contract.tasks import RenderedField, RenderedTask, RenderTask


def render_task(request: RenderTask) -> RenderedTask:
    """Render a task instance as the SDK's task runner does before it executes one."""
    from xcom_bridge.task_sdk import schema

    sdk_patches.install_for_tasks()
    comms.install()
    with loading.prints_on_stderr():
        try:
            ti = task.task_instance(schema.startup_details(request["startup"]))
            operator = task.rendered(ti, ti.get_template_context())
        except Exception as error:
            return {"fields": [], "error": logs.redacted(failures.described(error))}
        return {"fields": [_field(name, getattr(operator, name)) for name in operator.template_fields], "error": None}


def _field(name: str, value: Any) -> RenderedField:
    from airflow.sdk._shared.secrets_masker import redact

    masked = redact(value, name)
    # What an object says of itself may have a secret in it, too.
    return {"name": name, "text": logs.redacted(shown(str(masked))), "value": logs.redacted(shown(masked))}
