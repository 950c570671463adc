"""`xcom completion install`. What the shells make of the scripts: runs/test_completion.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run

PLACES = {
    "bash": ".local/share/bash-completion/completions/xcom",
    "zsh": ".zfunc/_xcom",
    "fish": ".config/fish/completions/xcom.fish",
}


@pytest.mark.parametrize("shell", PLACES)
def test_the_script_is_installed_where_the_shell_looks(xcom: Run, tmp_path: Path, shell: str) -> None:
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": "", "XDG_CONFIG_HOME": "", "SHELL": f"/bin/{shell}"}
    for words in ((), (shell,)):
        done = xcom("completion", "install", *words, **home)
        path = tmp_path / PLACES[shell]
        assert (done.returncode, done.stdout.splitlines()[0]) == (0, f"Wrote {path}; a new shell has it.")
        script = path.read_text()
        assert script == xcom("completion", shell).stdout
        assert all(word in script for word in ("variables", "backfill", "follow"))
        path.unlink()


def test_another_shell_is_wrong_usage(xcom: Run) -> None:
    done = xcom("completion", "install", SHELL="/bin/csh")
    assert (done.returncode, done.stderr) == (
        2,
        "xcom: there is no completion for the shell csh; name bash, zsh or fish\n",
    )
