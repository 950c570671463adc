"""Makes a Swift package with a task, its test and its DAG file."""

from __future__ import annotations

import json
import keyword
import re
import shutil
from pathlib import Path
from string import Template

from xcom_bundle.problems import BundleError

_TEMPLATES = Path(__file__).parent / "template"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*([_-][A-Za-z0-9]+)*")
_URL = re.compile(r"[a-z+]+://|[^/]+@[^/]+:")
#: Names that the generated code uses for something else.
_TAKEN = frozenset(
    "Any Foundation Int Never Protocol Self String Swift Task Tasks TaskBundle TaskCollection TaskTest Testing Type"
    " XCom XComTasks XComTesting dag task".split()
)


def checkout() -> Path | None:
    """The folder of the project, where this is a part of it and not of a wheel."""
    root = Path(__file__).resolve().parents[2]
    return root if (root / "Package.swift").is_file() else None


def make(name: str, parent: Path, *, package: str | None, version: str) -> list[Path]:
    """Makes the package in a new folder; the files, in order.

    `package` is where swift-xcom is: a folder, or a URL that has its releases.
    Raises BundleError where the name is none, or the folder is there.
    """
    if not _NAME.fullmatch(name):
        raise BundleError(f"{name!r} is no name for a package: use letters, digits, and single - or _ between them.")
    dag_id = name.replace("-", "_").lower()
    target = "".join(part[0].upper() + part[1:] for part in re.split("[-_]", name))
    if {target, dag_id} & _TAKEN or keyword.iskeyword(dag_id):
        raise BundleError(f"{name} means something else in the code of the package already: take another name.")
    folder = parent / name
    if folder.exists():
        raise BundleError(f"{folder} is there already: take another name, or another folder.")
    values = {"name": name, "dag": dag_id, "target": target, **_dependency(package, version)}
    made = []
    try:
        for source in sorted(path for path in _TEMPLATES.rglob("*") if path.is_file()):
            place = source.relative_to(_TEMPLATES).as_posix().removesuffix(".template")
            file = folder / place.replace("__target__", target).replace("__dag__", dag_id)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(Template(source.read_text("utf-8")).substitute(values), "utf-8")
            made.append(file)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise BundleError(f"{folder} cannot be written: {error.strerror}") from None
    return made


def _dependency(package: str | None, version: str) -> dict[str, str]:
    if package is None:
        root = checkout()
        if root is None:
            raise BundleError("Say by --package where swift-xcom is: the folder of a checkout, or a repository's URL.")
        package = str(root)
    if _URL.match(package):
        identity = package.rstrip("/").rpartition("/")[2].removesuffix(".git")
        return {"dependency": f"url: {_literal(package)}, from: {_literal(version)}", "package": identity}
    path = Path(package).expanduser().resolve()
    if not (path / "Package.swift").is_file():
        raise BundleError(f"{path} has no Package.swift: name a checkout of swift-xcom, or the URL of its repository.")
    return {"dependency": f'name: "swift-xcom", path: {_literal(str(path))}', "package": "swift-xcom"}


def _literal(text: str) -> str:
    """A text as Swift's source has it."""
    # As in JSON, but for escapes by number, which are not needed.
    return json.dumps(text, ensure_ascii=False)
