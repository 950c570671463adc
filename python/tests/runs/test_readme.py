"""What README.md shows is what comes out."""

from __future__ import annotations

import re
import shlex

from .conftest import ROOT, Xcom


def test_the_example_prints_what_the_readme_shows(xcom: Xcom) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    command, output = re.search(
        r"^    scripts/xcom (run \S+ --run-id [^\n]*)\n\n```\n(.*?)```\n", text, re.M | re.S
    ).groups()
    words = shlex.split(command)
    done = xcom(words[0], ROOT / words[1], *words[2:])
    # How long something takes is not the same twice.
    seconds = r"\d+\.\d+ s$"
    assert re.sub(seconds, "S", done.stdout, flags=re.M) == re.sub(seconds, "S", output, flags=re.M)


def test_every_command_that_the_readme_names_has_help(xcom: Xcom) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text[text.index("| command |") : text.index("Exit codes:")]
    names = re.findall(r"`xcom ([a-z]+(?: [a-z]+)?)[ `]", table)
    assert len(names) > 8
    for name in names:
        if not name.startswith("python"):
            assert xcom(*name.split(), "--help").returncode == 0, name
