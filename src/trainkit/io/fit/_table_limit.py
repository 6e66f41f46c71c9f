"""A limit on the memory of a hostile file: a table has a cell for every row and field."""

from trainkit.io.fit._damage import DamageLog
from trainkit.io.fit._records import Group

__all__ = ["limit_table_size"]

_GROWTH = 4  # honest files stay below 2
_FREE = 1 << 16


def limit_table_size(groups: list[Group], file_size: int, log: DamageLog) -> list[Group]:
    """Return the groups of one message that fit into a table of four times the file's size.

    Definitions with few fields in common make a table of mostly empty cells. The groups with the
    most bytes are kept; the others are reported.
    """
    budget = _FREE + _GROWTH * file_size
    all_rows = sum(group.rows for group in groups)
    if all_rows * sum(group.definition.size for group in groups) <= budget:
        return groups
    widths: dict[tuple[int, int | None], int] = {}
    rows = 0
    kept = []
    for group in sorted(groups, key=lambda group: -group.rows * group.definition.size):
        wider = widths | {
            (slot.number, slot.developer): max(
                slot.size, widths.get((slot.number, slot.developer), 0)
            )
            for slot in group.definition.slots()
        }
        more = rows + group.rows
        if more * sum(wider.values()) <= budget:
            widths, rows = wider, more
            kept.append(group)
        else:
            log.add(group.first, "records with too different fields are left out")
    return kept
