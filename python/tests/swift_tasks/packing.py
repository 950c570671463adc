"""Makes bundle files of programs that say what they hold."""

from __future__ import annotations

import hashlib
import struct
import subprocess
from pathlib import Path


def pack(binary: Path, folder: Path) -> None:
    """A bundle file of a binary that says what it holds."""
    metadata = subprocess.run([binary, "--airflow-metadata"], check=True, capture_output=True).stdout
    content = binary.read_bytes()
    trailer = struct.pack("<III32s12s8s", 0, len(metadata), 1, hashlib.sha256(content).digest(), bytes(12), b"AFBNDL01")
    bundle = folder / binary.name
    bundle.write_bytes(content + metadata + trailer)
    bundle.chmod(0o755)
