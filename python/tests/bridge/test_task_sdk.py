"""What the bridge makes of the version of its Task SDK, and of fields that another one has."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field

from airflow.sdk import DAG, Param
from xcom_bridge import params, task_sdk
from xcom_bridge.task_sdk import schema


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets the bridge find another Task SDK."""

    def install(version: str) -> None:
        monkeypatch.setattr(task_sdk, "version", lambda: version)
        task_sdk.current.cache_clear()

    yield install
    task_sdk.current.cache_clear()


@pytest.mark.parametrize(
    ("version", "module"),
    [
        ("1.1.8", "v1_1"),
        ("1.2.1", "v1_2"),
        ("1.2.9", "v1_2"),
        ("1.3.2", "v1_3"),
        ("1.4.0rc1", "v1_3"),
        ("2.0.0", "v1_3"),
    ],
)
def test_each_sdk_has_its_module(installed: Any, version: str, module: str) -> None:
    installed(version)
    assert task_sdk.current().__name__ == f"xcom_bridge.task_sdk.{module}"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("version", "error"), [("1.2.1", "ValueError"), ("1.3.2", "ParamValidationError")], ids=["3.2", "3.3"]
)
def test_a_conf_that_does_not_fit_is_refused_with_the_error_of_the_release(
    installed: Any, version: str, error: str
) -> None:
    installed(version)
    with DAG("d", params={"n": Param(1, type="integer")}) as dag:
        pass
    with pytest.raises(Exception, match="Invalid input for param n: 'x' is not of type 'integer'") as raised:
        params.check(dag, {"n": "x"})
    assert type(raised.value).__name__ == error


def test_one_that_is_older_is_refused_by_name(installed: Any) -> None:
    installed("1.0.6")
    with pytest.raises(task_sdk.UnknownTaskSDK) as raised:
        task_sdk.check()
    assert str(raised.value) == (
        "Task SDK 1.0.6 is older than those that xcom runs on (1.1.8, 1.2.1 and 1.3.2):"
        " name an environment with one of them (xcom run --python VENV)"
    )


def test_one_whose_serialization_is_in_core_is_refused_without_core(installed: Any) -> None:
    import airflow._facade

    installed("1.1.8")
    with pytest.raises(task_sdk.UnknownTaskSDK) as raised:
        task_sdk.check()
    assert str(raised.value) == (
        "Task SDK 1.1.8 does not run without Airflow's core, where its serialization (serde), settings and listeners are:"
        " name an environment with all of Airflow 3.1.8, or with a newer Task SDK (xcom run --python VENV)"
    )


def test_one_whose_serialization_is_in_core_runs_with_core(installed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "airflow._facade", raising=False)
    installed("1.1.8")
    task_sdk.check()


@pytest.mark.parametrize("module", ["serde", "configuration", "listener", "_shared.module_loading"])
def test_what_is_elsewhere_is_found_there(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    place = f"somewhere.{module}"
    monkeypatch.setattr(task_sdk.current(), "ELSEWHERE", {module: "somewhere.else", f"{module}.name": place})
    for name in ("somewhere.else", place):
        monkeypatch.setitem(sys.modules, name, SimpleNamespace(name=name, other=name))
    assert task_sdk.find(module, "name") == place
    assert task_sdk.find(module, "other") == "somewhere.else"


def test_what_is_nowhere_else_is_the_sdks() -> None:
    from airflow.sdk import serde

    assert task_sdk.find("serde", "serialize") is serde.serialize


def test_every_module_has_all_that_the_interface_names() -> None:
    from xcom_bridge.task_sdk import interface, v1_1, v1_2, v1_3

    names = {
        name for name in [*interface.TaskSDK.__annotations__, *vars(interface.TaskSDK)] if not name.startswith("_")
    }
    for module in (v1_1, v1_2, v1_3):
        assert names - vars(module).keys() == set()


@pytest.mark.parametrize("version", ["1.1.0", "1.2.1", "1.3.0"])
def test_nothing_is_said_of_those_that_were_tried(installed: Any, version: str) -> None:
    installed(version)
    assert task_sdk.warning() is None


def test_one_that_nobody_has_tried_is_named_with_those_that_were(installed: Any) -> None:
    installed("1.4.0")
    assert task_sdk.warning() == (
        "Task SDK 1.4.0 has not been tried with xcom, which was tested with 1.1.8, 1.2.1 and 1.3.2;"
        " what it cannot do ends in an error that says so"
    )


class Inner(BaseModel):
    must: int | None
    may: int | None = None


class Answer(BaseModel):
    date: str | None
    text: str
    renamed_: str | None = Field(alias="renamed")
    one: Inner | None = None
    several: list[Inner] = []
    type: Literal["Answer"] = "Answer"


class Plain(BaseModel):
    text: str
    date: str | None = None


def test_what_must_be_said_to_be_null_is_said() -> None:
    found = schema.validated(Answer, {"text": "t", "one": {}, "several": [{"must": 1}, {}]})
    assert found.model_dump() == {
        "date": None,
        "text": "t",
        "renamed_": None,
        "one": {"must": None, "may": None},
        "several": [{"must": 1, "may": None}, {"must": None, "may": None}],
        "type": "Answer",
    }


def test_what_may_be_missing_stays_unset() -> None:
    assert schema.validated(Plain, {"text": "t"}).model_fields_set == {"text"}


class Newer(BaseModel):
    key: str
    flag: bool = False
    many: list[int] = Field(default_factory=list)
    type: Literal["Newer"] = "Newer"


def test_a_field_that_is_not_known_is_left_out_where_nobody_has_set_it() -> None:
    message = Newer(key="k")
    fields = {"key": "k", "flag": False, "many": [], "type": "Newer"}
    assert schema.without_unset(message, fields, ["flag", "many"]) == {"key": "k", "type": "Newer"}


@pytest.mark.parametrize("name", ["flag", "many", "key", "never there"])
def test_a_field_that_says_something_is_an_error_that_names_the_sdk(installed: Any, name: str) -> None:
    installed("1.4.0")
    message = Newer(key="k", flag=True, many=[1])
    with pytest.raises(schema.UnknownField) as raised:
        schema.without_unset(message, message.__dict__, [name])
    assert str(raised.value) == (
        f"Newer of Task SDK 1.4.0 has a field {name}, which this version of xcom does not know"
    )
