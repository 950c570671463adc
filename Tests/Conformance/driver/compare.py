#!/usr/bin/env python3
"""Compare a result with a golden: compare.py GOLDEN.json RESULT.json

Both have the JSON of a golden (README.md). Needs nothing but Python. Exit
status 0 where nothing differs. Where decisions.json (beside the folder of the golden)
has entries for the case, they are applied to the golden first. What counts:

* runs are matched by their order, XCom rows by (task_id, map_index, key), task
  instances by (task_id, map_index), errors by those and the try number;
* a value at a pointer in the golden's "volatile" (or below one) only has to be
  there, with the same type; in a "substituted" string the machine's own paths
  count as the placeholder, so both are volatile where they are not replaced;
* an array at a pointer in "unordered" compares as a multiset;
* numbers compare with their type: 3 is not 3.0, True is not 1; but an XCom that
  is a number as a whole compares by what it is worth;
* the order of an object's keys does not count;
* errors compare by the last part of the type's name and the message (an empty
  "errors" in the result is not compared); structure and rendered_fields are
  compared with --structure and --rendered;
* "test_error", why there was no run, compares by the last part of the type's
  name: the command says no more of it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ABSENT = "<absent>"
ANYTHING = "<anything>"  # a decision's "free": not compared


def below(pointer: str, prefixes) -> bool:
    return any(pointer == p or pointer.startswith(p + "/") for p in prefixes)


def last_part(name):
    return name and name.rpartition(".")[2]


def canonical(value):
    return json.dumps(value, sort_keys=True)


def values_differ(golden, other, pointer, volatile, unordered):
    """Yield (pointer relative to the value, golden, other)."""
    if golden == ANYTHING:
        return
    if pointer in volatile:
        if type(golden) is not type(other):
            yield "", golden, other
        return
    if type(golden) is not type(other):
        yield "", golden, other
    elif isinstance(golden, dict):
        for key in [*golden, *(k for k in other if k not in golden)]:
            token = "/" + key.replace("~", "~0").replace("/", "~1")
            if key not in golden or key not in other:
                if not below(pointer + token, volatile):
                    yield token, golden.get(key, ABSENT), other.get(key, ABSENT)
                continue
            for where, a, b in values_differ(golden[key], other[key], pointer + token, volatile, unordered):
                yield token + where, a, b
    elif isinstance(golden, list):
        if pointer in unordered:
            if sorted(map(canonical, golden)) != sorted(map(canonical, other)):
                yield "", golden, other
        elif len(golden) != len(other):
            yield "", golden, other
        else:
            for i, (a, b) in enumerate(zip(golden, other)):
                for where, x, y in values_differ(a, b, f"{pointer}/{i}", volatile, unordered):
                    yield f"/{i}{where}", x, y
    elif golden != other and not (golden != golden and other != other):
        yield "", golden, other


def same_number(golden, other) -> bool:
    """A value that is a number as a whole lost its type in the golden's NUMERIC column (3.0 became 3)."""
    if any(isinstance(v, bool) or not isinstance(v, (int, float)) for v in (golden, other)):
        return False
    try:
        return float(golden) == float(other)
    except OverflowError:  # an integer beyond the range of a double
        return golden == other


def by(rows, *names):
    return {tuple(row[n] for n in names): (i, row) for i, row in enumerate(rows) if "removed" not in row}


def decided(golden: dict, decisions: list[dict]) -> dict:
    """The golden with the decisions for its case applied; the pointers into it stay valid.

    A decision names a section ("xcoms", "rendered_fields", "errors" or "task_instances"), a run (default 0) and a row by its key fields. It has
    "value" (the whole value, or with "at", a JSON pointer, a part of it; for the other sections the fields that change), or
    "remove": true, or "free": true (not compared). A row that is not there is added.
    """
    golden = json.loads(json.dumps(golden))
    keys = {"xcoms": ("key",), "rendered_fields": (), "errors": ("try_number",), "task_instances": ()}
    whole = {"xcoms": "value", "rendered_fields": "fields"}
    for d in decisions:
        number, section = d.get("run", 0), d.get("section", "xcoms")
        names = ("task_id", "map_index", *keys[section])
        rows = golden["runs"][number][section]
        index = next((i for i, row in enumerate(rows) if all(row[n] == d[n] for n in names)), None)
        if d.get("remove"):
            rows[index]["removed"] = True
            continue
        value = ANYTHING if d.get("free") else d["value"]
        if index is None:
            rows.append({**{n: d[n] for n in names}, **({whole[section]: value} if section in whole else value)})
        elif section not in whole:
            rows[index].update(value)
        elif "at" not in d:
            rows[index][whole[section]] = value
        else:
            *path, last = [t.replace("~1", "/").replace("~0", "~") for t in d["at"].split("/")[1:]]
            place = rows[index][whole[section]]
            for token in path:
                place = place[int(token)] if isinstance(place, list) else place[token]
            place[int(last) if isinstance(place, list) else last] = value
    return golden


