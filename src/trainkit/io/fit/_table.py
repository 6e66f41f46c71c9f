"""All messages of one kind in a part of a file, as columns that are read when asked for."""

from collections.abc import Iterator, Mapping
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from trainkit.io.fit._column import Cells, Column, Rows, assemble, merged
from trainkit.io.fit._developer import Descriptions
from trainkit.io.fit._expand import expand
from trainkit.io.fit._gather import gather
from trainkit.io.fit._index import Stored, stored_fields
from trainkit.io.fit._profile import Component, Message, Variant
from trainkit.io.fit._walk import Group, Slot

__all__ = ["Table"]


class Table(Mapping[str, Column]):
    """All messages of one kind, in file order: a mapping from field names to columns.

    Besides the stored fields it has those packed into them (``enhanced_speed`` from ``speed``,
    ``distance`` from ``compressed_speed_distance``) and those that another field's value names
    (``total_strides`` for the ``total_cycles`` of a run). A developer field has the name that the
    file gives it, after ``developer_<index>_`` where a field of the protocol has that name.

    A column is read from the file when it is first asked for, and then kept.
    """

    def __init__(
        self, data: bytes, message: Message, groups: list[Group], described: Descriptions
    ) -> None:
        self.name = message.name
        self.number = message.number
        self.rows = sum(group.starts.size for group in groups)
        self._data = data
        self._message = message
        self._groups = groups
        self._described = described
        self._columns: dict[str, Column] = {}

    def __getitem__(self, name: str) -> Column:
        if name not in self._columns:
            self._columns[name] = self._made(name)
        return self._columns[name]

    def __contains__(self, name: object) -> bool:
        return name in self._stored or name in self._packed or name in self._variants

    def __iter__(self) -> Iterator[str]:
        return iter({**self._stored, **self._packed, **self._variants})

    def __len__(self) -> int:
        return len({*self._stored, *self._packed, *self._variants})

    @cached_property
    def offsets(self) -> NDArray[np.int64]:
        """Where each message begins in the file; orders messages of different kinds."""
        starts = [np.empty(0, np.int64), *(group.starts for group in self._groups)]
        return np.sort(np.concatenate(starts), kind="stable")

    def numbers(self, name: str) -> NDArray[np.float64] | None:
        """Values of a field, NaN where missing; None if the file has no such field."""
        return self[name].numbers if name in self else None

    def words(self, name: str) -> NDArray[np.object_] | None:
        """Names or text of a field, None where missing; None if the file has no such field."""
        return self[name].words if name in self else None

    def utc(self, name: str = "timestamp") -> NDArray[np.datetime64] | None:
        """Times of a field, NaT where missing; None if the file has no such field."""
        return self[name].utc if name in self else None

    def _made(self, name: str) -> Column:
        """The stored column, its gaps filled with what is packed elsewhere, or another reading."""
        packed = self._packed.get(name, ())
        if name in self._stored:
            return reduce(merged, (self._unpacked(*place) for place in packed), self._read(name))
        found = [self._unpacked(*place) for place in packed]
        return reduce(merged, found or [self._reread(*place) for place in self._variants[name]])

    @cached_property
    def _stored(self) -> Mapping[str, Stored]:
        return stored_fields(self._groups, self._described) if self._groups else {}

    @cached_property
    def _packed(self) -> dict[str, list[tuple[str, Component]]]:
        """The fields that are packed into others: into which ones, and how."""
        found: dict[str, list[tuple[str, Component]]] = {}
        for field in self._message.packed:
            if field.name in self._stored or field.name in found:
                for component in field.components:
                    found.setdefault(component.target, []).append((field.name, component))
        return found

    @cached_property
    def _variants(self) -> dict[str, list[tuple[str, Variant]]]:
        """The other readings of fields that some row of the table has."""
        labels: dict[str, set[str | None]] = {}
        found: dict[str, list[tuple[str, Variant]]] = {}
        own = {*self._stored, *self._packed}
        for field in self._message.varied:
            for variant in field.variants if field.name in own else ():
                ref = variant.ref
                if ref in own and ref not in labels:
                    labels[ref] = set(self[ref].words.ravel().tolist())
                if not variant.labels.isdisjoint(labels.get(ref, ())):
                    found.setdefault(variant.name, []).append((field.name, variant))
        return found

    def _read(self, name: str) -> Column:
        """A stored column, its pieces in file order."""
        one = self._stored[name]
        if len(self._groups) == 1:
            raw, valid = self._cells(0, one.places[0])
        else:
            pieces = [(self._rows[at], *self._cells(at, slot)) for at, slot in one.places.items()]
            raw, valid = assemble(self.rows, pieces)
        return Column(name, one.number, raw, valid, one.reading, one.developer, one.native)

    @cached_property
    def _rows(self) -> list[Rows]:
        """Rows of the table that the records of each group are."""
        found: list[Rows] = []
        for group in self._groups:
            first, last = np.searchsorted(self.offsets, group.starts[[0, -1]]).tolist()
            together = last - first + 1 == group.starts.size
            rows = np.searchsorted(self.offsets, group.starts)
            found.append(slice(first, last + 1) if together else rows)
        return found

    def _cells(self, index: int, slot: Slot | None) -> Cells:
        group = self._groups[index]
        if slot is not None:
            return gather(self._data, group, slot)
        times = np.full(group.starts.size, -1) if group.times is None else group.times
        return times, times >= 0

    def _unpacked(self, source: str, component: Component) -> Column:
        target = self._message.by_name[component.target]
        known = self._read(target.name) if target.name in self._stored else None
        return expand(self[source], component, target, known)

    def _reread(self, name: str, variant: Variant) -> Column:
        base, ref = self[name], self[variant.ref]
        wanted = [number for number, label in ref.reading.names.items() if label in variant.labels]
        chosen = np.isin(ref.raw.reshape(self.rows, -1)[:, :1], wanted)
        valid = (base.valid.reshape(self.rows, -1) & chosen).reshape(base.valid.shape)
        return Column(variant.name, base.number, base.raw, valid, variant.reading)
