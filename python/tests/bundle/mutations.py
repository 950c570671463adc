"""Bundle files with something wrong in them, and some with nothing wrong."""

from __future__ import annotations

import hashlib
import random
import struct
from collections.abc import Iterator

PROGRAM = b"#!/bin/sh\nexit\n"
SOURCE = b"import XComTasks\n"
METADATA = b"""\
airflow_bundle_metadata_version: "1.0"
dags:
  orders:
    tasks:
    - transform
sdk:
  language: swift
  supervisor_schema_version: "2026-06-16"
  version: "0.1.0"
source: Orders.swift
"""
_SDK = b'{supervisor_schema_version: "2026-06-16"}'

#: Metadata that is odd, by what is odd about it.
METADATA_TEXTS: dict[str, bytes] = {
    "as packed": METADATA,
    "what Airflow reads, and no more": b"dags: {d: null}\nsdk: " + _SDK,
    "in JSON": b'{"dags": {"d": {"tasks": []}}, "sdk": {"supervisor_schema_version": "2026-06-16"}}',
    "unknown keys": METADATA + b"digests: {integrity: ab}\nformat_version: '1.0'\n",
    "a key twice, the second right": b"dags: {}\ndags: {d: {}}\nsdk: " + _SDK,
    "a key twice, the first right": b"dags: {d: {}}\ndags: {}\nsdk: " + _SDK,
    "an alias": b"x: &a {d: {}}\ndags: *a\nsdk: " + _SDK,
    "a merge": b"x: &a {d: {}}\ndags:\n  <<: *a\nsdk: " + _SDK,
    "an endless alias": b"dags: &a {d: *a}\nsdk: " + _SDK,
    "a date for a schema": b"dags: {d: {}}\nsdk: {supervisor_schema_version: 2026-06-16}",
    "an impossible date": b"dags: {d: {}}\nsdk: " + _SDK + b"\nx: 2026-99-99",
    "another schema": b"dags: {d: {}}\nsdk: {supervisor_schema_version: '2026-10-30'}",
    "an empty schema": b"dags: {d: {}}\nsdk: {supervisor_schema_version: ''}",
    "a schema with a blank": b"dags: {d: {}}\nsdk: {supervisor_schema_version: ' 2026-06-16'}",
    "a number for a schema": b"dags: {d: {}}\nsdk: {supervisor_schema_version: 20260616}",
    "a list for a schema": b"dags: {d: {}}\nsdk: {supervisor_schema_version: [2026-06-16]}",
    "no schema": b"dags: {d: {}}\nsdk: {language: swift}",
    "no sdk": b"dags: {d: {}}",
    "an sdk that is a text": b"dags: {d: {}}\nsdk: swift",
    "no dags": b"sdk: " + _SDK,
    "empty dags": b"dags: {}\nsdk: " + _SDK,
    "a list of dags": b"dags: [d]\nsdk: " + _SDK,
    "a text for dags": b"dags: d\nsdk: " + _SDK,
    "a number for a DAG": b"dags: {1: {}}\nsdk: " + _SDK,
    "a date for a DAG": b"dags: {2026-01-01: {}}\nsdk: " + _SDK,
    "yes for a DAG": b"dags: {yes: {}}\nsdk: " + _SDK,
    "an empty id of a DAG": b"dags: {'': {}}\nsdk: " + _SDK,
    "nothing for a DAG": b"dags: {~: {}}\nsdk: " + _SDK,
    "a right and a wrong DAG": b"dags: {d: {}, 2: {}}\nsdk: " + _SDK,
    "a set of dags": b"dags: !!set {d}\nsdk: " + _SDK,
    "tasks that are no list": b"dags: {d: {tasks: x}}\nsdk: " + _SDK,
    "tasks that are no texts": b"dags: {d: {tasks: [1, ~]}}\nsdk: " + _SDK,
    "nothing": b"",
    "a comment": b"# nothing",
    "a text": b"hello",
    "a list": b"- a\n- b",
    "two documents": METADATA + b"---\n" + METADATA,
    "no UTF-8": METADATA + b"x: \xff\n",
    "UTF-16": METADATA.decode().encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + METADATA,
    "a NUL": METADATA + b"x: \0\n",
    "a control character": METADATA + b"x: \x07\n",
    "a tab": b"dags:\n\td: {}\nsdk: " + _SDK,
    "an open bracket": b"dags: {d: {}\n",
    "an unknown alias": METADATA + b"x: *none\n",
    "an object of Python": METADATA + b"x: !!python/object/apply:os.getcwd []\n",
    "a tag of its own": METADATA + b"x: !mine y\n",
    "an empty integer": METADATA + b"x: !!int ''\n",
    "a float that is none": METADATA + b"x: !!float y\n",
    "a truth value that is none": METADATA + b"x: !!bool y2\n",
    "a timestamp that is none": METADATA + b"x: !!timestamp y\n",
    "bytes that are none": METADATA + b"x: !!binary 'a'\n",
    "a list for a key": METADATA + b"? [a]\n: b\n",
    "a mapping for a key": METADATA + b"? {a: b}\n: c\n",
    "a long integer": METADATA + b"x: " + b"9" * 5000 + b"\n",
    "long hexadecimals": METADATA.replace(b'"0.1.0"', b"0x" + b"f" * 5000)
    + b"0x"
    + b"f" * 5000
    + b": 0x"
    + b"f" * 5000
    + b"\n",
    "a version that grows": b"x0: &x0 [y, y, y, y, y, y, y, y, y]\n"
    + b"".join(b"x%d: &x%d [%s]\n" % (n, n, b", ".join([b"*x%d" % (n - 1)] * 9)) for n in range(1, 12))
    + METADATA.replace(b'"0.1.0"', b"*x11"),
    "not a number": METADATA + b"x: [.nan, .inf, -.inf]\n",
    "a base of 60": METADATA + b"x: 1:00:00\n",
    "deep": METADATA + b"x: " + b"[" * 5_000 + b"\n",
    "deep and whole": METADATA + b"x: " + b"[" * 400 + b"]" * 400 + b"\n",
    "CRLF": METADATA.replace(b"\n", b"\r\n"),
    "line separators": METADATA.replace(b"\n", "\N{LINE SEPARATOR}".encode()),
}


