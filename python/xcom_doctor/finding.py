"""What the doctor reports."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

PAGES = Path(__file__).with_name("pages")


class Severity(StrEnum):
    """What happens to who does nothing about a finding."""

    BREAKS = "breaks"
    DIFFERS = "differs"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Fix:
    """A rewrite that needs no thought: what to do with the node at a place (`fixing` has the actions)."""

    action: str
    line: int
    column: int
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing at one place. Lines and columns count from 1, columns in characters."""

    path: str
    line: int
    column: int
    code: str
    text: str
    severity: Severity
    rewrite: str | None = None
    ruff: str | None = None
    fix: Fix | None = None

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        return (self.path, self.line, self.column, self.code, self.text)


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a code: `pages/CODE.md`, whose first line is `# CODE name (severity)`."""

    code: str
    name: str
    severity: Severity
    text: str

    @property
    def summary(self) -> str:
        """Its first paragraph, in one line."""
        return " ".join(self.text.split("\n\n")[1].split())


@cache
def pages() -> dict[str, Page]:
    """Every code there is."""
    found = {}
    for path in sorted(PAGES.glob("XD*.md")):
        text = path.read_text(encoding="utf-8")
        _, code, name, severity = text.partition("\n")[0].split()
        found[code] = Page(code, name, Severity(severity.strip("()")), text)
    return found
