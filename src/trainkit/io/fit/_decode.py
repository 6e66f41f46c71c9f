"""A FIT file, whole or damaged, as tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from trainkit.io.fit._budget import affordable
from trainkit.io.fit._damage import Damage, DamageLog
from trainkit.io.fit._developer import Descriptions
from trainkit.io.fit._parts import Header, parts
from trainkit.io.fit._profile import Message, message
from trainkit.io.fit._table import Table
from trainkit.io.fit._times import complete_times
from trainkit.io.fit._walk import Group, walk

__all__ = ["FitFile", "FitPart", "decode"]

_FIELD_DESCRIPTION = 206


@dataclass(frozen=True, slots=True)
class FitPart:
    """One of the files that a FIT file chains; most files have one part.

    Attributes
    ----------
    header : Header
        Where the part lies, and the versions it was written with.
    tables : mapping of str to Table
        Its messages by name, in the order in which the kinds first appear.
    """

    header: Header
    tables: Mapping[str, Table]

    def messages(self, name: str) -> Table:
        """The table of this kind of message; one without rows if there is none."""
        return self.tables.get(name) or _EMPTY


@dataclass(frozen=True, slots=True)
class FitFile:
    """What could be read of a FIT file, and what was wrong with it.

    Attributes
    ----------
    parts : tuple of FitPart
        The chained files; none if the data is no FIT file.
    problems : tuple of Damage
        Faults with their byte offsets; every record before a fault is in the tables.
    """

    parts: tuple[FitPart, ...]
    problems: tuple[Damage, ...]


def decode(data: bytes | memoryview) -> FitFile:
    """Read a FIT file.

    Checksums, sizes and definitions are checked here; columns are read when they are asked for.
    Damage is never an error: what could be read is there, and `problems` says what was wrong.

    Parameters
    ----------
    data : bytes or memoryview
        The whole file.

    Returns
    -------
    FitFile
        Its parts and problems.

    Examples
    --------
    >>> from trainkit.io.fit import encode
    >>> ride = decode(encode([("record", {"timestamp": [1, 2], "heart_rate": [61, None]})]))
    >>> ride.parts[0].messages("record")["heart_rate"].numbers
    array([61., nan])
    """
    data = bytes(data)
    log = DamageLog()
    room = 512 + len(data) // 128  # a definition takes a kilobyte and more
    found = []
    for header in parts(data, log):
        groups = walk(data, header.start, header.end, room, log)
        room -= len(groups)
        complete_times(data, groups)
        found.append(FitPart(header, MappingProxyType(_tables(data, groups, log))))
    return FitFile(tuple(found), log.all())


def _tables(data: bytes, groups: list[Group], log: DamageLog) -> dict[str, Table]:
    kinds: dict[int, list[Group]] = {}
    for group in sorted(groups, key=lambda one: int(one.starts[0])):
        kinds.setdefault(group.definition.message, []).append(group)
    kept = {number: affordable(alike, len(data), log) for number, alike in kinds.items()}
    described = _descriptions(data, kept.get(_FIELD_DESCRIPTION, []))
    tables = (Table(data, message(number), alike, described) for number, alike in kept.items())
    return {table.name: table for table in tables}


def _descriptions(data: bytes, groups: list[Group]) -> Descriptions:
    table = Table(data, message(_FIELD_DESCRIPTION), groups, Descriptions.none())
    return Descriptions(table, table.offsets)


_EMPTY = Table(b"", Message(-1, ""), [], Descriptions.none())
