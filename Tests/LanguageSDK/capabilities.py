"""What Airflow asks of an SDK of another language, and which of it the SDKs have: the table of the README.

    python Tests/LanguageSDK/capabilities.py

writes the table from capabilities.json into the README. What Swift is said to have there, a test shows, which is named.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
BEGIN = "<!-- Made by Tests/LanguageSDK/capabilities.py from capabilities.json. -->\n"
END = "<!-- End of what is made. -->\n"
GROUPS = {
    "states": "States that a task ends in",
    "runtime": "In a task",
    "native": "DAGs without a Python file",
    "beyond": "Beyond Airflow's list",
}
SDKS = ("go", "java", "swift")
# Of Airflow's releases, the one that is to come with it.
MARKS = {"yes", "no", "n/a", "3.4"}


def load() -> dict[str, Any]:
    return json.loads((ROOT / "Tests" / "LanguageSDK" / "capabilities.json").read_text("utf-8"))


def table(data: dict[str, Any]) -> str:
    columns = [data["columns"][sdk] for sdk in SDKS]
    lines = [f"| | level | {' | '.join(columns)} |", f"| --- | --- |{' --- |' * len(columns)}"]
    for group, title in GROUPS.items():
        lines.append(f"| **{title}** | | | | |")
        for row in data["rows"]:
            if row["group"] == group:
                name = f"`{row['id']}`" + (f": {row['what']}" if "what" in row else "")
                lines.append(f"| {name} | {row['level']} | {' | '.join(row[sdk] for sdk in SDKS)} |")
    return "\n".join(lines) + "\n"


def written(readme: str, data: dict[str, Any]) -> str:
    """The README with the table in its place."""
    start, end = readme.index(BEGIN) + len(BEGIN), readme.index(END)
    return f"{readme[:start]}\n{table(data)}\n{readme[end:]}"


def problem(row: dict[str, Any]) -> str | None:
    """What is wrong with a row: a word that is none, or a test that is not there; None where nothing is."""
    words = {row[sdk] for sdk in SDKS} - MARKS
    if words or row["group"] not in GROUPS:
        return f"{row['id']}: {words or row['group']} is no word of the table"
    if (row["swift"] == "yes") != ("test" in row):
        return f"{row['id']}: a test is named for what Swift has, and for nothing else"
    if "test" not in row:
        return None
    path, _, name = row["test"].partition(": ")
    file = ROOT / path
    text = file.read_text("utf-8") if file.exists() else ""
    pattern = {".swift": rf'@Test\(\s*"{re.escape(name)}"', ".py": rf"^def {re.escape(name)}\("}[file.suffix]
    return None if re.search(pattern, text, re.M) else f"{row['id']}: there is no test {row['test']}"


if __name__ == "__main__":
    README.write_text(written(README.read_text("utf-8"), load()), "utf-8")
