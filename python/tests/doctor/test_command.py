"""The command: what it prints, and its exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from xcom_doctor.__main__ import main
from xcom_doctor.finding import Severity, pages

PYTHON = Path(__file__).parents[2]
BREAKS = 'from airflow.sdk import DAG\nDAG("a", schedule_interval=None)\n'
DIFFERS = 'from airflow.sdk import DAG\nDAG("a")\n'
CLEAN = 'from airflow.sdk import DAG\nDAG("a", schedule=None)\n'


@pytest.mark.parametrize(("text", "code"), [(BREAKS, 1), (DIFFERS, 0), (CLEAN, 0), ("print 'no'\n", 1)])
def test_exit_codes(tmp_path, capsys, text, code):
    (tmp_path / "dag.py").write_text(text)
    assert main([str(tmp_path)]) == code
    capsys.readouterr()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name a file or a folder"),
        (["/no/such/file.py"], "/no/such/file.py is not there"),
        (["--explain", "XD999"], "there is no code XD999"),
        (["--jobs", "0", "."], "--jobs takes a number from 1 on"),
        (["--fix", "--diff", "."], "one of them"),
        (["--diff", "-o", "json", "."], "without --output"),
        (["-o", "xml", "."], "invalid choice"),
    ],
)
def test_wrong_usage(capsys, arguments, message):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


def test_the_text(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("dags").mkdir()
    Path("dags/a.py").write_text(BREAKS)
    Path("dags/b.py").write_text(DIFFERS + "from airflow.providers.mongo.hooks.mongo import MongoHook\n")
    Path("dags/c.py").write_text("x = (\n")
    main(["dags"])
    assert (
        capsys.readouterr().out
        == """\
dags/a.py:2:10: XD103 breaks: DAG has no argument schedule_interval in Airflow 3.2.1: Airflow 3 calls it schedule -> schedule= [ruff AIR301]
dags/b.py:2:1: XD408 differs: a DAG without a schedule runs daily in Airflow 2, and only by hand in Airflow 3 -> schedule="@daily" or schedule=None [ruff AIR002]
dags/b.py:3:49: XD202 advice: airflow.providers.mongo.hooks.mongo needs apache-airflow-providers-mongo, which is not installed here
dags/c.py:1:5: XD001 breaks: the file is not Python 3: '(' was never closed

