"""The table: which import path of Airflow's core gives which object of the Task SDK or of a provider.

`{module: {home: "Name Other=NameInHome ..."}}`. `*` passes on every name. Facts about Airflow 3.2.1.
"""

_STANDARD = "airflow.providers.standard"

# The same object under another name, without a warning.
SAME: dict[str, dict[str, str]] = {
    "airflow": {"airflow.sdk": "DAG Asset XComArg", "airflow": "configuration settings version"},
    "airflow.exceptions": {
        "airflow._shared.configuration.exceptions": "AirflowConfigException",
        "airflow.sdk.exceptions": (
            "AirflowException AirflowNotFoundException AirflowOptionalProviderFeatureException"
            " AirflowRescheduleException AirflowTimetableInvalid TaskNotFound"
        ),
    },
    "airflow.models": {
        "airflow.sdk": "DAG BaseOperator BaseOperatorLink",
        "airflow.sdk.bases.xcom": "BaseXCom",
        "airflow.sdk.bases.skipmixin": "SkipMixin",
        "airflow.sdk.definitions.mappedoperator": "MappedOperator",
        "airflow.sdk.definitions.param": "Param",
        "airflow.sdk.execution_time.xcom": "XCom",
        "airflow.models.base": "Base ID_LEN",
        "airflow.models.callback": "Callback",
        "airflow.models.connection": "Connection",
        "airflow.models.dag": "DagModel DagTag",
        "airflow.models.dagrun": "DagRun",
        "airflow.models.dagwarning": "DagWarning",
        "airflow.models.db_callback_request": "DbCallbackRequest",
        "airflow.models.deadline": "Deadline",
        "airflow.models.deadline_alert": "DeadlineAlert",
        "airflow.models.hitl": "HITLDetail",
        "airflow.models.log": "Log",
        "airflow.models.pool": "Pool",
        "airflow.models.renderedtifields": "RenderedTaskInstanceFields",
        "airflow.models.taskinstance": "TaskInstance clear_task_instances",
        "airflow.models.taskreschedule": "TaskReschedule",
        "airflow.models.team": "Team",
        "airflow.models.trigger": "Trigger",
        "airflow.models.variable": "Variable",
        "airflow.dag_processing.dagbag": "DagBag",
        "airflow.jobs.job": "Job",
    },
    "airflow.models.taskinstance": {"airflow.models.taskinstancekey": "TaskInstanceKey"},
    "airflow.executors.workloads": {"airflow.sdk.api.datamodels._generated": "BundleInfo"},
    "airflow.listeners": {"airflow._shared.listeners": "hookimpl hookspec"},
    "airflow.listeners.listener": {"airflow.sdk.listener": "ListenerManager get_listener_manager"},
    "airflow.logging.remote": {"airflow._shared.logging.remote": "RemoteLogIO RemoteLogStreamIO"},
    "airflow.models.taskmixin": {
        "airflow.sdk.definitions._internal.mixins": "DependencyMixin",
        "airflow.sdk.definitions._internal.node": "DAGNode",
    },
    "airflow.models.trigger": {"airflow.sdk.bases.operator": "TRIGGER_FAIL_REPR TriggerFailureReason"},
    "airflow.observability.metrics.stats_utils": {"airflow.sdk.observability.metrics.stats_utils": "get_stats_factory"},
    "airflow.observability.stats": {"airflow.sdk.observability.stats": "Stats"},
    "airflow.plugins_manager": {"airflow._shared.plugins_manager": "AirflowPlugin AirflowPluginException"},
    "airflow.secrets": {"airflow.secrets.base_secrets": "BaseSecretsBackend DEFAULT_SECRETS_SEARCH_PATH"},
    "airflow.typing_compat": {"typing": "Literal ParamSpec Self TypeAlias TypeGuard Unpack assert_never"},
    "airflow.utils.edgemodifier": {"airflow.sdk.definitions.edges": "EdgeModifier Label"},
    "airflow.utils.db": {"airflow.utils.session": "NEW_SESSION create_session provide_session"},
    "airflow.utils.yaml": {"airflow.sdk.yaml": "*"},
}

