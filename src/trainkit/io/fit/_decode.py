"""Decoding of a FIT file, whole or damaged, to tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from types import MappingProxyType

from trainkit.io.fit._damage import Damage, DamageLog
from trainkit.io.fit._developer import DESCRIBED, Descriptions
from trainkit.io.fit._parts import Header, find_parts
from trainkit.io.fit._profile import Message, message_by_number
from trainkit.io.fit._records import Group, find_records
from trainkit.io.fit._table import Table
from trainkit.io.fit._table_limit import limit_table_size
from trainkit.io.fit._times import complete_times

__all__ = ["FitFile", "FitPart", "decode"]

_FIELD_DESCRIPTION = 206
_MOST = 4096  # the most descriptions of one file


@dataclass(frozen=True, slots=True)
class FitPart:
    """One of the files that a FIT file chains; most files have one part.

    Attributes
    ----------
    header : Header
        Where the part begins and ends, and the versions that it was written with.
    tables : mapping of str to Table
        Its messages by name, in the order in which the kinds first appear.
    """

    header: Header
    tables: Mapping[str, Table]

    def messages(self, name: str) -> Table:
        """Return the table of this kind of message; without rows if there is none."""
        return self.tables.get(name) or _EMPTY


@dataclass(frozen=True, slots=True)
class FitFile:
    """The readable contents of a FIT file, and its faults.

    Attributes
    ----------
    parts : tuple of FitPart
        The chained files; none if the data is not a FIT file.
    problems : tuple of Damage
        Faults with their byte offsets; every record before a fault is in the tables.
    """

    parts: tuple[FitPart, ...]
    problems: tuple[Damage, ...]


def decode(data: bytes | memoryview) -> FitFile:
    """Decode a FIT file.

    Checksums, sizes and definitions are checked now; columns are read on access. Damage never
    raises: everything readable is in the tables, and the faults are in `problems`.

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
    room = 512 + len(data) // 128  # a definition takes a kilobyte of memory and more
    parts = []
    for header in find_parts(data, log):
        groups = find_records(data, header.start, header.end, room, log)
        room -= len(groups)
        complete_times(data, groups)
        parts.append(FitPart(header, MappingProxyType(_tables(data, groups, log))))
    return FitFile(tuple(parts), log.all())


def _tables(data: bytes, groups: list[Group], log: DamageLog) -> dict[str, Table]:
    kinds: dict[int, list[Group]] = {}
    for group in sorted(groups, key=_first):
        kinds.setdefault(group.definition.message, []).append(group)
    for number, alike in kinds.items():
        if len(alike) > 1:  # else its cells are bytes of the file
            kinds[number] = limit_table_size(alike, len(data), log)
    descriptions = _descriptions(data, kinds.get(_FIELD_DESCRIPTION, []))
    tables = (
        Table(data, message_by_number(number), alike, descriptions)
        for number, alike in kinds.items()
    )
    return {table.name: table for table in tables}


def _descriptions(data: bytes, groups: list[Group]) -> Descriptions:
    if not groups:
        return _NONE
    table = Table(data, message_by_number(_FIELD_DESCRIPTION), groups, _NONE)
    descriptions = Descriptions()
    rows = zip(*map(table.as_stored, DESCRIBED), strict=True)
    for start, row in islice(zip(table.offsets.tolist(), rows, strict=True), _MOST):
        descriptions.add(start, row)
    return descriptions


_first = attrgetter("first")
_NONE = Descriptions()
_EMPTY = Table(b"", Message(-1, ""), [], _NONE)
