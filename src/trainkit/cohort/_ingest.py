"""Bring rows of any order into the tiles, in bounded memory, and go on after a kill.

First every row is checked and goes to the spill file of its tile; a record of progress says how far
the spill files count. Then one tile after the other gets its rows. Both steps can be repeated.
"""

import json
import shutil
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from trainkit.cohort._fields import FIELDS
from trainkit.cohort._kept import Change, note_changes
from trainkit.cohort._layout import Layout, replace_file
from trainkit.cohort._rows import (
    EXAMPLES,
    Batch,
    Checked,
    Resolver,
    read_batches,
    record_type,
)
from trainkit.cohort._writing import rebuild_states
from trainkit.errors import InvalidInput

if TYPE_CHECKING:
    from trainkit.models._arrow_import import ArrowFrame

__all__ = ["Ingested", "RowProblem", "ingest_rows"]


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One kind of rows or values that were left out.

    Parameters
    ----------
    kind : str
        What is wrong, such as ``"unknown athlete"``.
    count : int
        How many.
    examples : tuple of str
        The first of them, each with its row, counted from 0.
    """

    kind: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of the rows.

    Parameters
    ----------
    rows : int
        Rows read.
    kept : int
        Rows with at least one value that was written.
    duplicates : int
        Rows for the same athlete and day as a later one.
    problems : tuple of RowProblem
        What was left out, by kind.
    """

    rows: int
    kept: int
    duplicates: int
    problems: tuple[RowProblem, ...]


@dataclass
class _Progress:
    """How far an ingest has come; everything up to `rows` is in the spill files."""

    fields: list[str]
    rows: int = 0
    kept: int = 0
    duplicates: int = 0
    checksum: int = 0
    sizes: dict[str, int] = field(default_factory=dict)
    problems: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)
    all_read: bool = False
    merged: int = 0

    @classmethod
    def load(cls, folder: Path, fields: list[str]) -> Self:
        """Read how far an interrupted ingest came, or begin."""
        path = folder / "progress.json"
        if not path.exists():
            return cls(fields)
        progress = cls(**json.loads(path.read_text(encoding="utf-8")))
        if progress.fields != fields:
            raise _other_rows()
        return progress

    def save(self, folder: Path) -> None:
        """Write how far it is."""
        replace_file(folder / "progress.json", json.dumps(asdict(self)).encode(), durable=False)

    def note(self, checked: Checked) -> None:
        """Count what was left out of a batch."""
        for kind, (count, first) in checked.problems.items():
            self.problems[kind] = self.problems.get(kind, 0) + count
            examples = self.examples.setdefault(kind, [])
            examples += [f"row {self.rows + row}: {value}" for row, value in first]
            del examples[EXAMPLES:]


def ingest_rows(
    layout: Layout,
    rows: "ArrowFrame",
    names: Sequence[str] | None,
    *,
    athlete: str,
    day: str,
) -> tuple[Layout, Ingested]:
    """Ingest rows; see `Cohort.ingest`."""
    resolver = Resolver(layout, names, athlete, day)
    batches = read_batches(rows, {athlete, day}, FIELDS)
    first = next(batches, None)
    fields = [name for name in layout.fields if first is not None and name in first]
    if not fields:
        raise InvalidInput("rows", "no such column", "with one of " + ", ".join(layout.fields))
    folder = layout.path / "incoming"
    folder.mkdir(exist_ok=True)
    progress = _Progress.load(folder, fields)
    if not progress.all_read:
        _spill(_chain(first, batches), resolver, folder, progress)
    layout = layout.change(slot=None)
    layout.write()
    _merge(layout, folder, progress)
    layout = rebuild_states(layout)
    shutil.rmtree(folder)
    problems = tuple(
        RowProblem(kind, count, tuple(progress.examples[kind]))
        for kind, count in progress.problems.items()
    )
    return layout, Ingested(progress.rows, progress.kept, progress.duplicates, problems)


def _chain(first: Batch | None, others: Iterator[Batch]) -> Iterator[Batch]:
    if first is not None:
        yield first
    yield from others


def _spill(batches: Iterator[Batch], resolver: Resolver, folder: Path, progress: _Progress) -> None:
    """Check rows and append them to the file of their tile."""
    _truncate(folder, progress)
    for batch in _skip_known(batches, resolver, progress):
        checked = resolver.check(batch, progress.fields)
        progress.note(checked)
        for tile, records in resolver.by_tile(checked.records):
            path = folder / f"{tile:06}.rows"
            with path.open("ab") as file:
                file.write(records.tobytes())
                progress.sizes[path.name] = file.tell()
        progress.rows += checked.rows
        progress.kept += checked.records.size
        progress.checksum = zlib.crc32(checked.records.tobytes(), progress.checksum)
        progress.save(folder)
    progress.all_read = True
    progress.save(folder)


def _truncate(folder: Path, progress: _Progress) -> None:
    """Cut off what was written after the last record of progress."""
    for path in folder.glob("*.rows"):
        with path.open("r+b") as file:
            file.truncate(progress.sizes.get(path.name, 0))


def _skip_known(
    batches: Iterator[Batch], resolver: Resolver, progress: _Progress
) -> Iterator[Batch]:
    """Skip the rows that the spill files have, and check that they are the same ones."""
    known, checksum = progress.rows, 0
    for batch in batches:
        size = len(next(iter(batch.values())))
        head = min(known, size)
        if head:
            records = resolver.check(_cut(batch, slice(head)), progress.fields).records
            checksum = zlib.crc32(records.tobytes(), checksum)
            known -= head
            if not known and checksum != progress.checksum:
                raise _other_rows()
        if head < size:
            yield _cut(batch, slice(head, size))
    if known:
        raise _other_rows()


def _cut(batch: Batch, rows: slice) -> Batch:
    return {name: column[rows] for name, column in batch.items()}


def _merge(layout: Layout, folder: Path, progress: _Progress) -> None:
    """Write the rows of each tile into its matrices, the later ones over the earlier ones."""
    dtype = record_type(progress.fields)
    for tile in range(progress.merged, layout.tiles):
        path = folder / f"{tile:06}.rows"
        records = np.fromfile(path, dtype) if path.exists() else np.empty(0, dtype)
        if records.size:
            width = layout.width(tile)
            days, places = records["day"], records["athlete"] - layout.span(tile).start
            cells = days.astype(np.int64) * width + places
            progress.duplicates += records.size - int(np.unique(cells).size)
            known = {name: ~np.isnan(records[name]) for name in progress.fields}
            changes = []
            for name, rows in known.items():
                before = layout.read_tile(name, tile)[days[rows], places[rows]]
                changes.append(Change(name, places[rows], days[rows], before))
            note_changes(layout, tile, changes)
            for name, rows in known.items():
                matrix = np.array(layout.read_tile(name, tile))
                matrix.reshape(-1)[cells[rows]] = records[name][rows]  # the last one stays
                layout.write_tile(name, tile, matrix)
        progress.merged = tile + 1
        progress.save(folder)


def _other_rows() -> InvalidInput:
    allowed = "the rows of the call that was interrupted, in the same order; or delete incoming/"
    return InvalidInput("rows", "other rows", allowed)