# The same object under another name, with a DeprecatedImportWarning.
MOVED: dict[str, dict[str, str]] = {
    "airflow": {
        "airflow.sdk": "Dataset=Asset",
        "airflow.exceptions": "AirflowException",
        "airflow.observability.stats": "Stats",
    },
    "airflow.decorators": {"airflow.sdk": "dag setup task task_group teardown"},
    "airflow.decorators.base": {
        "airflow.sdk.bases.decorator": (
            "DecoratedMappedOperator DecoratedOperator TaskDecorator get_unique_task_id task_decorator_factory"
        ),
        "airflow.sdk.definitions.decorators": "TaskDecoratorCollection",
    },
    "airflow.exceptions": {
        "airflow.sdk.exceptions": (
            "AirflowDagCycleException AirflowFailException AirflowInactiveAssetInInletOrOutletException"
            " AirflowSensorTimeout AirflowSkipException AirflowTaskTerminated AirflowTaskTimeout"
            " DagRunTriggerException DownstreamTasksSkipped DuplicateTaskIdFound FailFastDagInvalidTriggerRule"
            " ParamValidationError TaskAlreadyInTaskGroup TaskDeferralError TaskDeferralTimeout TaskDeferred"
            " XComNotFound"
        ),
    },
    "airflow.hooks.base": {"airflow.sdk.bases.hook": "BaseHook"},
    "airflow.hooks.filesystem": {f"{_STANDARD}.hooks.filesystem": "FSHook"},
    "airflow.hooks.package_index": {f"{_STANDARD}.hooks.package_index": "PackageIndexHook"},
    "airflow.hooks.subprocess": {f"{_STANDARD}.hooks.subprocess": "SubprocessHook"},
    "airflow.io": {
        "airflow.sdk.io": "get_fs has_fs attach Properties",
        "airflow.sdk.io.fs": "_BUILTIN_SCHEME_TO_FS",
    },
    "airflow.io.path": {"airflow.sdk": "ObjectStoragePath"},
    "airflow.io.storage": {"airflow.sdk.io": "attach"},
    "airflow.io.typedef": {"airflow.sdk.io.typedef": "Properties"},
    "airflow.lineage": {"airflow.sdk": "hook=lineage"},
    "airflow.lineage.hook": {"airflow.sdk.lineage": "*"},
    "airflow.macros": {"airflow.sdk.execution_time.macros": "*"},
    "airflow.models.abstractoperator": {
        "airflow.sdk.definitions._internal.abstractoperator": (
            "AbstractOperator NotMapped TaskStateChangeCallback DEFAULT_OWNER DEFAULT_QUEUE"
            " DEFAULT_TASK_EXECUTION_TIMEOUT"
        )
    },
    "airflow.models.baseoperator": {"airflow.sdk.bases.operator": "BaseOperator chain chain_linear cross_downstream"},
    "airflow.models.baseoperatorlink": {"airflow.sdk": "BaseOperatorLink"},
    "airflow.models.dag": {"airflow.sdk": "DAG dag"},
    "airflow.models.dagbag": {"airflow.dag_processing.dagbag": "DagBag"},
    # `Operator` exists for type checkers only: Airflow warns of it, and has it not.
    "airflow.models.operator": {"airflow.sdk": "BaseOperator", "airflow.sdk.types": "Operator"},
    "airflow.models.param": {"airflow.sdk": "Param", "airflow.sdk.definitions.param": "ParamsDict"},
    "airflow.models.skipmixin": {"airflow.sdk.bases.skipmixin": "SkipMixin"},
    "airflow.models.xcom": {
        "airflow.sdk.bases.xcom": "BaseXCom",
        "airflow.sdk.execution_time.xcom": "XCom resolve_xcom_backend",
    },
    "airflow.notifications.basenotifier": {"airflow.sdk.bases.notifier": "BaseNotifier"},
    "airflow.operators.bash": {f"{_STANDARD}.operators.bash": "BashOperator"},
    "airflow.operators.branch": {"airflow.sdk.bases.branch": "BranchMixIn BaseBranchOperator"},
    "airflow.operators.datetime": {f"{_STANDARD}.operators.datetime": "BranchDateTimeOperator"},
    "airflow.operators.email": {"airflow.providers.smtp.operators.smtp": "EmailOperator"},
    "airflow.operators.empty": {f"{_STANDARD}.operators.empty": "EmptyOperator"},
    "airflow.operators.generic_transfer": {
        "airflow.providers.common.sql.operators.generic_transfer": "GenericTransfer"
    },
    "airflow.operators.latest_only": {f"{_STANDARD}.operators.latest_only": "LatestOnlyOperator"},
    "airflow.operators.python": {
        f"{_STANDARD}.operators.python": (
            "PythonOperator BranchPythonOperator ShortCircuitOperator PythonVirtualenvOperator ExternalPythonOperator"
            " BranchExternalPythonOperator BranchPythonVirtualenvOperator"
        ),
        "airflow.sdk": "get_current_context",
    },
    "airflow.operators.smooth": {f"{_STANDARD}.operators.smooth": "SmoothOperator"},
    "airflow.operators.trigger_dagrun": {f"{_STANDARD}.operators.trigger_dagrun": "TriggerDagRunOperator"},
    "airflow.operators.weekday": {f"{_STANDARD}.operators.weekday": "BranchDayOfWeekOperator"},
    "airflow.secrets": {"airflow.sdk.execution_time.secrets": "DEFAULT_SECRETS_SEARCH_PATH_WORKERS"},
    "airflow.secrets.cache": {"airflow.sdk.execution_time.cache": "SecretCache"},
    "airflow.sensors.base": {"airflow.sdk.bases.sensor": "BaseSensorOperator PokeReturnValue poke_mode_only"},
    "airflow.sensors.bash": {f"{_STANDARD}.sensors.bash": "BashSensor"},
    "airflow.sensors.date_time": {f"{_STANDARD}.sensors.date_time": "DateTimeSensor DateTimeSensorAsync"},
    "airflow.sensors.external_task": {
        f"{_STANDARD}.sensors.external_task": "ExternalTaskSensor ExternalTaskMarker ExternalDagLink"
    },
    "airflow.sensors.filesystem": {f"{_STANDARD}.sensors.filesystem": "FileSensor"},
    "airflow.sensors.python": {f"{_STANDARD}.sensors.python": "PythonSensor"},
    "airflow.sensors.time_delta": {f"{_STANDARD}.sensors.time_delta": "TimeDeltaSensor TimeDeltaSensorAsync"},
    "airflow.sensors.time_sensor": {f"{_STANDARD}.sensors.time": "TimeSensor TimeSensorAsync"},
    "airflow.sensors.weekday": {f"{_STANDARD}.sensors.weekday": "DayOfWeekSensor"},
    "airflow.serialization.serde": {"airflow.sdk.serde": "*"},
    "airflow.stats": {"airflow.observability.stats": "Stats"},
    "airflow.triggers.external_task": {f"{_STANDARD}.triggers.external_task": "WorkflowTrigger DagStateTrigger"},
    "airflow.triggers.file": {f"{_STANDARD}.triggers.file": "FileTrigger"},
    "airflow.triggers.temporal": {f"{_STANDARD}.triggers.temporal": "DateTimeTrigger TimeDeltaTrigger"},
    # In Airflow 3.2 these names give the module, not the class in it.
    "airflow.utils.context": {
        "airflow.sdk.definitions": (
            "KNOWN_CONTEXT_KEYS=context Context=context context_copy_partial=context context_merge=context"
        )
    },
    "airflow.utils.decorators": {
        "airflow.sdk.definitions._internal.decorators": "remove_task_decorator fixup_decorator_warning_stack"
    },
    "airflow.utils.entry_points": {"airflow._shared.module_loading": "*"},
    "airflow.utils.file": {"airflow._shared.module_loading": "find_path_from_directory"},
    "airflow.utils.operator_helpers": {"airflow.sdk.bases.decorator": "KeywordParameters determine_kwargs"},
    "airflow.utils.operator_resources": {"airflow.sdk.definitions.operator_resources": "*"},
    "airflow.utils.setup_teardown": {
        "airflow.sdk.definitions._internal.setup_teardown": "BaseSetupTeardownContext SetupTeardownContext"
    },
    "airflow.utils.task_group": {"airflow.sdk": "TaskGroup"},
    "airflow.utils.timeout": {"airflow.sdk.execution_time.timeout": "timeout"},
    "airflow.utils.timezone": {"airflow.sdk.timezone": "*"},
    "airflow.utils.trigger_rule": {"airflow.task.trigger_rule": "*"},
    "airflow.utils.types": {"airflow.serialization.definitions.notset": "ArgNotSet NOTSET=ArgNotSet"},
    "airflow.utils.weight_rule": {
        "airflow.task.weight_rule": "WeightRule",
        "airflow.sdk.bases.operator": "DB_SAFE_MINIMUM DB_SAFE_MAXIMUM db_safe_priority",
    },
    "airflow.utils.xcom": {"airflow.models.xcom": "XCOM_RETURN_KEY"},
}