def load_golden(file: Path, general: Path | None = None) -> dict:
    """A golden with the decisions beside its folder; with those of `general` where there are none of its case."""
    golden = json.loads(file.read_text(encoding="utf-8"))
    for decisions in (file.resolve().parent.parent / "decisions.json", general):
        if decisions is not None and decisions.exists():
            of_cases = json.loads(decisions.read_text(encoding="utf-8"))
            if file.stem in of_cases:
                return decided(golden, of_cases[file.stem])
    return golden


def compare(golden, other, *, errors=False, structure=False, rendered=False):
    volatile, unordered = set(golden.get("volatile", ())), set(golden.get("unordered", ()))
    found = []

    def note(what, where, a, b):
        found.append({"what": what, **where, "golden": a, "result": b})

    if len(golden["runs"]) != len(other["runs"]):
        note("runs", {}, len(golden["runs"]), len(other["runs"]))
    for number, (run, got) in enumerate(zip(golden["runs"], other["runs"])):
        place = {"run": number, "dag_id": run["dag_id"]}
        for field in ("dag_id", "run_id", "logical_date", "dag_run_state"):
            if run.get(field) != got.get(field) and not below(f"/runs/{number}/{field}", volatile):
                note(field, place, run.get(field), got.get(field))
        error, got_error = run.get("test_error"), got.get("test_error")
        if last_part((error or {}).get("type")) != last_part((got_error or {}).get("type")):
            note("test_error", place, error, got_error)
        for section, names, fields in (
            ("task_instances", ("task_id", "map_index"), ("state", "try_number", "rendered_map_index")),
            ("xcoms", ("task_id", "map_index", "key"), ("value",)),
        ):
            base = f"/runs/{number}/{section}"
            if base in volatile:
                continue
            a_rows, b_rows = by(run[section], *names), by(got[section], *names)
            for key in [*a_rows, *(k for k in b_rows if k not in a_rows)]:
                where = {**place, **dict(zip(names, key))}
                if key not in a_rows or key not in b_rows:
                    a = a_rows[key][1] if key in a_rows else ABSENT
                    b = b_rows[key][1] if key in b_rows else ABSENT
                    note(section, where, a, b)
                    continue
                index, a = a_rows[key]
                b = b_rows[key][1]
                for field in fields:
                    if field not in a and field not in b:
                        continue
                    if field == "value" and same_number(a.get(field), b.get(field)):
                        continue
                    pointer = f"{base}/{index}/{field}"
                    if below(pointer, volatile) and pointer not in volatile:
                        continue
                    for at, x, y in values_differ(a.get(field), b.get(field), pointer, volatile, unordered):
                        note(section, {**where, "field": field, **({"at": at} if at else {})}, x, y)
        if errors and (got["errors"] or not run["errors"]):
            names = ("task_id", "map_index", "try_number")
            a_rows, b_rows = by(run["errors"], *names), by(got["errors"], *names)
            for key in sorted({*a_rows, *b_rows}):
                where = {**place, **dict(zip(names, key))}
                if key not in a_rows or key not in b_rows:
                    note("errors", where, a_rows.get(key, (0, ABSENT))[1], b_rows.get(key, (0, ABSENT))[1])
                    continue
                index, a = a_rows[key]
                b = b_rows[key][1]
                pointer = f"/runs/{number}/errors/{index}/message"
                if last_part(a["type"]) != last_part(b["type"]):
                    note("errors", where, f"{a['type']}: {a['message']}", f"{b['type']}: {b['message']}")
                elif a["message"] != b["message"] and pointer not in volatile:
                    note("errors", where, a["message"], b["message"])
        if structure:
            for at, x, y in values_differ(run["structure"], got["structure"], "", set(), set()):
                note("structure", {**place, "at": at}, x, y)
        if rendered:
            base = f"/runs/{number}/rendered_fields"
            a_rows, b_rows = (by(r["rendered_fields"], "task_id", "map_index") for r in (run, got))
            for key in [*a_rows, *(k for k in b_rows if k not in a_rows)]:
                where = {**place, "task_id": key[0], "map_index": key[1]}
                if key not in a_rows or key not in b_rows:
                    note("rendered_fields", where, a_rows.get(key, (0, ABSENT))[1], b_rows.get(key, (0, ABSENT))[1])
                    continue
                index, a = a_rows[key]
                for at, x, y in values_differ(
                    a["fields"], b_rows[key][1]["fields"], f"{base}/{index}/fields", volatile, unordered
                ):
                    note("rendered_fields", {**where, "at": at}, x, y)
    return found


if __name__ == "__main__":
    options = {o[2:] for o in sys.argv[1:] if o.startswith("--")}
    files = [Path(a) for a in sys.argv[1:] if not a.startswith("--")]
    if len(files) != 2 or not options <= {"structure", "rendered"}:
        raise SystemExit(__doc__)
    golden, other = load_golden(files[0]), json.loads(files[1].read_text(encoding="utf-8"))
    differences = compare(golden, other, errors=True, structure="structure" in options, rendered="rendered" in options)
    for d in differences:
        print(json.dumps(d, ensure_ascii=False))
    sys.exit(bool(differences))
