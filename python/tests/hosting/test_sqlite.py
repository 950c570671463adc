"""One SQLite library in a process, whoever loads it first; and a Python that has a second one."""

from __future__ import annotations

import pytest

from .conftest import Host

ORDERS = ["import sqlite3, _xcom", "import _xcom, sqlite3"]
COPIES = """
def copies():
    return {line.split()[-1] for line in open("/proc/self/maps") if "libsqlite3" in line}
"""


@pytest.mark.parametrize("imports", ORDERS)
def test_there_is_one_copy_in_a_process(host: Host, imports: str) -> None:
    lines = host.output(
        f"""
{imports}
{COPIES}
import os
_xcom.connect("sqlite:///" + os.path.abspath("xcom.db"))
sqlite3.connect(":memory:").execute("select 1")
print(len(copies()), _xcom.sql_version() == sqlite3.sqlite_version)
        """
    )
    assert lines == ["1 True"]


@pytest.mark.parametrize("imports", ORDERS)
def test_pushes_survive_that_python_closes_the_file(host: Host, imports: str) -> None:
    """With two copies the first close drops the store's locks: the next process then deletes the log under it."""
    lines = host.output(
        f"""
{imports}
import os, subprocess, sys
path = os.path.abspath("xcom.db")
# In a process of its own: this one is to have no more than its store.
subprocess.run(
    [sys.executable, "-m", "xcom_bridge", "run", "dag.py", "--run-id", "r", "--store", "sqlite:///" + path],
    check=True, stdout=subprocess.DEVNULL,
)
_xcom.connect("sqlite:///" + path)

def push(key):
    _xcom.push("hosted", "r", "look", -1, key, key, None, False)

OTHER = '''
import sys, _xcom
_xcom.connect("sqlite:///" + sys.argv[1])
_xcom.push("hosted", "r", "look", -1, sys.argv[2], 1, None, False)
'''
for number in range(3):
    push(f"before{{number}}")
    sqlite3.connect(path).execute("select count(*) from xcom").connection.close()
    subprocess.run([sys.executable, "-c", OTHER, path, f"other{{number}}"], check=True)
    push(f"after{{number}}")
print(_xcom.pull("hosted", "r", ["look"], "before0", False, [-1], True, None))
        """
    )
    assert lines == ["before0"]
    done = host.output(
        """
        import sqlite3
        print(sorted(key for (key,) in sqlite3.connect("xcom.db").execute("select key from xcom") if key != "return_value"))
        """
    )
    assert done == [str(sorted(f"{when}{number}" for when in ("before", "other", "after") for number in range(3)))]


def test_a_python_with_an_sqlite_of_its_own_does_not_get_the_store(host: Host) -> None:
    lines = host.output(
        """
        import os, sqlite3
        from pathlib import Path
        from xcom_bridge import sqlite_copies
        assert sqlite_copies.is_shared()
        sqlite_copies.is_shared = lambda: False
        path = os.path.abspath("xcom.db")
        sqlite_copies.protect("sqlite:///" + path)
        os.symlink(path, "link.db")
        for database in (path, "xcom.db", Path("xcom.db"), b"xcom.db", f"file:{path}?mode=rw", "link.db", "b.db", ":memory:"):
            try:
                sqlite3.connect(database, uri=str(database).startswith("file:"))
            except RuntimeError as error:
                print("refused", str(error).startswith(path + " is the XCom store of this process"))
            else:
                print("opened")
        """
    )
    assert lines == ["refused True"] * 6 + ["opened"] * 2


def test_a_store_elsewhere_is_nothing_to_protect(host: Host) -> None:
    lines = host.output(
        """
        import sqlite3
        from xcom_bridge import sqlite_copies
        sqlite_copies.is_shared = lambda: False
        for url in ("sqlite://", "sqlite:///", "postgresql://host/db"):
            sqlite_copies.protect(url)
        sqlite3.connect(":memory:")
        print("opened")
        """
    )
    assert lines == ["opened"]
