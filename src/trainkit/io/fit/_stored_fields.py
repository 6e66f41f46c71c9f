"""The fields that the records of one message have: names, readings and places."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from trainkit.io.fit._base_types import STRING, base_type
from trainkit.io.fit._definition import Definition, Slot
from trainkit.io.fit._developer import Described, Description, Descriptions
from trainkit.io.fit._profile import Component, Message, Reading, Variant, message_by_number
from trainkit.io.fit._records import Group
from trainkit.io.fit._rows import NO_ROWS, Numbered, Place, RowFormat
from trainkit.io.fit._times import TIMESTAMP

__all__ = ["NO_FIELDS", "Choice", "Layout", "Stored", "lay_out"]


class Stored(NamedTuple):
    """One stored field; `places` has its slot by group index, None for a completed timestamp."""

    number: int
    reading: Reading
    developer: int | None
    native: int | None
    text: bool
    places: dict[int, Slot | None]

    @property
    def is_plain(self) -> bool:
        """Whether records store it, and a column of it has numbers as they are in the records.

        Whole numbers of one definition and others of another are all floats in a column.
        """
        slots = self.places.values()
        kinds = [slot.base.kind for slot in slots if slot is not None]
        whole = [kind[0] != "f" for kind in kinds]
        if len(kinds) < len(slots) or not (all(whole) or not any(whole)):
            return False
        return not all(whole) or np.result_type(*kinds).kind != "f"

    @property
    def single(self) -> bool:
        """Whether each record has one number of it at most."""
        slots = self.places.values()
        return all(
            slot and slot.size == slot.base.size and slot.base.kind[0] in "iu" for slot in slots
        )


class Choice(NamedTuple):
    """Another reading of a field, for rows in which the field `variant.ref` has some numbers.

    `place` and `ref` are those of both fields, if a row has one number of each.
    """

    field: str
    variant: Variant
    numbers: frozenset[int]
    place: Place | None
    ref: Place | None

    @classmethod
    def of(cls, message: Message, field: str, variant: Variant, rows: RowFormat) -> "Choice":
        """Return the choice of a variant in a message."""
        decides = message.field_by_name(variant.ref)
        names = {} if decides is None else decides.reading.names
        numbers = frozenset(number for number, label in names.items() if label in variant.labels)
        place, ref = rows.places.get(field), rows.places.get(variant.ref)
        if place is None or ref is None or place.text or ref.text or place.width + ref.width > 2:
            return cls(field, variant, numbers, None, None)
        return cls(field, variant, numbers, place._replace(reading=variant.reading), ref)


class Layout(NamedTuple):
    """The fields of a message.

    Parameters
    ----------
    stored : mapping of str to Stored
        Those that its records store, in the order of their definitions.
    packed : mapping of str to sequence of (str, Component)
        Fields that are packed into others: the field that contains each, and its bits.
    choices : sequence of Choice
        Further readings of fields.
    rows : RowFormat
        Fields of which each cell alone tells its value.
    numbered, rest : sequence of str
        The stored and packed fields that are no text, and those of them that no row has.
    """

    stored: Mapping[str, Stored]
    packed: Mapping[str, Sequence[tuple[str, Component]]]
    choices: Sequence[Choice]
    rows: RowFormat
    numbered: Sequence[str]
    rest: Sequence[str]


NO_FIELDS = Layout({}, {}, (), NO_ROWS, (), ())


class _Kind(NamedTuple):
    """What the layout depends on: so the files of a device share it."""

    definition: Definition
    described: tuple[Described, ...] = ()
    timed: bool = False  # its timestamps come from header bytes


def lay_out(groups: Sequence[Group], descriptions: Descriptions) -> Layout:
    """Return the fields of a message.

    A field that is text in one definition and a number in another becomes two columns. Of two
    fields with the same number in one definition, the first wins.
    """
    if len(groups) == 1 and groups[0].definition.native_only:  # the usual case
        return _lay_out((_Kind(groups[0].definition, (), groups[0].times is not None),))
    return _lay_out(tuple(_kind(group, descriptions) for group in groups))


def _kind(group: Group, descriptions: Descriptions) -> _Kind:
    definition = group.definition
    described = tuple(
        (
            (slot.developer, slot.number),
            descriptions.find(slot.developer, slot.number, group.offset),
        )
        for slot in (() if definition.native_only else definition.slots())
        if slot.developer is not None
    )
    return _Kind(definition, described, group.times is not None)


@lru_cache(maxsize=128)  # the files of a device repeat its definitions
def _lay_out(kinds: tuple[_Kind, ...]) -> Layout:
    stored = _fields_of(kinds)
    if not stored:
        return NO_FIELDS
    packed: dict[str, list[tuple[str, Component]]] = {}
    message = message_by_number(kinds[0].definition.message)
    for field in message.packed:
        # A component may contain further ones, so an unpacked field counts as a source too.
        if field.name in stored or field.name in packed:
            for component in field.components:
                packed.setdefault(component.target, []).append((field.name, component))
    rows = _rows(message, stored, packed, [kind.definition.order for kind in kinds])
    own = [*stored, *(name for name in packed if name not in stored)]
    choices = [
        Choice.of(message, field.name, variant, rows)
        for field in message.varied
        for variant in field.variants
        if field.name in own and variant.ref in own
    ]
    numbered = [name for name in own if name not in stored or not stored[name].text]
    rest = [name for name in numbered if name not in rows.places]
    return Layout(stored, packed, choices, rows, numbered, rest)


def _rows(
    message: Message,
    stored: Mapping[str, Stored],
    packed: Mapping[str, Sequence[tuple[str, Component]]],
    orders: Sequence[str],
) -> RowFormat:
    """Return the fields to which no other one adds, or another one as a whole."""
    alone = {name: field for name, field in stored.items() if field.is_plain}
    same, fills = [], []
    for name, sources in packed.items():
        own = alone.pop(name, None)
        source, component = sources[0]
        if len(sources) > 1 or component.bits or source in packed or source not in stored:
            continue
        scale, offset = stored[source].reading[:2]
        reading = message.by_name[name].reading._replace(scale=scale, offset=offset)
        if name not in stored:
            same.append((name, source, reading))
        elif own and own.reading == reading and own.single and stored[source].single:
            alone[name] = own
            fills.append((name, source))
    fields = [
        Numbered(name, field.reading, {at: slot for at, slot in field.places.items() if slot})
        for name, field in alone.items()
    ]
    return RowFormat.of(fields, orders, same, fills)


def _fields_of(kinds: Sequence[_Kind]) -> Mapping[str, Stored]:
    fields: dict[str, Stored] = {}
    for index, kind in enumerate(kinds):
        message = message_by_number(kind.definition.message)
        if kind.timed:
            listed = message.field_by_number(TIMESTAMP)
            timestamp = Stored(TIMESTAMP, listed.reading, None, None, text=False, places={})
            fields.setdefault(listed.name, timestamp).places[index] = None
        described = dict(kind.described)
        for slot in kind.definition.slots():
            if slot.developer is None:
                listed = message.field_by_number(slot.number)
                text = slot.base is STRING
                new = Stored(slot.number, listed.reading, None, None, text, {index: slot})
                _add(fields, listed.name, new)
            else:
                description = described[slot.developer, slot.number]
                _add(fields, *_developer_field(message, index, slot, description))
    return fields


def _developer_field(
    message: Message, index: int, slot: Slot, description: Description
) -> tuple[str, Stored]:
    """Return a developer field and its name."""
    slot = slot._replace(base=base_type(description.base_code, slot.size))
    # A native field belongs to one message; elsewhere the same number means another field.
    ours = description.native_message in (None, message.number)
    name = (
        f"developer_{slot.developer}_{description.name}"
        if message.find_reading(description.name)
        else description.name
    )
    stored = Stored(
        slot.number,
        description.reading,
        slot.developer,
        description.native_field if ours else None,
        slot.base is STRING,
        {index: slot},
    )
    return name, stored


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
