"""What the bridge makes of the version of its Task SDK, and of fields that another one has."""

from __future__ import annotations

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
    [("1.2.1", "v1_2"), ("1.2.9", "v1_2"), ("1.3.2", "v1_3"), ("1.4.0rc1", "v1_3"), ("2.0.0", "v1_3")],
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


@pytest.mark.parametrize("version", ["1.1.8", "1.0.0"])
def test_one_that_is_older_is_refused_by_name(installed: Any, version: str) -> None:
    installed(version)
    with pytest.raises(task_sdk.UnknownTaskSDK) as raised:
        task_sdk.check()
    assert str(raised.value) == (
        f"Task SDK {version} is older than those that xcom runs on (1.2.1 and 1.3.2):"
        " name an environment with one of them (xcom run --python VENV)"
    )


@pytest.mark.parametrize("version", ["1.2.1", "1.3.0"])
def test_nothing_is_said_of_those_that_were_tried(installed: Any, version: str) -> None:
    installed(version)
    assert task_sdk.warning() is None


def test_one_that_nobody_has_tried_is_named_with_those_that_were(installed: Any) -> None:
    installed("1.4.0")
    assert task_sdk.warning() == (
        "Task SDK 1.4.0 has not been tried with xcom, which was tested with 1.2.1 and 1.3.2;"
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
