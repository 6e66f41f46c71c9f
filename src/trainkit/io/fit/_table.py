"""All messages of one kind in a part of a file, as columns that are read on access."""

from collections.abc import Iterator, Mapping
from functools import cached_property, reduce
from typing import cast

import numpy as np
from numpy.typing import NDArray

from trainkit.io.fit._cells import read_cells
from trainkit.io.fit._column import Cells, Column, Rows, assemble, fill_gaps
from trainkit.io.fit._components import unpack_component
from trainkit.io.fit._definition import Slot
from trainkit.io.fit._developer import Descriptions
from trainkit.io.fit._numbers import Numbers
from trainkit.io.fit._profile import Component, Message
from trainkit.io.fit._records import Group
from trainkit.io.fit._rows import Cell, Place, Row
from trainkit.io.fit._stored_fields import NO_FIELDS, Choice, Layout, lay_out

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
        self.rows = groups[0].rows if len(groups) == 1 else sum(group.rows for group in groups)
        self._data = data
        self._message = message
        self._groups = groups
        self._descriptions = descriptions
        self._columns: dict[str, Column] = {}
        self._known_rows: list[Row] | None = None
        self._known_variants: dict[str, list[Choice]] | None = None
        self._numbers: Mapping[str, NDArray[np.float64]] | None = None
        self._last: tuple[int, Row] | None = None  # read of many records, and its row

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
        if name not in self:
            return None
        numbers = self.all_numbers().get(name) if self._is_small else None
        return self[name].numbers if numbers is None else numbers.copy()

    def all_numbers(self) -> Mapping[str, NDArray[np.float64]]:
        """Return the values of every field but text by name, NaN where missing, in one go.

        Returns
        -------
        mapping of str to ndarray
            As `numbers` gives each, shape ``(rows,)``, or ``(rows, elements)`` for arrays; do not
            write to them.
        """
        if self._numbers is None:
            self._numbers = self._read_numbers()
        return self._numbers

    def as_stored(self, name: str) -> list[float | str | None]:
        """Return the numbers or texts of a field as stored, None where missing; of arrays none."""
        place = self._layout.rows.places.get(name)
        if place is not None and place.width == 1 and self._is_small:
            return [place.as_stored(row) for row in self._few_rows()]
        if name not in self or self[name].raw.ndim > 1:
            return [None] * self.rows
        raw, valid = self[name].raw.tolist(), self[name].valid.tolist()
        return [cell if known else None for cell, known in zip(raw, valid, strict=True)]

    def words(self, name: str) -> NDArray[np.object_] | None:
        """Return the names or text of a field, None where missing, or if there is no such field."""
        return self[name].words if name in self else None

    def number_at(self, name: str, row: int) -> float | None:
        """Return one value, the first of an array; None if it is missing, or text."""
        found = self._find(name, row)
        if found is not None:
            place, cells = found
            return None if cells is None else place.number(cells)
        column = self._column_of(name, row)
        value = np.nan if column is None else float(column.numbers.flat[0])
        return None if np.isnan(value) else value

    def word_at(self, name: str, row: int) -> str | None:
        """Return the name or text of one value, the first of an array; None if it is missing."""
        found = self._find(name, row)
        if found is not None:
            place, cells = found
            return None if cells is None else place.word(cells)
        column = self._column_of(name, row)
        word = None if column is None else column.words.flat[0]
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
        columns = columns or [self._reinterpret(place) for place in self._variants[name]]
        return reduce(fill_gaps, columns)

    @cached_property
    def _layout(self) -> Layout:
        return lay_out(self._groups, self._descriptions) if self._groups else NO_FIELDS

    @property
    def _is_small(self) -> bool:
        """Whether its records are read one by one, rather than its columns."""
        return self.rows <= self._layout.rows.most

    def _read_numbers(self) -> Mapping[str, NDArray[np.float64]]:
        """Read every field of numbers, of a few records at once, else one by one."""
        layout, few = self._layout, self._is_small
        alone = {name: self[name].numbers for name in (layout.rest if few else layout.numbered)}
        for name, choices in self._variants.items():
            if name not in layout.stored and name not in layout.packed:
                numbers = self._choose(choices[0]) if few and len(choices) == 1 else None
                alone[name] = self[name].numbers if numbers is None else numbers
        if not few:
            return alone
        return Numbers(layout.rows.columns, layout.rows.numbers(self._few_rows()), alone)

    def _choose(self, choice: Choice) -> NDArray[np.float64] | None:
        """Return another reading of a field of a few records; None where it is not of one cell."""
        if choice.place is None or choice.ref is None:
            return None
        read, ref, numbers = choice.place.number, choice.ref.first, choice.numbers
        values = [read(row) if row[ref] in numbers else None for row in self._few_rows()]
        return np.array(values, np.float64)

    def _few_rows(self) -> list[Row]:
        """Return a few records, as stored."""
        if self._known_rows is None:
            starts = [group.places.tolist() for group in self._groups]
            self._known_rows = self._layout.rows.read(self._data, starts)
        return self._known_rows

    def _column_of(self, name: str, row: int) -> Column | None:
        """Return the column of one record; None if the file has no such field."""
        if name not in self:
            return None
        raw, valid = self[name].raw, self[name].valid
        return self[name]._replace(raw=raw[row : row + 1], valid=valid[row : row + 1])

    def _find(self, name: str, row: int) -> tuple[Place, Row | None] | None:
        """Return the place of a field and a record; None if the field has none.

        Where another reading does not apply, there is no record.
        """
        place = self._layout.rows.places.get(name)
        if place is not None:
            return place, self._row(row)
        if name in self._layout.packed or name not in self._message.variant_names:
            return None
        choices = self._variants.get(name, ())
        if len(choices) != 1 or choices[0].place is None or choices[0].ref is None:
            return None
        cells = self._row(row)
        applies = cells[choices[0].ref.first] in choices[0].numbers
        return choices[0].place, cells if applies else None

    def _row(self, row: int) -> Row:
        """Return one record, as stored."""
        if self._known_rows is not None or self._is_small:
            return self._few_rows()[row]
        if self._last is None or self._last[0] != row:
            definition = 0 if self._definitions is None else int(self._definitions[row])
            start = int(self.offsets[row])
            self._last = row, self._layout.rows.read_one(self._data, definition, start)
        return self._last[1]

    @cached_property
    def _definitions(self) -> NDArray[np.uint32] | None:
        """The index of each record's group; None if there is one."""
        if len(self._groups) == 1:
            return None
        which = np.empty(self.rows, np.uint32)
        for at, rows in enumerate(self._rows):
            which[rows] = at
        return which

    @property
    def _variants(self) -> dict[str, list[Choice]]:
        """Other readings of fields, of those that apply to some row of the table."""
        if self._known_variants is None:
            variants: dict[str, list[Choice]] = {}
            labels: dict[str, set[str | None]] = {}
            numbers: dict[str, set[Cell]] = {}
            for choice in self._layout.choices:
                ref = choice.variant.ref
                # A variant needs one of its labels in the reference field of some row.
                if choice.ref is not None and self._is_small:
                    if ref not in numbers:
                        numbers[ref] = {row[choice.ref.first] for row in self._few_rows()}
                    applies = not choice.numbers.isdisjoint(numbers[ref])
                else:
                    if ref not in labels:
                        labels[ref] = set(self[ref].words.ravel().tolist())
                    applies = not choice.variant.labels.isdisjoint(labels[ref])
                if applies:
                    variants.setdefault(choice.variant.name, []).append(choice)
            self._known_variants = variants
        return self._known_variants

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
            together = last - first + 1 == group.rows
            rows = np.searchsorted(self.offsets, group.starts)
            # A slice copies several times as fast as an array of indices.
            all_rows.append(slice(first, last + 1) if together else rows)
        return all_rows

    def _cells(self, index: int, slot: Slot | None) -> Cells:
        group = self._groups[index]
        if slot is not None:
            return read_cells(self._data, group, slot)
        # Without a slot, the timestamp comes from header bytes; -1 is unknown.
        times = np.full(group.rows, -1) if group.times is None else group.times
        return times, times >= 0

    def _unpack(self, source: str, component: Component) -> Column:
        target = self._message.by_name[component.target]
        known = self._read(target.name) if target.name in self._layout.stored else None
        return unpack_component(self[source], component, target, known)

    def _reinterpret(self, choice: Choice) -> Column:
        variant = choice.variant
        base, ref = self[choice.field], self[variant.ref]
        numbers, names = ref.raw.reshape(self.rows, -1)[:, :1], ref.reading.names
        if self._is_small:
            labels = [names.get(cast("int", number)) for number in numbers.ravel().tolist()]
            chosen = np.array([label in variant.labels for label in labels])[:, np.newaxis]
        else:
            wanted = [number for number, label in names.items() if label in variant.labels]
            chosen = np.isin(numbers, wanted)
        valid = (base.valid.reshape(self.rows, -1) & chosen).reshape(base.valid.shape)
        return Column(variant.name, base.number, base.raw, valid, variant.reading)