# Airflow's own machinery: there by name, for annotations, imports and isinstance; `()` marks a function.
CORE_ONLY: dict[str, str] = {
    "airflow.api.common.trigger_dag": "trigger_dag()",
    # common-compat's module of assets imports them, and with it the providers' URI handlers.
    "airflow.api_fastapi.auth.managers.models.resource_details": "AssetAliasDetails AssetDetails",
    "airflow.dag_processing.dagbag": "sync_bag_to_db()",
    # Packages of plugins import their executor beside their operators.
    "airflow.executors.base_executor": "BaseExecutor",
    "airflow.jobs.job": "Job",
    "airflow.models.asset": "AssetModel AssetEvent AssetAliasModel expand_alias_to_assets()",
    "airflow.models.base": "Base",
    "airflow.models.callback": "Callback",
    "airflow.models.dag": "DagModel DagTag",
    "airflow.models.dag_version": "DagVersion",
    "airflow.models.dagbag": "DBDagBag",
    "airflow.models.dagbundle": "DagBundleModel",
    "airflow.models.dagcode": "DagCode",
    "airflow.models.dagwarning": "DagWarning",
    "airflow.models.db_callback_request": "DbCallbackRequest",
    "airflow.models.deadline": "Deadline",
    "airflow.models.deadline_alert": "DeadlineAlert",
    "airflow.models.errors": "ParseImportError",
    "airflow.models.hitl": "HITLDetail",
    "airflow.models.log": "Log",
    "airflow.models.pool": "Pool",
    "airflow.models.renderedtifields": "RenderedTaskInstanceFields",
    "airflow.models.serialized_dag": "SerializedDagModel",
    "airflow.models.taskinstance": "TaskInstance clear_task_instances()",
    "airflow.models.taskinstancehistory": "TaskInstanceHistory",
    "airflow.models.taskmap": "TaskMap",
    "airflow.models.taskreschedule": "TaskReschedule",
    "airflow.models.team": "Team",
    "airflow.models.trigger": "Trigger",
    "airflow.models.xcom": "XComModel",
    "airflow.serialization.definitions.assets": (
        "SerializedAsset SerializedAssetAlias SerializedAssetAll SerializedAssetAny SerializedAssetBase"
        " SerializedAssetBooleanCondition SerializedAssetNameRef SerializedAssetRef SerializedAssetUniqueKey"
        " SerializedAssetUriRef SerializedAssetWatcher"
    ),
    "airflow.serialization.definitions.param": "SerializedParam SerializedParamsDict",
    "airflow.serialization.serialized_objects": "DagSerialization create_scheduler_operator()",
    # Modules that old files import and find nothing in.
    "airflow.example_dags": "",
    "airflow.ti_deps": "",
    "airflow.utils.log.file_task_handler": "FileTaskHandler",
}

# Modules of the Task SDK that are adjusted after loading, and the function in `patches` that does it.
PATCHED: dict[str, str] = {
    "airflow.sdk.configuration": "configuration",
    "airflow.sdk._shared.configuration.parser": "configuration_parser",
    "airflow._shared.configuration.parser": "configuration_parser",
    "airflow.sdk._shared.providers_discovery.providers_discovery": "providers_discovery",
    "airflow.sdk._shared.logging.structlog": "log_processors",
    "airflow.sdk.execution_time.task_runner": "task_runner",
    "airflow.sdk.log": "log_uploads",
    "airflow.sdk.definitions.dag": "dag_test",
}

MODULES: frozenset[str] = frozenset(
    ".".join(parts[:length])
    for parts in (module.split(".") for module in {*SAME, *MOVED, *CORE_ONLY})
    for length in range(2, len(parts) + 1)
)
PACKAGES: frozenset[str] = frozenset(module.rpartition(".")[0] for module in MODULES) | {
    "airflow.example_dags",
    "airflow.executors.workloads",
    "airflow.ti_deps",
}