def joined(
    program: bytes = PROGRAM, source: bytes = SOURCE, metadata: bytes = METADATA, *, digest: bytes | None = None,
    lengths: tuple[int, int] | None = None, version: int = 1, reserved: bytes = bytes(12), magic: bytes = b"AFBNDL01",
) -> bytes:  # fmt: skip
    """A bundle by the words of the specification: not by what is tested."""
    of_source, of_metadata = lengths or (len(source), len(metadata))
    digest = hashlib.sha256(program).digest() if digest is None else digest
    return b"".join(
        [program, source, metadata, struct.pack("<III", of_source, of_metadata, version), digest, reserved, magic]
    )


def trailers() -> Iterator[tuple[str, bytes]]:
    """A field of the trailer that is another one."""
    yield "nothing wrong", joined()
    yield "no source", joined(source=b"")
    source, metadata = len(SOURCE), len(METADATA)
    for name, lengths in {
        "source_len + 1": (source + 1, metadata),
        "source_len - 1": (source - 1, metadata),
        "source_len 0": (0, metadata),
        "metadata_len + 1": (source, metadata + 1),
        "metadata_len 0": (source, 0),
        "metadata_len takes the source": (0, source + metadata),
        "no executable": (source + len(PROGRAM), metadata),
        "one byte of an executable": (source + len(PROGRAM) - 1, metadata),
        "before the file": (source + len(PROGRAM) + 1, metadata),
        "largest source_len": (0xFFFFFFFF, metadata),
        "largest metadata_len": (source, 0xFFFFFFFF),
        "both largest": (0xFFFFFFFF, 0xFFFFFFFF),
    }.items():
        yield name, joined(lengths=lengths)
    for version in (0, 2, 256, 0x01000000, 0xFFFFFFFF):
        yield f"footer_ver {version}", joined(version=version)
    for index in range(12):
        yield f"reserved byte {index}", joined(reserved=bytes(index) + b"\1" + bytes(11 - index))
    for index in range(8):
        yield f"magic byte {index}", joined(magic=bytes(x ^ (i == index) for i, x in enumerate(b"AFBNDL01")))
    right = hashlib.sha256(PROGRAM).digest()
    for index in range(32):
        yield f"binary_sha256 byte {index}", joined(digest=bytes(x ^ (i == index) for i, x in enumerate(right)))
    yield "the hash of all", joined(digest=hashlib.sha256(PROGRAM + SOURCE + METADATA).digest())


def sizes() -> Iterator[tuple[str, bytes]]:
    """Files that are longer or shorter."""
    whole = joined()
    for length in (0, 1, 63, 64, 65, len(whole) - 64, len(whole) - 1):
        yield f"the first {length}", whole[:length]
        yield f"the last {length}", whole[len(whole) - length :]
    yield "a byte more", whole + b"\n"
    yield "a byte in front", b"\0" + whole
    yield "twice", whole + whole
    yield "a trailer alone", joined(b"", b"", b"")


def metadata_texts() -> Iterator[tuple[str, bytes]]:
    """What the metadata says, in a file that is right otherwise."""
    for name, text in METADATA_TEXTS.items():
        yield name, joined(metadata=text)


def random_mutations(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Files with some bytes changed, taken out or put in: anywhere, or in the metadata with the lengths right."""
    chance = random.Random(seed)
    texts = list(METADATA_TEXTS.values())
    for number in range(count):
        if number % 2:
            yield f"mutation {number} of seed {seed}", mutated(joined(), chance)
        else:
            text = METADATA if chance.random() < 0.7 else chance.choice(texts)[:2000]
            yield f"metadata {number} of seed {seed}", joined(metadata=mutated(text, chance))


def mutated(content: bytes, chance: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5))):
        place = chance.randrange(len(data) + 1)
        piece = bytes(
            chance.choice(b"\0\1\xff \n\t:-[]{}&*!'\"#%@,?|>0129azAF~") for _ in range(chance.choice((1, 1, 3)))
        )
        match chance.randrange(4):
            case 0:
                data[place : place + len(piece)] = piece
            case 1:
                del data[place : place + chance.choice((1, 2, 20))]
            case 2:
                data[place:place] = piece
            case _ if place < len(data):
                data[place] ^= 1 << chance.randrange(8)
    return bytes(data)
