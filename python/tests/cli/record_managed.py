"""Records what Airflow's commands for variables, connections and pools print and write; run by the `bin/python` of a whole one.

VENV/bin/python python/tests/cli/record_managed.py
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
KEY = "ZmRlZmRlZmRlZmRlZmRlZmRlZmRlZmRlZmRlZmRlZmQ="

#: Files that the commands read.
FILES = {
    "variables.json": '{"from_file": "text", "dict": {"a": [1, 2.5, "grün"]}, "number": 7, "none": null, "list": [1],'
    ' "told": {"value": {"x": true}, "description": "why"}, "text": {"value": "t", "description": "d"}, "zero": 0,'
    ' "empty": {"value": ""}}',
    "variables.yaml": "from_yaml: text\nnested:\n  a: [1, 2]\nflag: true\n",
    "variables.env": "# comment\nFROM_ENV=text\n\nJSON={\"a\": 1}\n",
    "twice.env": "A=1\nA=2\n",
    "broken.json": '{"a": ',
    "list.json": "[1]",
    "variables.txt": "A=1\n",
    "connections.json": '{"from_json": {"conn_type": "http", "host": "h", "extra": {"a": [1]}}, "uri": "postgresql://u:p%40@h:5/db?a=b",'
    ' "dejson": {"conn_type": "aws", "extra_dejson": {"region": "eu"}}}',
    "connections.yaml": "from_yaml:\n  conn_type: mysql\n  login: u\n  port: 3306\n",
    "connections.env": 'FROM_ENV=my-type://u:p@h:1/s?x=1\nBY_JSON={"conn_type": "http", "host": "h"}\n',
    "illegal.json": '{"c": {"conn_type": "http", "hots": "h"}}',
    "pools.json": '{"small": {"slots": 2, "description": "two", "include_deferred": true}, "old": {"slots": 3,'
    ' "description": ""}}',
    "halves.json": '{"good": {"slots": 1, "description": "d"}, "bad": {"slots": 1}}',
}  # fmt: skip

#: The words behind `airflow`, one after the other on one database.
CASES = [
    "variables list -o json", "variables set plain text", "variables set told text --description words",
    "variables set -j quoted text", "variables set --json object {\"a\":1}", "variables set raw {\"b\":[1,2]}",
    "variables set empty ", "variables get plain", "variables get -j raw", "variables get --json quoted", "variables get raw",
    "variables get none", "variables get none -d x", "variables get plain --default x", "variables get -j plain",
    "variables set plain other", "variables list -o json", "variables list --show-values -o json",
    "variables list --show-values --hide-sensitive -o json", "variables list --hide-sensitive -o json",
    "variables export -", "variables export out.json", "variables import variables.json", "variables export out.json",
    "variables import variables.yaml", "variables import variables.env", "variables import twice.env",
    "variables import broken.json", "variables import list.json", "variables import variables.txt",
    "variables import missing.json", "variables import variables.json -a fail",
    "variables set number 8", "variables import variables.json --action-on-existing-key skip", "variables get number",
    "variables import variables.json -a other", "variables import out.json -a overwrite", "variables export out.json",
    "variables delete plain", "variables delete plain", "variables list -o json",
    "connections list -o json",
    "connections add uri --conn-uri my-type://u%40:p%2Fw@host.example:5432/db%2F1?x=1&y=two",
    "connections add uri --conn-uri http://h", "connections add nothing", "connections add bad --conn-uri host",
    "connections add both --conn-uri http://h --conn-json {}", "connections add mixed --conn-uri http://h --conn-host h",
    "connections add spaced\\ id --conn-uri http://h",
    "connections add json --conn-json {\"conn_type\":\"http\",\"host\":\"h\",\"port\":80,\"extra\":{\"k\":{\"n\":1}},\"description\":\"d\"}",
    "connections add untyped --conn-json {\"host\":\"h\"}", "connections add broken --conn-json {",
    "connections add parts --conn-type generic --conn-host https://h.example --conn-login l --conn-password s3cret --conn-schema s"
    " --conn-port 8080 --conn-extra {\"token\":\"t0ken\"} --conn-description words",
    "connections add bare --conn-type generic",
    "connections get parts -o json", "connections get uri -o json", "connections get none -o json",
    "connections list -o json", "connections list --show-values -o json",
    "connections list --show-values --hide-sensitive -o json", "connections list --hide-sensitive -o json",
    "connections export -", "connections export out.json", "connections export out.yaml", "connections export out.env",
    "connections export out.txt", "connections export other --file-format yaml",
    "connections export json.env --serialization-format json", "connections export out.json --serialization-format uri",
    "connections import connections.json", "connections import connections.json", "connections import connections.json --overwrite",
    "connections import connections.yaml", "connections import connections.env", "connections import out.env",
    "connections import json.env --overwrite", "connections import out.yaml --overwrite",
    "connections import illegal.json", "connections import missing.json", "connections export all.json",
    "connections export all.env", "connections delete parts", "connections delete parts",
    "pools list -o json", "pools set small 3 three", "pools set wide -1 wide --include-deferred", "pools set small 2 two",
    "pools set bad many text", "pools set default_pool 64 fewer", "pools get small -o json", "pools get none -o json",
    "pools list -o json", "pools export out.json", "pools import pools.json", "pools import halves.json",
    "pools import broken.json", "pools import missing.json", "pools export out.json", "pools delete small",
    "pools delete small", "pools delete default_pool", "pools list -o json",
]  # fmt: skip


def words_of(case: str) -> list[str]:
    """The arguments of a case; a blank that belongs to one has a backslash before it."""
    return [word.replace("\0", " ") for word in case.replace("\\ ", "\0").split(" ")]


def without_logs(text: str) -> str:
    return "".join(line for line in text.splitlines(True) if not re.match(r"\d{4}-\d\d-\d\dT", line))


def record() -> None:
    with tempfile.TemporaryDirectory() as home:
        Path(home, "airflow.cfg").touch()
        environment = {
            **os.environ,
            "AIRFLOW_HOME": home,
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__FERNET_KEY": KEY,
        }
        subprocess.run([sys.executable, "-m", "airflow", "db", "migrate"], env=environment, check=True)
        subprocess.run([sys.executable, str(Path(__file__).resolve()), "."], env=environment, cwd=home, check=True)
        (HERE / "managed_3.2.1.json").write_text(Path(home, "result").read_text())


def execute() -> None:
    """The cases, and the files that they have written."""
    from airflow.cli import cli_parser

    for name, text in FILES.items():
        Path(name).write_text(text)
    found = []
    for case in CASES:
        # An export to standard output closes it.
        if (child := os.fork()) == 0:
            os.dup2(os.open("stdout", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
            arguments = cli_parser.get_parser().parse_args(words_of(case))
            arguments.func(arguments)
            sys.exit()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        row: dict[str, object] = {"case": case, "code": code, "stdout": without_logs(Path("stdout").read_text())}
        if case.split()[1] == "export" and code == 0 and (path := Path(case.split()[2])).exists():
            row["file"] = path.read_text()
        found.append(row)
    Path("result").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    execute() if len(sys.argv) > 1 else record()
