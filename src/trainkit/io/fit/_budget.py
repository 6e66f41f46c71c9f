"""Keeps a hostile file from growing in memory: a table has a cell for every row and field."""

from trainkit.io.fit._damage import DamageLog
from trainkit.io.fit._walk import Group

__all__ = ["affordable"]

_GROWTH = 4  # honest files stay below 2
_FREE = 1 << 16


def affordable(groups: list[Group], file_size: int, log: DamageLog) -> list[Group]:
    """The groups of one message that fit into a table of four times the file's size.

    Definitions with few fields in common make a table of mostly empty cells. The groups with the
    most bytes stay; the others are reported.
    """
    budget = _FREE + _GROWTH * file_size
    if (
        sum(one.starts.size for one in groups) * sum(one.definition.size for one in groups)
        <= budget
    ):
        return groups
    widths: dict[tuple[int, int | None], int] = {}
    rows = 0
    kept = []
    for group in sorted(groups, key=lambda one: -one.starts.size * one.definition.size):
        wider = widths | {
            (slot.number, slot.developer): max(
                slot.size, widths.get((slot.number, slot.developer), 0)
            )
            for slot in group.definition.slots()
        }
        more = rows + group.starts.size
        if more * sum(wider.values()) <= budget:
            widths, rows = wider, more
            kept.append(group)
        else:
            log.add(int(group.starts[0]), "records with too different fields are left out")
    return kept
