"""Options of Airflow 2.11 that 3.2 has otherwise: defaults (what the user has set stands), and old names."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path
from types import ModuleType

# What Airflow 2.11 still takes by an older name, in settings and in `conf.get`: "section.old=new", the new one in the
# section that is named before. Facts about its configuration.
_OLD_NAMES = {
    "logging": """core.interleave_timestamp_parser core.base_log_folder core.remote_logging core.remote_log_conn_id
 core.remote_base_log_folder core.encrypt_s3_logs core.logging_level core.fab_logging_level core.logging_config_class
 core.colored_console_log core.colored_log_format core.colored_formatter_class core.log_format core.simple_log_format
 core.task_log_prefix_template core.log_filename_template core.log_processor_filename_template
 core.dag_processor_manager_log_location core.task_log_reader core.use_historical_filename_templates
 celery.worker_log_server_port""",
    "metrics": """metrics.statsd_allow_list=metrics_allow_list metrics.statsd_block_list=metrics_block_list
 scheduler.statsd_on scheduler.statsd_host scheduler.statsd_port scheduler.statsd_prefix scheduler.statsd_allow_list
 scheduler.stat_name_handler scheduler.statsd_datadog_enabled scheduler.statsd_datadog_tags
 scheduler.statsd_datadog_metrics_tags scheduler.statsd_custom_client_path""",
    "scheduler": """scheduler.max_threads=parsing_processes scheduler.processor_poll_interval=scheduler_idle_sleep_time
 scheduler.deactivate_stale_dags_interval=parsing_cleanup_interval
 kubernetes_executor.worker_pods_pending_timeout_check_interval=task_queued_timeout_check_interval""",
    "core": """admin.hide_sensitive_variable_fields=hide_sensitive_var_conn_fields
 admin.sensitive_variable_fields=sensitive_var_conn_names core.non_pooled_task_slot_count=default_pool_task_slot_count
 core.dag_concurrency=max_active_tasks_per_dag""",
    "database": """core.sql_alchemy_conn core.sql_engine_encoding core.sql_engine_collation_for_ids
 core.sql_alchemy_pool_enabled core.sql_alchemy_pool_size core.sql_alchemy_max_overflow core.sql_alchemy_pool_recycle
 core.sql_alchemy_pool_pre_ping core.sql_alchemy_schema core.sql_alchemy_connect_args core.load_default_connections
 core.max_db_retries""",
    "celery": "core.worker_precheck",
    "operators": "celery.default_queue",
    "api": "api.access_control_allow_origin=access_control_allow_origins api.auth_backend=auth_backends",
    "fab": "webserver.update_fab_perms webserver.auth_rate_limited webserver.auth_rate_limit",
}


def old_names(module: ModuleType) -> None:
    """Reason: Airflow 3 has dropped the older names of options."""
    known: dict[tuple[str, str], tuple[str, str, str]] = module.AirflowConfigParser.deprecated_options
    for section, entries in _OLD_NAMES.items():
        for entry in entries.split():
            old_section, _, names = entry.partition(".")
            old, _, new = names.partition("=")
            known.setdefault((section, new or old), (old_section, old, "2.0"))
    module.AirflowConfigParser.deprecated_sections["kubernetes_executor"] = ("kubernetes", "2.5.0")


def defaults(module: ModuleType) -> None:
    """Reason: a DAG's schedule makes its data interval (C3), and Airflow 2's has another default."""
    table = ConfigParser(interpolation=None)
    table.read_string((Path(__file__).parent / "options.txt").read_text(encoding="utf-8"))
    for section in table.sections():
        module.DEFAULTS.setdefault(section, {}).update(table[section])
