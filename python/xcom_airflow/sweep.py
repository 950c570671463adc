"""`xcom blobs sweep`: deletes what no row of an Airflow database needs any more."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Any

import _xcom

from xcom_airflow.references import MARKER, reference_in_text


class SweepError(Exception):
    """One line: what, and what to do."""


def references(database: str) -> list[str]:
    """All references in the table `xcom` of an Airflow database, named by SQLAlchemy's URL."""
    import sqlalchemy
    from sqlalchemy import Text, cast, column, create_engine, select, table

    try:
        engine = create_engine(database)
        name = f"the database {engine.url.render_as_string(hide_password=True)}"
    except (sqlalchemy.exc.ArgumentError, ImportError) as error:
        raise SweepError(f"--airflow-db: {error}") from None
    value = cast(column("value"), Text)
    query = select(value).select_from(table("xcom")).where(value.contains(MARKER, autoescape=True))
    try:
        with engine.connect().execution_options(yield_per=1000) as connection:
            found = [reference_in_text(text) for (text,) in connection.execute(query)]
    except sqlalchemy.exc.SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise SweepError(f"{name} cannot be read: {cause}") from None
    finally:
        engine.dispose()
    return [reference for reference in found if reference is not None]


def sweep(database: str, place: str, grace: int, dry_run: bool, force: bool) -> dict[str, Any]:
    """Delete at a place what the database does not need; what was found."""

    def decide(found: tuple[int, list[str], int, int, list[str]]) -> bool:
        needed, removed, *_ = found
        if removed and not needed and not force:
            raise SweepError(
                f"no row of this database needs any of the {len(removed)} blobs at {place}. Where it is the right one, "
                "--force deletes them"
            )
        return not dry_run

    needed, removed, marks, young, missing = _xcom.sweep_offloaded(place, lambda: references(database), grace, decide)
    return {"needed": needed, "removed": removed, "marks": marks, "young": young, "missing": missing}


def main(arguments: list[str]) -> int:
    """The exit code: 1 where a row needs what is not there, or where the sweep is refused."""
    parser = argparse.ArgumentParser("xcom blobs sweep")
    parser.add_argument("--airflow-db", default=os.environ.get("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"))
    parser.add_argument("--place", default=os.environ.get("XCOM_OFFLOAD"))
    parser.add_argument("--grace", type=int, default=3600)
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--force", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    try:
        if not options.airflow_db:
            raise SweepError("name Airflow's database by --airflow-db, or by AIRFLOW__DATABASE__SQL_ALCHEMY_CONN")
        if not options.place:
            raise SweepError("name the place of the values by --place, or by XCOM_OFFLOAD")
        report = sweep(options.airflow_db, options.place, options.grace, options.dry_run, options.force)
    except (SweepError, RuntimeError) as error:
        print(f"xcom: {error}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps({"dry_run": options.dry_run, **report}))
    else:
        for url in report["removed"]:
            print(f"{'would delete' if options.dry_run else 'deleted'} {url}")
        print(
            f"{report['needed']} needed, {len(report['removed'])} {'to delete' if options.dry_run else 'deleted'}, "
            f"{report['young']} younger than {options.grace} s"
        )
    for url in report["missing"]:
        print(f"xcom: a row needs {url}, which is not there", file=sys.stderr)
    return 1 if report["missing"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
