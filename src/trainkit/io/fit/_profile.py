"""The meaning of the numbers in a FIT file, from the table in ``profile.txt``."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from trainkit.io.fit._base_types import NAMED, BaseType

__all__ = [
    "Component",
    "Field",
    "Message",
    "Reading",
    "Variant",
    "message_by_name",
    "message_by_number",
    "readings",
]

_DEGREES = 2**31 / 180  # semicircles in a degree
_PACKED = re.compile(r"(\w+)(?:\.(\d+))?(?:/(\d+))?(\+)?")
_NO_NAMES: Mapping[int, str] = MappingProxyType({})


class Reading(NamedTuple):
    """How a stored number becomes a value: ``number / scale - offset``, or a name."""

    scale: float = 1.0
    offset: float = 0.0
    units: str = ""
    enum: str = ""
    names: Mapping[int, str] = _NO_NAMES


_AS_STORED = Reading()


class Component(NamedTuple):
    """Some bits of a field that are the value of the field `target`.

    Zero `bits` mean the whole field, with its reading. With a `period`, the next value begins that
    many bits later.
    """

    target: str
    shift: int
    bits: int
    scale: float
    accumulate: bool
    period: int


class Variant(NamedTuple):
    """Another reading of a field, for rows in which the field `ref` has one of these names."""

    name: str
    reading: Reading
    ref: str
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the public protocol."""

    number: int
    name: str
    reading: Reading = _AS_STORED
    base: BaseType | None = None  # in files that this library writes
    components: tuple[Component, ...] = ()
    variants: list[Variant] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the public protocol; others are named ``unknown_<number>``."""

    number: int
    name: str
    fields: dict[int, Field] = field(default_factory=dict)
    by_name: dict[str, Field] = field(default_factory=dict)
    packed: tuple[Field, ...] = ()  # those with components
    varied: tuple[Field, ...] = ()  # those with variants
    variant_names: frozenset[str] = frozenset()

    def field_by_number(self, number: int) -> Field:
        """Return the field with this number."""
        return self.fields.get(number) or _COMMON.get(number) or _unknown_field(number)

    def field_by_name(self, name: str) -> Field | None:
        """Return the field with this name; ``unknown_<number>`` is any unlisted field."""
        number = _unknown(name)
        if number is not None:
            return self.field_by_number(number)
        return self.by_name.get(name) or _COMMON_BY_NAME.get(name)

    def find_reading(self, name: str) -> tuple[Field, Reading] | None:
        """Return the field and reading with this name, which a field or a variant has."""
        field = self.field_by_name(name)
        if field is not None:
            return field, field.reading
        return next(
            (
                (field, variant.reading)
                for field in self.fields.values()
                for variant in field.variants
                if variant.name == name
            ),
            None,
        )


@cache
def _unknown_field(number: int) -> Field:
    return Field(number, f"unknown_{number}")


# Any message may have these two, so the table need not list them.
_COMMON = {
    253: Field(253, "timestamp", Reading(units="s", enum="date_time")),
    254: Field(254, "message_index"),
}
_COMMON_BY_NAME = {field.name: field for field in _COMMON.values()}


@lru_cache(maxsize=256)
def message_by_number(number: int) -> Message:
    """Return the message with this number."""
    return _messages().get(number) or Message(number, f"unknown_{number}")


def message_by_name(name: str) -> Message | None:
    """Return the message with this name; ``unknown_<number>`` is any unlisted message."""
    # A linear search: names are looked up once a file, numbers once a definition.
    listed = next((kind for kind in _messages().values() if kind.name == name), None)
    number = _unknown(name)
    return message_by_number(number) if listed is None and number is not None else listed


def readings(name: str) -> Mapping[str, Reading]:
    """Return how the values of each listed field of a message are read."""
    listed = message_by_name(name)
    known = {} if listed is None else listed.by_name
    return {field.name: field.reading for field in known.values()}


def _unknown(name: str) -> int | None:
    number = name.removeprefix("unknown_")
    return int(number) if number != name and number.isdecimal() else None


@cache
def _messages() -> Mapping[int, Message]:
    text = Path(__file__).with_name("profile.txt").read_text(encoding="utf-8")
    table, *blocks = text.split("\nenum ")
    enums = dict(_enum(block) for block in blocks)
    messages: dict[int, Message] = {}
    for block in table.split("\nmessage ")[1:]:
        (number, name), *lines = [
            words for line in block.splitlines() if (words := line.split()) and words[0] != "#"
        ]
        fields: list[Field] = []
        for words in lines:
            if words[0] == "|":
                fields[-1].variants.append(_variant(words[1:], enums))
            else:
                fields.append(_field(words, enums))
        messages[int(number)] = Message(
            number=int(number),
            name=name,
            fields={field.number: field for field in fields},
            by_name={field.name: field for field in fields},
            packed=tuple(field for field in fields if field.components),
            varied=tuple(field for field in fields if field.variants),
            variant_names=frozenset(variant.name for field in fields for variant in field.variants),
        )
    return MappingProxyType(messages)


_Enums = dict[str, Mapping[int, str]]


def _enum(block: str) -> tuple[str, Mapping[int, str]]:
    """Parse ``NAME`` and its labels, counted from 0; ``N=LABEL`` sets the number."""
    name, *words = block.split()
    labels: dict[int, str] = {}
    value = 0
    for word in words:
        number, _, label = word.rpartition("=")
        # Labels count on from the last stated number.
        value = int(number or value)
        labels[value] = label
        value += 1
    return name, MappingProxyType(labels)


def _field(words: list[str], enums: _Enums) -> Field:
    mark = words.index(">") if ">" in words else len(words)
    base = NAMED.get(words[2]) if mark > 2 else None
    name, reading = _reading(words[1:mark], enums)
    return Field(int(words[0]), name, reading, base, tuple(_components(words[mark + 1 :])))


def _reading(words: list[str], enums: _Enums) -> tuple[str, Reading]:
    """Parse ``NAME[:ENUM] [TYPE] [UNIT] [/SCALE] [-OFFSET]``."""
    name, _, enum = words[0].partition(":")
    scale, offset, units = 1.0, 0.0, ""
    for word in words[1:]:
        if word == "/semicircle":
            scale = _DEGREES
        elif word[0] == "/":
            scale = float(word[1:])
        elif word[0] == "-":
            offset = float(word[1:])
        elif word not in NAMED:
            units = word
    return name, Reading(scale, offset, units, enum, enums.get(enum, _NO_NAMES))


def _components(words: list[str]) -> Iterator[Component]:
    """Parse ``TARGET[.BITS][/SCALE][+]`` words, the lowest bits first."""
    components = [match.groups() for word in words if (match := _PACKED.fullmatch(word))]
    # A final star repeats the components until the field ends.
    period = sum(int(bits) for _, bits, *_ in components) if words[-1:] == ["*"] else 0
    shift = 0
    for target, bits, scale, plus in components:
        yield Component(
            target=target,
            shift=shift,
            bits=int(bits or 0),
            scale=float(scale or 1),
            accumulate=bool(plus),
            period=period,
        )
        shift += int(bits or 0)


def _variant(words: list[str], enums: _Enums) -> Variant:
    """Parse ``NAME[:ENUM] ... when FIELD=LABEL,...``."""
    mark = words.index("when")
    ref, _, labels = words[mark + 1].partition("=")
    return Variant(*_reading(words[:mark], enums), ref, frozenset(labels.split(",")))
