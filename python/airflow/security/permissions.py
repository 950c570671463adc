"""`airflow.security.permissions`: the names of what `access_control` of a DAG speaks of; nobody controls it here."""

from __future__ import annotations

import warnings
from typing import TypedDict

from airflow.exceptions import RemovedInAirflow4Warning

warnings.warn(
    "`airflow.security.permissions` is deprecated: permissions belong to the auth manager.",
    RemovedInAirflow4Warning,
    stacklevel=2,
)

RESOURCE_ACTION = "Permissions"
RESOURCE_ADMIN_MENU = "Admin"
RESOURCE_ASSET = "Assets"
RESOURCE_ASSET_ALIAS = "Asset Aliases"
RESOURCE_AUDIT_LOG = "Audit Logs"
RESOURCE_BACKFILL = "Backfills"
RESOURCE_BROWSE_MENU = "Browse"
RESOURCE_CLUSTER_ACTIVITY = "Cluster Activity"
RESOURCE_CONFIG = "Configurations"
RESOURCE_CONNECTION = "Connections"
RESOURCE_DAG = "DAGs"
RESOURCE_DAG_CODE = "DAG Code"
RESOURCE_DAG_DEPENDENCIES = "DAG Dependencies"
RESOURCE_DAG_PREFIX = "DAG:"
RESOURCE_DAG_RUN = "DAG Runs"
RESOURCE_DAG_VERSION = "DAG Versions"
RESOURCE_DAG_WARNING = "DAG Warnings"
RESOURCE_DOCS = "Documentation"
RESOURCE_DOCS_MENU = "Docs"
RESOURCE_HITL_DETAIL = "HITL Detail"
RESOURCE_IMPORT_ERROR = "ImportError"
RESOURCE_JOB = "Jobs"
RESOURCE_MY_PASSWORD = "My Password"
RESOURCE_MY_PROFILE = "My Profile"
RESOURCE_PASSWORD = "Passwords"
RESOURCE_PERMISSION = "Permission Views"
RESOURCE_PLUGIN = "Plugins"
RESOURCE_POOL = "Pools"
RESOURCE_PROVIDER = "Providers"
RESOURCE_RESOURCE = "View Menus"
RESOURCE_ROLE = "Roles"
RESOURCE_SLA_MISS = "SLA Misses"
RESOURCE_TASK_INSTANCE = "Task Instances"
RESOURCE_TASK_LOG = "Task Logs"
RESOURCE_TASK_RESCHEDULE = "Task Reschedules"
RESOURCE_TRIGGER = "Triggers"
RESOURCE_USER = "Users"
RESOURCE_USER_STATS_CHART = "User Stats Chart"
RESOURCE_VARIABLE = "Variables"
RESOURCE_WEBSITE = "Website"
RESOURCE_XCOM = "XComs"

ACTION_CAN_CREATE = "can_create"
ACTION_CAN_READ = "can_read"
ACTION_CAN_EDIT = "can_edit"
ACTION_CAN_DELETE = "can_delete"
ACTION_CAN_ACCESS_MENU = "menu_access"
DEPRECATED_ACTION_CAN_DAG_READ = "can_dag_read"
DEPRECATED_ACTION_CAN_DAG_EDIT = "can_dag_edit"


class ResourceDetails(TypedDict):
    """What may be done with a kind of resource, and how the names of single ones begin."""

    actions: set[str]
    prefix: str


DAG_ACTIONS = {ACTION_CAN_READ, ACTION_CAN_EDIT, ACTION_CAN_DELETE}
RESOURCE_DETAILS_MAP: dict[str, ResourceDetails] = {
    RESOURCE_DAG: {"actions": {*DAG_ACTIONS}, "prefix": RESOURCE_DAG_PREFIX},
    RESOURCE_DAG_RUN: {
        "actions": {ACTION_CAN_READ, ACTION_CAN_CREATE, ACTION_CAN_DELETE, ACTION_CAN_ACCESS_MENU},
        "prefix": "DAG Run:",
    },
}
PREFIX_LIST = [details["prefix"] for details in RESOURCE_DETAILS_MAP.values()]
PREFIX_RESOURCES_MAP = {details["prefix"]: resource for resource, details in RESOURCE_DETAILS_MAP.items()}


def resource_name(dag_id: str, resource: str) -> str:
    """The name of a resource of one DAG."""
    if dag_id in RESOURCE_DETAILS_MAP or dag_id.startswith(tuple(PREFIX_RESOURCES_MAP)):
        return dag_id
    return RESOURCE_DETAILS_MAP[resource]["prefix"] + dag_id


def resource_name_for_dag(dag_id: str) -> str:
    """The name of one DAG."""
    if dag_id == RESOURCE_DAG or dag_id.startswith(RESOURCE_DAG_PREFIX):
        return dag_id
    return RESOURCE_DAG_PREFIX + dag_id
