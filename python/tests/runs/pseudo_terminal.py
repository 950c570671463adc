"""Programs on a terminal of their own, and what stands on its screen."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


class Terminal:
    """A program on a terminal of 80 columns."""

    def __init__(self, command: list[str], folder: Path, environment: Mapping[str, str]) -> None:
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 80, 0, 0))
                os.chdir(folder)
                os.execve(command[0], command, environment)
            finally:
                os._exit(127)
        self.seen = ""

    def expect(self, text: str, seconds: float = 60) -> str:
        """Read on until a text stands there; gives what stands before it."""
        deadline = time.monotonic() + seconds
        while text not in self.seen:
            assert select.select([self.descriptor], [], [], max(deadline - time.monotonic(), 0))[0], self.seen
            assert self._read(), self.seen
        before, _, self.seen = self.seen.partition(text)
        return before

    def type(self, text: str) -> None:
        os.write(self.descriptor, text.encode())

    def end(self) -> tuple[int, str]:
        """The exit code, and what was shown last."""
        while self._read():
            pass
        status = os.waitpid(self.pid, 0)[1]
        self.pid = 0
        return os.waitstatus_to_exitcode(status), self.seen

    def _read(self) -> bool:
        try:
            read = os.read(self.descriptor, 65536)
        except OSError:
            # Nobody has it open any more.
            return False
        self.seen += read.decode(errors="replace").replace("\r\n", "\n")
        return bool(read)


@contextmanager
def terminal(command: list[str], folder: Path, environment: Mapping[str, str]) -> Iterator[Terminal]:
    """Run a program; it ends with the block."""
    started = Terminal(command, folder, environment)
    try:
        yield started
    finally:
        if started.pid:
            os.kill(started.pid, 9)
            os.waitpid(started.pid, 0)
        os.close(started.descriptor)


def screen(shown: str) -> str:
    """The lines that stand on the screen after what was written to it: of the controls, those that `xcom` uses."""
    lines, row, column = [""], 0, 0
    for control, text in re.findall(r"(\x1b\[\??\d*(?:;\d+)*[A-Za-z]|[\r\n])|([^\x1b\r\n]+)", shown):
        if text:
            lines[row] = lines[row][:column].ljust(column) + text + lines[row][column + len(text) :]
            column += len(text)
        elif control == "\r":
            column = 0
        elif control == "\n":
            row, column = row + 1, 0
            lines += [""] * (row + 1 - len(lines))
        elif control.endswith("A"):
            row = max(0, row - int(control[2:-1] or 1))
        elif control.endswith("K"):
            lines[row] = lines[row][:column]
        elif control.endswith("J"):
            lines[row:] = [lines[row][:column]]
        else:
            assert control.endswith(("m", "h", "l")), control
    return "\n".join(line.rstrip() for line in lines).rstrip("\n") + "\n"
