"""What a program file is: the machine that it is for, and the libraries that it wants at its start."""

from __future__ import annotations

import mmap
import platform
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xcom_bundle.layout import opened

#: ELF's numbers for machines, and Python's names of them.
_MACHINES = {
    0x03: "i686",
    0x28: "armv7l",
    0x3E: "x86_64",
    0xB7: "aarch64",
    0xF3: "riscv64",
    0x16: "s390x",
    0x15: "ppc64le",
}
_LOADED, _DYNAMIC = 1, 2
_NEEDED, _STRINGS = 1, 5
#: No program has more, and a broken one may say so.
_MOST = 4096


@dataclass(frozen=True)
class Program:
    """A program file."""

    #: `ELF`, `Mach-O`, `script`, or nothing that is known.
    format: str | None
    #: As `uname -m` has it; nothing where it is not known.
    machine: str | None = None
    #: The shared libraries that the loader looks for.
    libraries: tuple[str, ...] = ()

    @property
    def swift_libraries(self) -> list[str]:
        """Those of Swift's runtime. Where a worker has no toolchain, the program does not start."""
        names = ("libswift", "libFoundation", "lib_Foundation", "libdispatch", "libBlocksRuntime")
        return [library for library in self.libraries if library.rpartition("/")[2].startswith(names)]

    @property
    def is_for_this_machine(self) -> bool:
        return self.machine is None or self.machine == this_machine()


def read(path: Path, length: int | None = None) -> Program:
    """What a file is, or the beginning of one. Of a broken one as much as can be told."""
    file, status = opened(path)
    with file:
        size = status.st_size if length is None else min(length, status.st_size)
        if size == 0:
            return Program(None)
        with mmap.mmap(file.fileno(), status.st_size, access=mmap.ACCESS_READ) as mapped, memoryview(mapped) as view:
            start = bytes(view[:4])
            if start == b"\x7fELF":
                return _elf(view, size)
            if start[:2] == b"#!":
                return Program("script")
            if start in (b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"):
                return Program("Mach-O")
            return Program(None)


def _elf(view: memoryview, size: int) -> Program:
    machine = None
    libraries: tuple[str, ...] = ()
    try:
        order = {1: "<", 2: ">"}[view[5]]
        machine = _MACHINES.get(struct.unpack_from(order + "H", view, 18)[0])
        if view[4] == 2:
            with view[:size] as program:
                libraries = tuple(_libraries(program, order))
    except (KeyError, IndexError, OverflowError, struct.error):
        # Less is known of it.
        pass
    return Program("ELF", machine, libraries)


def _libraries(view: memoryview, order: str) -> Iterator[str]:
    """The names in the dynamic section of a file for 64 bits."""
    (headers,) = struct.unpack_from(order + "Q", view, 32)
    entry, count = struct.unpack_from(order + "HH", view, 54)
    loaded: list[tuple[int, int, int]] = []
    dynamic = range(0)
    for index in range(min(count, _MOST)):
        kind, _, offset, address, _, length = struct.unpack_from(order + "IIQQQQ", view, headers + index * entry)
        if kind == _LOADED:
            loaded.append((address, length, offset))
        elif kind == _DYNAMIC:
            dynamic = range(offset, offset + length - 15, 16)
    needed: list[int] = []
    strings = 0
    for position in dynamic[:_MOST]:
        tag, value = struct.unpack_from(order + "QQ", view, position)
        if tag == 0:
            break
        if tag == _NEEDED:
            needed.append(value)
        elif tag == _STRINGS:
            strings = value
    for address, length, offset in loaded:
        if address <= strings < address + length:
            for place in needed:
                name = bytes(view[strings - address + offset + place :][:256])
                yield name.partition(b"\0")[0].decode("utf-8", "replace")
            return


def this_machine() -> str:
    """The machine that this process runs on."""
    return platform.machine()
