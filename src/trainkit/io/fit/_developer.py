"""Fields that an application on the device added, as the file describes them."""

from collections.abc import Sequence
from typing import NamedTuple

from trainkit.io.fit._base_types import BYTE
from trainkit.io.fit._profile import Reading

__all__ = ["DESCRIBED", "Described", "Description", "Descriptions"]

DESCRIBED = (
    "developer_data_index",
    "field_definition_number",
    "fit_base_type_id",
    "scale",
    "offset",
    "native_mesg_num",
    "native_field_num",
    "field_name",
    "units",
)
"""Fields of a field_description message."""


class Description(NamedTuple):
    """The contents of a field_description message."""

    name: str
    base_code: int
    scale: float
    offset: float
    units: str
    native_message: int | None
    native_field: int | None

    @property
    def reading(self) -> Reading:
        """How its numbers are read."""
        return Reading(self.scale, self.offset, self.units)


Described = tuple[tuple[int, int], Description]
"""Application and number of a field, and what they mean."""


class Descriptions:
    """The descriptions of a part, by application and field number."""

    def __init__(self) -> None:
        self._descriptions: dict[tuple[int, int], list[tuple[int, Description]]] = {}

    def add(self, start: int, cells: Sequence[float | str | None]) -> None:
        """Add the field_description message at `start`, with what it stores of `DESCRIBED`."""
        *numbers, named, units = cells
        application, number, code, scale, offset, message, native = map(_integer, numbers)
        key = application or 0, number or 0
        name = named if isinstance(named, str) else "unknown_dev_{}_{}".format(*key)
        description = Description(
            name,
            BYTE.code if code is None else code,
            float(scale or 1),
            float(offset or 0),
            units if isinstance(units, str) else "",
            message,
            native,
        )
        self._descriptions.setdefault(key, []).append((start, description))

    def find(self, application: int, number: int, before: int) -> Description:
        """Return the latest description before an offset, else the first one, else plain bytes."""
        known = self._descriptions.get((application, number), [])
        earlier = [description for start, description in known if start < before]
        if earlier:
            return earlier[-1]
        name = f"unknown_dev_{application}_{number}"
        unknown = Description(name, BYTE.code, 1.0, 0.0, "", None, None)
        return known[0][1] if known else unknown


def _integer(cell: object) -> int | None:
    return cell if isinstance(cell, int) else None
