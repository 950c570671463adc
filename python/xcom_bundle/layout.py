"""The regions of a bundle file, and the 64 bytes at its end that say where they are."""

from __future__ import annotations

import hashlib
import os
import stat
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from xcom_bundle.problems import BundleError, Problem

SIZE = 64
MAGIC = b"AFBNDL01"
VERSION = 1

_TRAILER = struct.Struct("<III32s12s8s")
_CHUNK = 1 << 20
#: PyYAML takes a second for some 200 kB: what is larger is nothing that a packer has written.
_MOST_METADATA = 4 << 20


@dataclass(frozen=True)
class Layout:
    """Where the regions are, as the trailer says."""

    size: int
    source_length: int
    metadata_length: int
    digest: bytes

    @property
    def metadata_start(self) -> int:
        return self.size - SIZE - self.metadata_length

    @property
    def source_start(self) -> int:
        """Also the length of the executable."""
        return self.metadata_start - self.source_length

    @classmethod
    def read(cls, file: BinaryIO, size: int) -> Layout | Problem:
        """The layout of an open file, or the first rule that its trailer breaks."""
        if size < SIZE:
            return Problem("file", f"{size} bytes", f"at least the {SIZE} bytes of a trailer")
        start = size - SIZE
        file.seek(start)
        trailer = file.read(SIZE)
        if len(trailer) != SIZE:
            return Problem("file", "a file that gets shorter", f"the {SIZE} bytes of a trailer", start)
        source, metadata, version, digest, reserved, magic = _TRAILER.unpack(trailer)
        if magic != MAGIC:
            return Problem("trailer, magic", _bytes(magic), f"{_bytes(MAGIC)}: this is no bundle", start + 56)
        if version != VERSION:
            return Problem("trailer, footer_ver", str(version), str(VERSION), start + 8)
        if any(reserved):
            return Problem("trailer, reserved", reserved.hex(), "twelve bytes that are zero", start + 44)
        layout = cls(size, source, metadata, digest)
        if layout.source_start <= 0:
            found = f"{source} and {metadata} bytes, of a file of {size}"
            wanted = f"fewer than {start} together: the executable is before them"
            return Problem("trailer, source_len and metadata_len", found, wanted, start)
        if metadata > _MOST_METADATA:
            wanted = f"at most {_MOST_METADATA}, the limit of xcom"
            return Problem("trailer, metadata_len", str(metadata), wanted, start + 4)
        return layout

    def digest_problem(self, digest: bytes) -> Problem | None:
        """What is wrong with the trailer's hash of an executable that has another one."""
        if digest == self.digest:
            return None
        wanted = f"{digest.hex()}, the hash of the {self.source_start} bytes of the executable"
        return Problem("trailer, binary_sha256", self.digest.hex(), wanted, self.size - SIZE + 12)

    def hashed(self, file: BinaryIO) -> bytes:
        """The hash of the executable as it stands."""
        digest = hashlib.sha256()
        left = self.source_start
        file.seek(0)
        while left > 0 and (chunk := file.read(min(_CHUNK, left))):
            digest.update(chunk)
            left -= len(chunk)
        return digest.digest()

    def source(self, file: BinaryIO) -> bytes:
        """The embedded source."""
        file.seek(self.source_start)
        return file.read(self.source_length)

    def metadata(self, file: BinaryIO) -> bytes:
        """The text of the metadata."""
        file.seek(self.metadata_start)
        return file.read(self.metadata_length)


def joined(executable: bytes, source: bytes, metadata: bytes) -> bytes:
    """The bytes of a bundle file."""
    for name, region in (("source", source), ("metadata", metadata)):
        if len(region) > 0xFFFFFFFF:
            raise BundleError(f"The {name} has {len(region)} bytes: a bundle has room for less than 4 GiB of it.")
    digest = hashlib.sha256(executable).digest()
    trailer = _TRAILER.pack(len(source), len(metadata), VERSION, digest, bytes(12), MAGIC)
    return executable + source + metadata + trailer


def opened(path: Path) -> tuple[BinaryIO, os.stat_result]:
    """A regular file, open for reading, and what it is."""
    try:
        # Of a named pipe nobody may ever be the other end.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        raise BundleError(f"{path} cannot be read: {error.strerror}") from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise BundleError(f"{path} is a {'folder' if stat.S_ISDIR(status.st_mode) else 'special file'}: name a file.")
    return os.fdopen(descriptor, "rb"), status


def is_bundle(path: Path) -> bool:
    """Whether a file ends as a bundle does."""
    file, status = opened(path)
    with file:
        if status.st_size < SIZE:
            return False
        file.seek(status.st_size - len(MAGIC))
        return file.read() == MAGIC


def _bytes(value: bytes) -> str:
    text = value.decode("ascii", "replace")
    return f'"{text}"' if text.isascii() and text.isprintable() else f"the bytes {value.hex()}"
