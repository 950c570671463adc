"""What is in a bundle file, as a text or as JSON: whoever has packed it."""

from __future__ import annotations

import datetime
import email.parser
import json
import zipfile
from pathlib import Path
from typing import Any

from xcom_bundle import program
from xcom_bundle.problems import BundleError, readable, shown
from xcom_bundle.verifying import Bundle

#: Aliases make a few lines of YAML to as many values as one likes.
_MOST_VALUES = 20_000
_DEEPEST = 50
_SHOWN_KEYS = frozenset({"airflow_bundle_metadata_version", "sdk", "source", "dags"})
_SHOWN_SDK = frozenset({"language", "version", "supervisor_schema_version"})


def document(bundle: Bundle) -> dict[str, Any]:
    """All of a bundle but the bytes of its executable and its source."""
    result: dict[str, Any] = {"file": str(bundle.path), "size": bundle.size, "mode": f"{bundle.mode:04o}"}
    if (layout := bundle.layout) is not None:
        executable = program.read(bundle.path, layout.source_start)
        result["executable"] = {
            "size": layout.source_start,
            "format": executable.format,
            "machine": executable.machine,
            "libraries": list(executable.libraries),
            "sha256": bundle.digest.hex(),
        }
        result["source"] = {"size": layout.source_length, "offset": layout.source_start}
        result["metadata"] = _Plain().value(bundle.metadata)
        result["metadata_region"] = {"size": layout.metadata_length, "offset": layout.metadata_start}
        result["sha256"] = layout.digest.hex()
    result["problems"] = [
        {
            "place": problem.place,
            "offset": problem.offset,
            "found": problem.found,
            "wanted": problem.wanted,
            "rejected": problem.rejected,
        }
        for problem in bundle.problems
    ]
    return result


def as_json(bundle: Bundle) -> str:
    return json.dumps(document(bundle), indent=2) + "\n"


def as_text(bundle: Bundle) -> str:
    """What a person wants to know."""
    rows = [("file", f"{readable(str(bundle.path))}, {bundle.size} bytes")]
    if (layout := bundle.layout) is not None:
        found = program.read(bundle.path, layout.source_start)
        rows.append(("executable", ", ".join([f"{layout.source_start} bytes", *_kind(found)])))
        rows.append(("sha256", layout.digest.hex()))
        rows += _metadata(bundle, layout.source_length)
    lines = [f"{name.ljust(max(len(row[0]) for row in rows))}  {text}" for name, text in rows]
    lines += [f"{'problem' if problem.rejected else 'note'}: {problem}" for problem in bundle.problems]
    return "".join(f"{line}\n" for line in lines)


def _kind(found: program.Program) -> list[str]:
    kind = [part for part in (found.format, found.machine) if part is not None]
    if found.swift_libraries:
        kind.append(f"needs {', '.join(found.swift_libraries)}")
    return kind


def _metadata(bundle: Bundle, source_length: int) -> list[tuple[str, str]]:
    metadata = bundle.metadata if isinstance(bundle.metadata, dict) else {}
    rows = []
    name = metadata.get("source")
    if source_length or name is not None:
        size = f"{source_length} bytes" if source_length else "not embedded"
        rows.append(("source", f"{readable(name) if isinstance(name, str) else shown(name)}, {size}"))
    sdk = metadata.get("sdk")
    if isinstance(sdk, dict):
        version = " ".join(_plain_text(sdk[key]) for key in ("language", "version") if key in sdk)
        rows.append(("sdk", f"{version}, messages of {_plain_text(sdk.get('supervisor_schema_version'))}"))
        rows += [(f"sdk.{_plain_text(key)}", _line(value)) for key, value in sdk.items() if key not in _SHOWN_SDK]
    for dag_id, tasks in bundle.dags():
        rows.append((f"DAG {_plain_text(dag_id)}", ", ".join(_plain_text(task) for task in tasks) or "no tasks"))
    # Go's and later packers have more.
    rows += [(_plain_text(key), _line(value)) for key, value in metadata.items() if key not in _SHOWN_KEYS]
    return rows


def _plain_text(value: Any) -> str:
    return readable(value[:200]) if isinstance(value, str) else shown(value)


def _line(value: Any) -> str:
    if isinstance(value, str):
        return readable(value)
    return readable(json.dumps(_Plain().value(value), ensure_ascii=False))


def _name(key: Any) -> str:
    return key if isinstance(key, str) else shown(key)


class _Plain:
    """Makes of what YAML can say what JSON can."""

    def __init__(self) -> None:
        self.left = _MOST_VALUES

    def value(self, value: Any, depth: int = 0) -> Any:
        self.left -= 1
        if self.left < 0 or depth > _DEEPEST:
            raise BundleError(
                f"The metadata says more than {_MOST_VALUES} values, or nests them deeper than {_DEEPEST}."
            )
        match value:
            case dict():
                return {_name(key): self.value(below, depth + 1) for key, below in value.items()}
            case list() | tuple() | set():
                return [self.value(below, depth + 1) for below in value]
            case None | bool() | str():
                return value
            case int() if value.bit_length() <= 256:
                return value
            case float() if value == value and abs(value) != float("inf"):
                return value
            case datetime.date():
                return value.isoformat()
            case bytes():
                return value.hex()
            case _:
                return shown(value)


def jar(path: Path) -> dict[str, str] | None:
    """The manifest of a JAR, into which Java tasks are packed; nothing where the file is none."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("META-INF/MANIFEST.MF") as file:
            text = file.read(1 << 20).decode("utf-8", "replace")
    except (OSError, KeyError, ValueError, NotImplementedError, RuntimeError, zipfile.BadZipFile):
        return None
    # Long lines go on in the next one, behind a blank.
    text = text.replace("\r\n", "\n").replace("\n ", "")
    return {readable(key): readable(value) for key, value in email.parser.HeaderParser().parsestr(text).items()}
