"""All messages of one kind in a part of a file, as columns that are read on access."""

from collections.abc import Iterator, Mapping
from functools import cached_property, reduce
from typing import cast

import numpy as np
from numpy.typing import NDArray

from trainkit.io.fit._block import MOST_ROWS, FewRecords
from trainkit.io.fit._cells import read_cells
from trainkit.io.fit._column import Cells, Column, Rows, assemble, fill_gaps
from trainkit.io.fit._components import unpack_component
from trainkit.io.fit._developer import Descriptions
from trainkit.io.fit._profile import Component, Message, Variant
from trainkit.io.fit._records import Group, Slot
from trainkit.io.fit._stored_fields import NO_FIELDS, Layout, lay_out

__all__ = ["Table"]


class Table(Mapping[str, Column]):
    """All messages of one kind, in file order: a mapping from field names to columns.

    It also has fields packed into others (``enhanced_speed`` from ``speed``, ``distance`` from
    ``compressed_speed_distance``) and fields with a name that depends on another field's value
    (``total_strides`` for the ``total_cycles`` of a run). A developer field has its name in the
    file, with the prefix ``developer_<index>_`` if a field of the protocol has the same name.

    A column is read from the file on first access, and cached.
    """

    def __init__(
        self, data: bytes, message: Message, groups: list[Group], descriptions: Descriptions
    ) -> None:
        self.name = message.name
        self.number = message.number
        self.rows = sum(group.starts.size for group in groups)
        self._data = data
        self._message = message
        self._groups = groups
        self._descriptions = descriptions
        self._columns: dict[str, Column] = {}

    def __getitem__(self, name: str) -> Column:
        if name not in self._columns:
            self._columns[name] = self._build(name)
        return self._columns[name]

    def __contains__(self, name: object) -> bool:
        layout = self._layout
        if name in layout.stored or name in layout.packed:
            return True
        return name in self._message.variant_names and name in self._variants

    def __iter__(self) -> Iterator[str]:
        return iter({**self._layout.stored, **self._layout.packed, **self._variants})

    def __len__(self) -> int:
        return len({*self._layout.stored, *self._layout.packed, *self._variants})

    def __bool__(self) -> bool:
        return bool(self._layout.stored)  # every other column is made of a stored one

    @cached_property
    def offsets(self) -> NDArray[np.int64]:
        """Byte offset of each message; it orders messages of different kinds."""
        starts = [np.empty(0, np.int64), *(group.starts for group in self._groups)]
        return np.sort(np.concatenate(starts), kind="stable")

    def numbers(self, name: str) -> NDArray[np.float64] | None:
        """Return the values of a field, NaN where missing; None if the file has no such field."""
        few = self._few
        found = None if few is None else few.numbers(name)
        if found is None and name in self:
            found = self._numbers_of_variant(name)
            found = self[name].numbers if found is None else found
        return found

    def all_numbers(self) -> dict[str, NDArray[np.float64]]:
        """Return the values of every field but text by name, NaN where missing, in one go.

        Returns
        -------
        dict of str to ndarray
            As `numbers` gives each, shape ``(rows,)``, or ``(rows, elements)`` for arrays; do not
            write to them.
        """
        few, layout = self._few, self._layout
        known = {} if few is None else few.all_numbers()
        names = layout.numbered if few is None else layout.rest
        known |= {name: self[name].numbers for name in names}
        for name in self._variants:
            if name not in layout.stored and name not in layout.packed:
                known[name] = cast("NDArray[np.float64]", self.numbers(name))
        return known

    def words(self, name: str) -> NDArray[np.object_] | None:
        """Return the names or text of a field, None where missing, or if there is no such field."""
        return self[name].words if name in self else None

    def number_at(self, name: str, row: int) -> float | None:
        """Return one value, the first of an array; None if it is missing, or text."""
        cell = self._layout.cells.get(name)
        if cell is not None:
            return cell.read_number(self._data, self._groups[0].starts.item(row))
        numbers = self.numbers(name)
        value = np.nan if numbers is None else float(numbers[row].flat[0])
        return None if np.isnan(value) else value

    def word_at(self, name: str, row: int) -> str | None:
        """Return the name or text of one value, the first of an array; None if it is missing."""
        cell = self._layout.cells.get(name)
        if cell is not None:
            return cell.read_word(self._data, self._groups[0].starts.item(row))
        words = self.words(name)
        word = None if words is None else words.reshape(self.rows, -1)[row, 0]
        return None if word is None else str(word)

    def utc(self, name: str = "timestamp") -> NDArray[np.datetime64] | None:
        """Return the times of a field, NaT where missing; None if the file has no such field."""
        return self[name].utc if name in self else None

    def _build(self, name: str) -> Column:
        """Return a stored column with gaps filled from packed fields, or another reading."""
        packed = self._layout.packed.get(name, ())
        if name in self._layout.stored:
            return reduce(fill_gaps, (self._unpack(*place) for place in packed), self._read(name))
        columns = [self._unpack(*place) for place in packed]
        columns = columns or [self._reinterpret(*place) for place in self._variants[name]]
        return reduce(fill_gaps, columns)

    @cached_property
    def _layout(self) -> Layout:
        return lay_out(self._groups, self._descriptions) if self._groups else NO_FIELDS

    @cached_property
    def _few(self) -> FewRecords | None:
        """The numbers of a small table; None where columns are read one by one."""
        block = self._layout.block
        if block is None or self.rows > MOST_ROWS:
            return None
        rows = [slice(None)] if len(self._groups) == 1 else self._rows
        starts = [group.starts.tolist() for group in self._groups]
        groups = list(zip(starts, rows, strict=True))
        return block.read(self._data, groups, self.rows)

    @cached_property
    def _variants(self) -> dict[str, list[tuple[str, Variant]]]:
        """Other readings of fields, of those that apply to some row of the table."""
        labels: dict[str, set[str | None]] = {}
        variants: dict[str, list[tuple[str, Variant]]] = {}
        for name, variant in self._layout.varied:
            # A variant needs one of its labels in the reference field of some row.
            if variant.ref not in labels:
                labels[variant.ref] = self._labels(variant.ref)
            if not variant.labels.isdisjoint(labels[variant.ref]):
                variants.setdefault(variant.name, []).append((name, variant))
        return variants

    def _labels(self, name: str) -> set[str | None]:
        few = None if self._few is None else self._few.labels(name)
        return set(self[name].words.ravel().tolist() if few is None else few)

    def _read(self, name: str) -> Column:
        """Read a stored column from all groups, in file order."""
        field = self._layout.stored[name]
        if len(self._groups) == 1:
            raw, valid = self._cells(0, field.places[0])
        else:
            pieces = [(self._rows[at], *self._cells(at, slot)) for at, slot in field.places.items()]
            raw, valid = assemble(self.rows, pieces)
        return Column(name, field.number, raw, valid, field.reading, field.developer, field.native)

    @cached_property
    def _rows(self) -> list[Rows]:
        """The rows of the table that belong to each group."""
        all_rows: list[Rows] = []
        for group in self._groups:
            first, last = np.searchsorted(self.offsets, group.starts[[0, -1]]).tolist()
            together = last - first + 1 == group.starts.size
            rows = np.searchsorted(self.offsets, group.starts)
            # A slice copies several times as fast as an array of indices.
            all_rows.append(slice(first, last + 1) if together else rows)
        return all_rows

    def _cells(self, index: int, slot: Slot | None) -> Cells:
        group = self._groups[index]
        if slot is not None:
            return read_cells(self._data, group, slot)
        # Without a slot, the timestamp comes from header bytes; -1 is unknown.
        times = np.full(group.starts.size, -1) if group.times is None else group.times
        return times, times >= 0

    def _unpack(self, source: str, component: Component) -> Column:
        target = self._message.by_name[component.target]
        known = self._read(target.name) if target.name in self._layout.stored else None
        return unpack_component(self[source], component, target, known)

    def _numbers_of_variant(self, name: str) -> NDArray[np.float64] | None:
        """Return another reading of a field of a small table; None for anything else."""
        if self._few is None or name in self._layout.stored or name in self._layout.packed:
            return None
        places = self._variants[name]
        return self._few.variant(*places[0]) if len(places) == 1 else None

    def _reinterpret(self, name: str, variant: Variant) -> Column:
        base, ref = self[name], self[variant.ref]
        numbers, names = ref.raw.reshape(self.rows, -1)[:, :1], ref.reading.names
        if self.rows <= MOST_ROWS:
            labels = [names.get(cast("int", number)) for number in numbers.ravel().tolist()]
            chosen = np.array([label in variant.labels for label in labels])[:, np.newaxis]
        else:
            wanted = [number for number, label in names.items() if label in variant.labels]
            chosen = np.isin(numbers, wanted)
        valid = (base.valid.reshape(self.rows, -1) & chosen).reshape(base.valid.shape)
        return Column(variant.name, base.number, base.raw, valid, variant.reading)
