"""Runs cases side by side and says how each ended."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from driver.cases import Case
from driver.execute import Outcome, execute
from driver.scratch import Machine


def known_failures(file: Path, environment: str) -> dict[str, str]:
    """The cases that do not pass yet, each with the reason."""
    failures: dict[str, str] = json.loads(file.read_text(encoding="utf-8")).get(environment, {})
    return failures


def run(
    cases: list[Case], machine: Machine, *, known: dict[str, str], jobs: int, verbose: bool, keep: bool = False
) -> int:
    """Prints a line per case and the totals; 0 where all pass but those that are known to fail."""
    passed = failed = expected = 0
    fixed: list[str] = []
    with ThreadPoolExecutor(jobs) as pool:
        for future in as_completed([pool.submit(execute, case, machine, keep) for case in cases]):
            outcome = future.result()
            name = outcome.case.name
            if outcome.passed:
                passed += 1
                if name in known:
                    fixed.append(name)
                word = "ok"
            elif name in known:
                expected += 1
                word = "known"
            else:
                failed += 1
                word = "FAIL"
            print(f"{word:5} {name} ({outcome.seconds:.1f} s){summary(outcome)}", flush=True)
            if verbose and not outcome.passed:
                print(details(outcome), flush=True)
            elif word == "known":
                print(f"      {known[name]}", flush=True)
    for name in fixed:
        print(f"FAIL  {name} passes, but known_failures.json lists it: take it out")
    if expected:
        print(f"{expected} of the failed are known (known_failures.json)")
    print(f"{passed} passed, {failed + expected} failed")
    return 1 if failed or fixed else 0


def summary(outcome: Outcome) -> str:
    if outcome.broken is not None:
        return f": {outcome.broken.splitlines()[0]}"
    counts = Counter(difference["what"] for difference in outcome.differences)
    return ": " + ", ".join(f"{count} {what}" for what, count in counts.items()) if counts else ""


def details(outcome: Outcome, most: int = 20) -> str:
    if outcome.broken is not None:
        return indented(outcome.broken)
    lines = [json.dumps(difference, ensure_ascii=False)[:1500] for difference in outcome.differences]
    if len(lines) > most:
        lines[most:] = [f"... and {len(lines) - most} more"]
    return indented("\n".join(lines))


def indented(text: str) -> str:
    return "\n".join(f"      {line}" for line in text.splitlines())
