"""The fields that the records of one message have: names, readings and places."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from trainkit.io.fit._base_types import STRING, base_type
from trainkit.io.fit._block import Block, Numbered
from trainkit.io.fit._cells import Cell
from trainkit.io.fit._developer import Described, Descriptions
from trainkit.io.fit._profile import (
    Component,
    Message,
    Reading,
    Variant,
    message_by_number,
)
from trainkit.io.fit._records import Definition, Group, Slot
from trainkit.io.fit._times import TIMESTAMP

__all__ = ["NO_FIELDS", "Layout", "Stored", "lay_out"]


class Stored(NamedTuple):
    """One stored field; `places` has its slot by group index, None for a completed timestamp."""

    number: int
    reading: Reading
    developer: int | None
    native: int | None
    text: bool
    places: dict[int, Slot | None]


_NATIVE: tuple[tuple[Described, ...], ...] = ((),)


class Layout(NamedTuple):
    """The fields of a message.

    Parameters
    ----------
    stored : mapping of str to Stored
        Those that its records store, in the order of their definitions.
    packed : mapping of str to sequence of (str, Component)
        Fields that are packed into others: the field that contains each, and its bits.
    varied : sequence of (str, Variant)
        Further readings of fields, for rows in which another field has one of some names.
    cells : mapping of str to Cell
        Stored fields of one cell that alone tells their value; none for several definitions.
    block : Block or None
        Stored fields of numbers that alone tell their values; None if there are none.
    numbered, rest : sequence of str
        The stored and packed fields that are no text, and those of them that the block has not.
    """

    stored: Mapping[str, Stored]
    packed: Mapping[str, Sequence[tuple[str, Component]]]
    varied: Sequence[tuple[str, Variant]]
    cells: Mapping[str, Cell]
    block: Block | None
    numbered: Sequence[str]
    rest: Sequence[str]


NO_FIELDS = Layout({}, {}, (), {}, None, (), ())


def lay_out(groups: Sequence[Group], descriptions: Descriptions) -> Layout:
    """Return the fields of a message.

    A field that is text in one definition and a number in another becomes two columns. Of two
    fields with the same number in one definition, the first wins.
    """
    if len(groups) == 1 and groups[0].times is None and groups[0].definition.native_only:
        return _lay_out_definitions((groups[0].definition.content,), _NATIVE)  # the usual case
    if any(group.times is not None for group in groups):
        return _lay_out_groups(groups, descriptions)
    # Else the definitions alone decide, so files of one device share the answer.
    definitions = [group.definition for group in groups]
    described = tuple(_describe(definition, descriptions) for definition in definitions)
    return _lay_out_definitions(tuple(definition.content for definition in definitions), described)


def _describe(definition: Definition, descriptions: Descriptions) -> tuple[Described, ...]:
    """Return the descriptions of the developer fields of a definition."""
    if definition.native_only:
        return ()
    keys = [(slot.developer, slot.number) for slot in definition.slots()]
    return tuple(
        ((developer, number), descriptions.find(developer, number, definition.offset))
        for developer, number in keys
        if developer is not None
    )


@lru_cache(maxsize=128)  # the files of a device repeat its definitions
def _lay_out_definitions(
    contents: tuple[bytes, ...], described: tuple[tuple[Described, ...], ...]
) -> Layout:
    nothing = np.empty(0, np.int64)
    definitions = (Definition(at, content, 0) for at, content in enumerate(contents, start=1))
    groups = [Group(definition, nothing) for definition in definitions]
    return _lay_out_groups(groups, Descriptions.by_definition(described))


def _lay_out_groups(groups: Sequence[Group], descriptions: Descriptions) -> Layout:
    stored = _fields_of_groups(groups, descriptions)
    packed: dict[str, list[tuple[str, Component]]] = {}
    message = message_by_number(groups[0].definition.message)
    for field in message.packed:
        # A component may contain further ones, so an unpacked field counts as a source too.
        if field.name in stored or field.name in packed:
            for component in field.components:
                packed.setdefault(component.target, []).append((field.name, component))
    alone = [
        Numbered(name, field.reading, places)
        for name, field in stored.items()
        if name not in packed
        and len(places := {at: slot for at, slot in field.places.items() if slot is not None})
        == len(field.places)
    ]
    same = [
        (target, sources[0][0])
        for target, sources in packed.items()
        if target not in stored and len(sources) == 1 and not sources[0][1].bits
    ]
    own = [*stored, *(name for name in packed if name not in stored)]
    varied = [
        (field.name, variant)
        for field in message.varied
        for variant in field.variants
        if field.name in own and variant.ref in own
    ]
    orders = [group.definition.order for group in groups]
    cells = _cells(alone, orders[0]) if len(groups) == 1 else {}
    block = Block.of(alone, orders, same)
    numbered = [name for name in own if name not in stored or not stored[name].text]
    rest = [name for name in numbered if block is None or name not in block.places]
    return Layout(stored, packed, varied, cells, block, numbered, rest)


def _cells(fields: Sequence[Numbered], order: str) -> dict[str, Cell]:
    return {
        field.name: Cell.of(slot, order, field.reading)
        for field in fields
        if (slot := field.places[0]).size == slot.base.size or slot.base is STRING
    }


def _fields_of_groups(groups: Sequence[Group], descriptions: Descriptions) -> Mapping[str, Stored]:
    fields: dict[str, Stored] = {}
    for index, group in enumerate(groups):
        kind = message_by_number(group.definition.message)
        if group.times is not None:
            listed = kind.field_by_number(TIMESTAMP)
            timestamp = Stored(TIMESTAMP, listed.reading, None, None, text=False, places={})
            fields.setdefault(listed.name, timestamp).places[index] = None
        for slot in group.definition.slots():
            if slot.developer is None:
                listed = kind.field_by_number(slot.number)
                text = slot.base is STRING
                new = Stored(slot.number, listed.reading, None, None, text, {index: slot})
                _add(fields, listed.name, new)
            else:
                _add(fields, *_developer_field(kind, group, index, slot, descriptions))
    return fields


def _developer_field(
    kind: Message, group: Group, index: int, slot: Slot, descriptions: Descriptions
) -> tuple[str, Stored]:
    """Return a developer field and its name."""
    description = descriptions.find(slot.developer or 0, slot.number, group.definition.offset)
    slot = slot._replace(base=base_type(description.base_code, slot.size))
    # A native field belongs to one message; elsewhere the same number means another field.
    native = description.native_field if description.native_message in (None, kind.number) else None
    name = (
        f"developer_{slot.developer}_{description.name}"
        if kind.find_reading(description.name)
        else description.name
    )
    text = slot.base is STRING
    return name, Stored(
        slot.number, description.reading, slot.developer, native, text, {index: slot}
    )


def _add(fields: dict[str, Stored], name: str, new: Stored) -> None:
    """Add a field under its name, or under a longer one if another field has it."""
    same = fields.setdefault(name, new)
    if same is new:
        return
    if same.text != new.text:
        _add(fields, f"{name}_{'text' if new.text else 'numbers'}", new)
    elif (same.number, same.developer) != (new.number, new.developer):
        _add(fields, f"{name}_{new.developer}_{new.number}", new)
    else:
        same.places.update(new.places | same.places)