1 file needs apache-airflow-providers-mongo (not installed here)
3 files, 4 findings: 2 would break, 1 would differ, 1 advice. 2 files would break. --fix rewrites 1.
"""
    )


def test_json(tmp_path, capsys):
    file = tmp_path / "dag.py"
    file.write_text(BREAKS)
    main([str(file), "-o", "json"])
    assert json.loads(capsys.readouterr().out) == {
        "files": 1,
        "counts": {"breaks": 1, "differs": 0, "advice": 0},
        "findings": [
            {
                "path": str(file),
                "line": 2,
                "column": 10,
                "code": "XD103",
                "name": "dag-argument",
                "severity": "breaks",
                "text": "DAG has no argument schedule_interval in Airflow 3.2.1: Airflow 3 calls it schedule",
                "rewrite": "schedule=",
                "ruff": "AIR301",
                "fixable": True,
            }
        ],
        "packages": [],
    }


def test_sarif(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a dag.py").write_text(BREAKS + DIFFERS + BREAKS)
    main(["a dag.py", "-o", "sarif"])
    log = json.loads(capsys.readouterr().out)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["XD103", "XD408"]
    assert [rule["defaultConfiguration"]["level"] for rule in rules] == ["error", "warning"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "a%20dag.py"}, "region": {"startLine": 2, "startColumn": 10}}


@pytest.mark.skipif(
    "SARIF_SCHEMA" not in os.environ, reason="SARIF_SCHEMA names no file with the schema of SARIF 2.1.0"
)
@pytest.mark.parametrize("what", ["findings", "nothing", "no Python", "everything"])
def test_sarif_is_valid(tmp_path, capsys, what):
    """The schema is OASIS's: sarif-schema-2.1.0.json."""
    import jsonschema

    texts = {"findings": BREAKS + DIFFERS, "nothing": CLEAN, "no Python": "print 'no'\n"}
    folder = tmp_path / "ä b%#"
    folder.mkdir()
    (folder / "dag.py").write_text(texts.get(what, ""))
    if what == "everything":
        folder = PYTHON.parent / "Tests" / "Conformance"
    main([str(folder), "-o", "sarif"])
    log = json.loads(capsys.readouterr().out)
    schema = json.loads(Path(os.environ["SARIF_SCHEMA"]).read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(schema)
    checker = kind(schema, format_checker=jsonschema.FormatChecker())
    assert [f"{error.json_path}: {error.message}" for error in checker.iter_errors(log)] == []
    assert bool(log["runs"][0]["results"]) == (what != "nothing")


@pytest.mark.parametrize("code", pages())
def test_every_code_has_its_page(capsys, code):
    assert main(["--explain", code.lower()]) == 0
    text = capsys.readouterr().out
    page = pages()[code]
    assert text.startswith(f"# {code} {page.name} ({page.severity})\n\n")
    assert "\n## Airflow's rule\n\n" in text
    assert page.severity in Severity


def test_every_code_of_a_rule_has_a_page():
    sources = "".join(path.read_text() for path in (PYTHON / "xcom_doctor").rglob("*.py"))
    import re

    assert set(re.findall(r'"(XD\d\d\d)"', sources)) - {"XD0"} == set(pages())


def test_an_archive(tmp_path, capsys):
    archive = tmp_path / "dags.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("dag.py", BREAKS)
        file.writestr("notes.txt", "print 'no'")
    (tmp_path / "broken.zip").write_bytes(archive.read_bytes()[:40])
    before = archive.read_bytes()
    assert main([str(tmp_path), "--fix"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{tmp_path}/broken.zip:1:1: XD002 breaks: cannot be read: File is not a zip file"
    assert lines[1].startswith(f"{archive}/dag.py:2:10: XD103 breaks: ")
    assert archive.read_bytes() == before


@pytest.mark.parametrize(
    "data",
    [b"x = '\xff'\n", b"# coding: no-such\n", b"\x00", b"(" * 5000, b"-" * 100_000 + b"1", b"\xef\xbb\xbfx = 1 2"],
)
def test_what_is_not_python(tmp_path, capsys, data):
    file = tmp_path / "dag.py"
    file.write_bytes(data)
    assert main([str(file), "--jobs", "1"]) == 1
    assert capsys.readouterr().out.splitlines()[0].startswith(f"{file}:1:")


def test_a_file_that_may_not_be_read(tmp_path, capsys):
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere.py")
    assert main([str(tmp_path)]) == 1
    assert "gone.py:1:1: XD002 breaks: cannot be read: No such file or directory" in capsys.readouterr().out


def test_what_a_terminal_would_obey_is_escaped(tmp_path, capsys):
    file = tmp_path / "dag\x1b[2J.py"
    file.write_text(BREAKS)
    main([str(file)])
    assert "\x1b" not in capsys.readouterr().out


def test_many_files_by_several_processes(tmp_path, capsys):
    for number in range(90):
        (tmp_path / f"dag_{number:02}.py").write_text(BREAKS if number % 2 else CLEAN)
    main([str(tmp_path), "--jobs", "2"])
    several = capsys.readouterr().out
    main([str(tmp_path), "--jobs", "1"])
    assert several == capsys.readouterr().out
    assert several.splitlines()[-1].startswith("90 files, 45 findings")


def test_nothing_of_airflow_is_imported(tmp_path):
    (tmp_path / "dag.py").write_text(BREAKS + "raise SystemExit('executed')\n")
    code = (
        "import sys; from xcom_doctor.__main__ import main; main(sys.argv[1:]);"
        "sys.exit(any(name.split('.')[0] in ('airflow', 'libcst', '_xcom') for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], env={"PYTHONPATH": str(PYTHON)}, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
