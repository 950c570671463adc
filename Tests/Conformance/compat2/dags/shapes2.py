"""Helper of the cases: classes that values are made of, in a module that can be imported."""
import collections
import dataclasses
import enum

import attr
import pydantic


class Number(enum.IntEnum):
    ONE = 1


class Text(str):
    pass


class Dict(dict):
    pass


class Tuple(tuple):
    pass


Point = collections.namedtuple("Point", "x y")


@dataclasses.dataclass
class Inner:
    b: object = None


@dataclasses.dataclass
class Outer:
    a: Inner
    items: list


@attr.define
class Attrs:
    a: object
    hidden: int = attr.field(default=5, init=False)


class Model(pydantic.BaseModel):
    a: int
    many: list = []


class Parent(pydantic.BaseModel):
    child: Model
    when: object = None


class Versioned(pydantic.BaseModel):
    a: int


class Own:
    __version__ = 3

    def __init__(self, data):
        self.data = data

    def serialize(self):
        return self.data

    @staticmethod
    def deserialize(data, version):
        return Own((data, version))

    def __repr__(self):
        return f"Own({self.data!r})"


class Thing:
    pass
