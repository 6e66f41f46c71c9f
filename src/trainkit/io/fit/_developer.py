"""Fields that an application on the device added, as the file describes them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainkit.io.fit._column import Column
from trainkit.io.fit._profile import Reading

__all__ = ["Described", "Description", "Descriptions"]

_MOST = 4096  # the most descriptions of one file


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
    """The descriptions of a part, by application and field number.

    Parameters
    ----------
    columns : mapping of str to Column
        The part's field_description messages.
    offsets : ndarray of int
        Where they begin in the file.
    """

    def __init__(self, columns: Mapping[str, Column], offsets: NDArray[np.int64]) -> None:
        self._descriptions: dict[tuple[int, int], list[tuple[int, Description]]] = {}
        size = min(offsets.size, _MOST)
        application, number, base, scale, offset, message, native = (
            _integers(columns.get(name), size)
            for name in (
                "developer_data_index",
                "field_definition_number",
                "fit_base_type_id",
                "scale",
                "offset",
                "native_mesg_num",
                "native_field_num",
            )
        )
        names, units = (_texts(columns.get(name), size) for name in ("field_name", "units"))
        for row, start in enumerate(offsets[:size].tolist()):
            key = application[row] or 0, number[row] or 0
            name = names[row] or "unknown_dev_{}_{}".format(*key)
            code = base[row]
            description = Description(
                name,
                0x0D if code is None else code,
                float(scale[row] or 1),
                float(offset[row] or 0),
                units[row] or "",
                message[row],
                native[row],
            )
            self._descriptions.setdefault(key, []).append((start, description))

    @classmethod
    def empty(cls) -> "Descriptions":
        """Return no descriptions."""
        return cls({}, np.empty(0, np.int64))

    @classmethod
    def by_definition(cls, found: Sequence[Sequence[Described]]) -> "Descriptions":
        """Return what was found for each definition; those stand at offsets 1, 2, 3 and so on."""
        descriptions = cls.empty()
        for at, described in enumerate(found):
            for key, description in described:
                descriptions._descriptions.setdefault(key, []).append((at, description))
        return descriptions

    def find(self, application: int, number: int, before: int) -> Description:
        """Return the latest description before an offset, else the first one, else plain bytes."""
        known = self._descriptions.get((application, number), [])
        earlier = [description for start, description in known if start < before]
        if earlier:
            return earlier[-1]
        name = f"unknown_dev_{application}_{number}"
        unknown = Description(name, 0x0D, 1.0, 0.0, "", None, None)
        return known[0][1] if known else unknown


def _integers(column: Column | None, size: int) -> list[int | None]:
    if column is None or column.raw.ndim != 1 or column.raw.dtype.kind not in "iu":
        return [None] * size
    pairs = zip(column.raw.tolist(), column.valid.tolist(), strict=True)
    return [number if valid else None for number, valid in pairs][:size]


def _texts(column: Column | None, size: int) -> list[str | None]:
    if column is None or column.raw.dtype.kind != "O":
        return [None] * size
    texts: list[str | None] = column.raw.tolist()
    return texts[:size]
