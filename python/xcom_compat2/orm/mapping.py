"""Which class is which table, and the attributes that Airflow 2's rows have besides its columns."""

from __future__ import annotations

import threading
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import foreign, registry, relationship, synonym
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.instrumentation import manager_of_class

from xcom_compat2.models.connection import Connection
from xcom_compat2.models.runs import DagModel, DagRun, TaskInstance
from xcom_compat2.models.variable import Variable
from xcom_compat2.models.xcom import BaseXCom
from xcom_compat2.models.xcom import backend as current_backend
from xcom_compat2.orm import tables

_registry = registry(metadata=tables.metadata)
_lock = threading.RLock()
_mapped: set[type] = set()
_is_under_way = False


def map_classes() -> bool:
    """Map what is not mapped yet; False if all was, or if this is asked for by the mapping itself."""
    global _is_under_way
    backend = current_backend()
    with _lock:
        if _is_under_way or backend in _mapped:
            return False
        _is_under_way = True
        try:
            if BaseXCom not in _mapped:
                _map_models()
            if backend not in _mapped:
                _map(backend, None, inherits=BaseXCom)
            _registry.configure()
        finally:
            _is_under_way = False
    return True


def adopt(instance: Any) -> Any:
    """What SQLAlchemy keeps in an object that was made before its class was mapped; its values are new ones."""
    map_classes()
    found = vars(instance).get("_sa_instance_state")
    if found is not None:
        return found
    values = dict(vars(instance))
    vars(instance).clear()
    manager_of_class(type(instance)).setup_instance(instance)  # type: ignore[union-attr]
    for name, value in values.items():
        setattr(instance, name, value)
    return vars(instance)["_sa_instance_state"]


def _map(model: Any, table: Any, **options: Any) -> None:
    _registry.map_imperatively(model, table, **options)
    _mapped.add(model)


def _map_models() -> None:
    _map(
        Variable,
        tables.variable,
        properties={"_val": tables.variable.c.val, "val": synonym("_val", descriptor=Variable.__dict__["val"])},
    )
    _map(
        Connection,
        tables.connection,
        properties={
            "_password": tables.connection.c.password,
            "_extra": tables.connection.c.extra,
            "password": synonym("_password", descriptor=Connection.__dict__["password"]),
            "extra": synonym("_extra", descriptor=Connection.__dict__["extra"]),
        },
    )
    _map(DagModel, tables.dag)
    DagModel.is_active = hybrid_property(lambda self: ~self.is_stale if isinstance(self, type) else not self.is_stale)  # type: ignore[attr-defined]
    _map_runs()
    _map(
        BaseXCom,
        tables.xcom,
        properties={
            "dag_run": relationship(
                DagRun,
                primaryjoin=tables.dag_run.c.id == foreign(tables.xcom.c.dag_run_id),
                lazy="joined",
                viewonly=True,
            )
        },
    )
    BaseXCom.execution_date = association_proxy("dag_run", "execution_date")  # type: ignore[attr-defined]
    BaseXCom.logical_date = association_proxy("dag_run", "execution_date")  # type: ignore[attr-defined]
    event.listen(BaseXCom, "load", _loaded, propagate=True)


def _map_runs() -> None:
    of_run = (tables.task_instance.c.dag_id == tables.dag_run.c.dag_id) & (
        foreign(tables.task_instance.c.run_id) == tables.dag_run.c.run_id
    )
    _map(
        DagRun,
        tables.dag_run,
        properties={
            "execution_date": tables.dag_run.c.logical_date,
            "logical_date": synonym("execution_date"),
            "task_instances": relationship(TaskInstance, primaryjoin=of_run, viewonly=True),
        },
    )
    DagRun.external_trigger = hybrid_property(lambda self: self.triggered_by == "operator")  # type: ignore[attr-defined]
    _map(
        TaskInstance,
        tables.task_instance,
        properties={"dag_run": relationship(DagRun, primaryjoin=of_run, lazy="joined", viewonly=True)},
    )
    TaskInstance.execution_date = association_proxy("dag_run", "execution_date")  # type: ignore[attr-defined]


def _loaded(xcom: Any, context: Any) -> None:
    set_committed_value(xcom, "value", xcom.orm_deserialize_value())
