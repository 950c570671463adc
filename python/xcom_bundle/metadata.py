"""The metadata of a bundle: what has to be in it, how it is read and written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from xcom_bundle.problems import Problem, shown

#: The schemas of messages that releases of Airflow know. A supervisor takes no other one.
SCHEMAS = {"2026-06-16": "Airflow 3.3"}

_KNOWN = ", ".join(f'"{version}" ({release})' for version, release in SCHEMAS.items())
_LANGUAGE = re.compile(r"[a-z][a-z0-9_+.\-]*")
_FORMAT = re.compile(r"1(\.[0-9]+){1,2}")
_TEXT = "a text"


#: More keys than a mapping of metadata has.
_MOST_KEYS = 200_000


class _Loader(yaml.SafeLoader):
    """Reads as Airflow does, but for merges of merges, which make a few lines to as many keys as one likes."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        super().flatten_mapping(node)
        if len(node.value) > _MOST_KEYS:
            raise yaml.constructor.ConstructorError(
                None, None, f"a mapping of more than {_MOST_KEYS} keys", node.start_mark
            )


def parsed(text: bytes, offset: int) -> Any:
    """The metadata, or the rule that its text breaks. `offset` is where it begins in the file."""
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError as error:
        return Problem("metadata", f"the byte 0x{text[error.start]:02x}", "a text in UTF-8", offset + error.start)
    try:
        return yaml.load(decoded, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = f", line {mark.line + 1}, column {mark.column + 1}" if mark is not None else ""
        return Problem(f"metadata{at}", error.problem or "no YAML", "YAML")
    except yaml.reader.ReaderError as error:
        return Problem("metadata", f"the character U+{_code(error.character):04X}", "YAML, where it must not be")
    except RecursionError:
        return Problem("metadata", "values in values without end", "YAML that is nested less")
    except Exception as error:
        # What PyYAML makes objects of, dates and numbers for one, may have a right form and no meaning.
        return Problem("metadata", f"a value that is none ({type(error).__name__})", "YAML that can be read")


def problems(metadata: Any) -> Iterator[Problem]:
    """The rules that metadata breaks: those that Airflow knows, and those that the format has beside them."""
    if not isinstance(metadata, dict):
        yield Problem("metadata", shown(metadata), "a mapping")
        return
    yield from _sdk(metadata.get("sdk"))
    yield from _dags(metadata.get("dags"))
    version = metadata.get("airflow_bundle_metadata_version")
    if not isinstance(version, str) or not _FORMAT.fullmatch(version):
        yield _departure("airflow_bundle_metadata_version", version, 'a text like "1.0"')
    if not _is_text(metadata.get("source")):
        yield _departure("source", metadata.get("source"), "the name of the file that the source is")


def _sdk(sdk: Any) -> Iterator[Problem]:
    if not isinstance(sdk, dict):
        yield Problem("metadata, sdk", shown(sdk), "a mapping")
        return
    schema = sdk.get("supervisor_schema_version")
    if not isinstance(schema, str) or schema not in SCHEMAS:
        quoted = "" if schema is None or isinstance(schema, str) else ", in quotes"
        yield Problem("metadata, sdk.supervisor_schema_version", shown(schema), _KNOWN + quoted)
    language = sdk.get("language")
    if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
        yield _departure("sdk.language", language, "the name of a language in small letters")
    if not _is_text(sdk.get("version")):
        yield _departure("sdk.version", sdk.get("version"), _TEXT)


def _dags(dags: Any) -> Iterator[Problem]:
    if not isinstance(dags, dict) or not dags:
        yield Problem("metadata, dags", "no DAGs" if dags == {} else shown(dags), "a mapping with a DAG at least")
        return
    for dag_id, dag in dags.items():
        if not isinstance(dag_id, str):
            yield Problem("metadata, dags", f"{shown(dag_id)} for the id of a DAG", "a text, in quotes")
            continue
        place = f"dags[{shown(dag_id)}].tasks"
        tasks = dag.get("tasks") if isinstance(dag, dict) else None
        if not isinstance(tasks, list):
            yield _departure(place, tasks, "a list of task ids")
            continue
        for index, task in enumerate(tasks):
            if not _is_text(task):
                yield _departure(f"{place}[{index}]", task, _TEXT)


def _departure(place: str, found: Any, wanted: str) -> Problem:
    return Problem(f"metadata, {place}", shown(found), wanted, rejected=False)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _code(character: Any) -> int:
    return ord(character) if isinstance(character, str) else int(character)


# Writing


class _Dumper(yaml.SafeDumper):
    """Writes what every version of YAML reads in the same way: only the plainest texts go without quotes."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
#: What one version of YAML or another takes for something else than a text.
_WORDS = frozenset("y n yes no on off true false null".split())


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


_Dumper.add_representer(str, _text)


def written(metadata: dict[str, Any]) -> bytes:
    """The text of metadata: the same for the same metadata, whatever the order of its keys was."""
    text = yaml.dump(
        metadata, Dumper=_Dumper, sort_keys=True, default_flow_style=False, allow_unicode=True, width=1 << 30,
        line_break="\n",
    )  # fmt: skip
    return text.encode()
