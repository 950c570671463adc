"""`xcom completion`, in the shells that are here."""

from __future__ import annotations

import shutil
import subprocess
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
        if shutil.which(shell) is not None:
            subprocess.run([shell, "-n", path], check=True)
        path.unlink()


def test_bash_completes_subcommands_and_options(xcom: Run, tmp_path: Path) -> None:
    (tmp_path / "script").write_text(xcom("completion", "bash").stdout)

    def completed(*words: str) -> set[str]:
        program = """
            source ./script
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
            function=$(complete -p xcom | sed 's/.*-F \\([^ ]*\\).*/\\1/')
            "$function" xcom "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" >&2
            printf '%s\\n' "${COMPREPLY[@]}"
        """
        done = subprocess.run(
            ["bash", "-c", program, "bash", *words], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        return {line.strip() for line in done.stdout.splitlines()}

    assert {"variables", "version"} <= completed("xcom", "v")
    assert {"import", "export", "list"} <= completed("xcom", "pools", "")
    assert "--limit" in completed("xcom", "runs", "list", "--li")


def test_another_shell_is_wrong_usage(xcom: Run) -> None:
    done = xcom("completion", "install", SHELL="/bin/csh")
    assert (done.returncode, done.stderr) == (
        2,
        "xcom: there is no completion for the shell csh; name bash, zsh or fish\n",
    )
