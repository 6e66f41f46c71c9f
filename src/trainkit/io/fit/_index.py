"""Which fields the records of one message store, under which names, and where."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from trainkit.io.fit._base_types import STRING, base_type
from trainkit.io.fit._developer import Descriptions
from trainkit.io.fit._profile import Message, Reading, message
from trainkit.io.fit._times import TIMESTAMP
from trainkit.io.fit._walk import Definition, Group, Slot

__all__ = ["Stored", "stored_fields"]


class Stored(NamedTuple):
    """One stored field; `places` has its slot by group, None for a completed timestamp."""

    number: int
    reading: Reading
    developer: int | None
    native: int | None
    text: bool
    places: dict[int, Slot | None]


def stored_fields(groups: Sequence[Group], described: Descriptions) -> Mapping[str, Stored]:
    """The stored fields of a message by name, in the order in which the file defines them.

    A field that is text in one definition and a number in another gives two columns. Of two fields
    with one number in one definition the first counts.
    """
    if len(groups) == 1 and groups[0].times is None and groups[0].definition.native_only:
        return _of_definition(groups[0].definition.content)
    return _of_groups(groups, described)


@lru_cache(maxsize=128)  # the files of a device repeat its definitions
def _of_definition(content: bytes) -> Mapping[str, Stored]:
    group = Group(Definition(0, content, 0), np.empty(0, np.int64))
    return _of_groups([group], Descriptions.none())


def _of_groups(groups: Sequence[Group], described: Descriptions) -> Mapping[str, Stored]:
    found: dict[str, Stored] = {}
    for index, group in enumerate(groups):
        kind = message(group.definition.message)
        if group.times is not None:
            listed = kind.numbered(TIMESTAMP)
            timestamp = Stored(TIMESTAMP, listed.reading, None, None, text=False, places={})
            found.setdefault(listed.name, timestamp).places[index] = None
        for slot in group.definition.slots():
            if slot.developer is None:
                listed = kind.numbered(slot.number)
                text = slot.base is STRING
                new = Stored(slot.number, listed.reading, None, None, text, {index: slot})
                _add(found, listed.name, new)
            else:
                _add(found, *_developed(kind, group, index, slot, described))
    return found


def _developed(
    kind: Message, group: Group, index: int, slot: Slot, described: Descriptions
) -> tuple[str, Stored]:
    """Name and nature of a developer field."""
    says = described.of(slot.developer or 0, slot.number, group.definition.offset)
    slot = slot._replace(base=base_type(says.base_code, slot.size))
    native = says.native_field if says.native_message in (None, kind.number) else None
    name = f"developer_{slot.developer}_{says.name}" if kind.reads(says.name) else says.name
    text = slot.base is STRING
    return name, Stored(slot.number, says.reading, slot.developer, native, text, {index: slot})


def _add(found: dict[str, Stored], name: str, new: Stored) -> None:
    """File a field under its name, or under a longer one if another field has that."""
    one = found.setdefault(name, new)
    if one is new:
        return
    if one.text != new.text:
        _add(found, f"{name}_{'text' if new.text else 'numbers'}", new)
    elif (one.number, one.developer) != (new.number, new.developer):
        _add(found, f"{name}_{new.developer}_{new.number}", new)
    else:
        one.places.update(new.places | one.places)
