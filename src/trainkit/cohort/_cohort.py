"""A cohort on disk: make it, open it, add a day for everybody, compute."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray, Floats, choice, numbers, whole
from trainkit._work import ExecutorChoice
from trainkit.cohort._computing import Computed, compute_tiles
from trainkit.cohort._fields import allowed, out_of_range, parse_day
from trainkit.cohort._ingest import Ingested, ingest_rows
from trainkit.cohort._layout import Layout
from trainkit.cohort._states import LATEST, ROWS, latest
from trainkit.cohort._writing import add_day, change_past_day, rebuild_states, tile_states
from trainkit.errors import Conflict, InvalidInput

if TYPE_CHECKING:
    from trainkit.models._arrow_import import ArrowFrame

__all__ = ["Cohort"]


class Cohort:
    """Daily columns of many athletes in a folder; open one with `cohort.open`.

    A writer needs the folder for itself; readers, and the workers of `compute`, may share it.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self._layout.path

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that it keeps."""
        return self._layout.fields

    @property
    def athletes(self) -> int:
        """Number of athletes."""
        return self._layout.athletes

    @property
    def tiles(self) -> int:
        """Number of tiles into which the athletes are cut, each a piece of work."""
        return self._layout.tiles

    @property
    def dates(self) -> NDArray[np.datetime64]:
        """The days, without gaps, shape (days,)."""
        first = np.datetime64(self._layout.first, "D")
        dates: NDArray[np.datetime64] = first + np.arange(self._layout.days)
        return dates

    @cached_property
    def ids(self) -> Sequence[str] | range:
        """Names of the athletes in their order, or their numbers where they have no names."""
        if not self._layout.named:
            return range(self.athletes)
        return (self.folder / "ids.txt").read_text(encoding="utf-8").split("\n")

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {str(name): row for row, name in enumerate(self.ids)}

    def row_of(self, athlete: str | int) -> int:
        """Return the place of an athlete.

        Parameters
        ----------
        athlete : str or int
            A name, or the number where athletes have no names.

        Returns
        -------
        int
            From 0.

        Raises
        ------
        InvalidInput
            There is no such athlete.
        """
        if not self._layout.named:
            return whole("athlete", athlete, low=0, high=self.athletes - 1)  # type: ignore[arg-type]
        row = self._rows.get(athlete) if isinstance(athlete, str) else None
        if row is None:
            raise InvalidInput("athlete", athlete, f"one of the {self.athletes} of the cohort")
        return row

    def daily(self, field: str, athlete: str | int | None = None) -> FloatArray:
        """Read a field of one athlete or of all.

        Parameters
        ----------
        field : str
            One of `fields`.
        athlete : str or int, optional
            Whose; by default everybody's.

        Returns
        -------
        ndarray, shape (days,) or (days, athletes)
            Values [the unit of the field]; NaN where unknown.

        Raises
        ------
        InvalidInput
            The field or the athlete does not exist.
        """
        choice("field", field, self.fields)
        if athlete is not None:
            tile, at = divmod(self.row_of(athlete), self._layout.tile_athletes)
            return np.array(self._layout.read_tile(field, tile)[:, at])
        return np.concatenate([self.tile(field, tile) for tile in range(self.tiles)], axis=1)

    def tile(self, field: str, tile: int) -> FloatArray:
        """Map the part of a field that belongs to a tile, without reading it yet.

        Parameters
        ----------
        field : str
            One of `fields`.
        tile : int
            From 0; the tiles have the athletes in their order.

        Returns
        -------
        ndarray, shape (days, athletes of the tile)
            Values [the unit of the field]; NaN where unknown. Read-only.

        Raises
        ------
        InvalidInput
            The field or the tile does not exist.
        """
        choice("field", field, self.fields)
        return self._layout.read_tile(field, whole("tile", tile, low=0, high=self.tiles - 1))

    def update(
        self,
        date: dt.date | str,
        loads: Floats | Mapping[str, float],
        *,
        health: Mapping[str, Floats] | None = None,
        durable: bool = True,
    ) -> None:
        """Add a day for everybody, or what is learnt late about a day that is there.

        A new day carries the states forward. Days between it and the last one are unknown. Of a
        past day, only the known values are written, and the states of those athletes are computed
        again.

        Parameters
        ----------
        date : date or str
            The day, or its ISO text.
        loads : array, shape (athletes,), or mapping of str to float
            Load of the day [au]: rest is 0, unknown is NaN. A mapping has the athletes by name;
            those who are not in it are unknown.
        health : mapping of str to array
            The day's values of other fields, each of shape (athletes,).
        durable : bool
            Whether to wait until the disk has everything. Without it a killed process loses
            nothing, but a power failure may.

        Raises
        ------
        InvalidInput
            A value out of range, a wrong number of them, or a day before the first.
        Conflict
            Another process has changed the cohort since it was opened.
        """
        self._check_unchanged()
        day = parse_day("date", date)
        at = (day - dt.date.fromisoformat(self._layout.first)).days
        if at < 0:
            raise InvalidInput("date", str(day), f"{self._layout.first} or later")
        values = {"load": self._check_day("load", self._spread(loads))}
        values |= {name: self._check_day(name, column) for name, column in (health or {}).items()}
        if at < self._layout.days:
            self._layout = change_past_day(self._layout, at, values)
            return
        for _ in range(self._layout.days, at):
            self._layout = add_day(self._layout, {}, durable=False)
        self._layout = add_day(self._layout, values, durable=durable)

    def latest(self) -> dict[str, FloatArray]:
        """Read what the carried states say of the last day; no earlier day is read.

        Returns
        -------
        dict of str to ndarray, each of shape (athletes,)
            ``"acwr"`` [1], ``"ctl"``, ``"atl"`` and ``"tsb"`` [au] and ``"days_since_rest"`` [d],
            equal to the last row of `compute` and of `metrics.load.days_since_rest`.

        Raises
        ------
        InvalidInput
            The cohort has no days yet.
        """
        if not self._layout.days:
            raise InvalidInput("cohort", "no days", "one with at least one day; call update")
        self._mend()
        parts = [
            latest(
                tile_states(self._layout, tile),
                np.asarray(self._layout.read_tile("load", tile, last=1)[0]),
            )
            for tile in range(self._layout.tiles)
        ]
        return {name: np.concatenate([part[name] for part in parts]) for name in LATEST}

    def states(self) -> dict[str, FloatArray]:
        """Read the carried states themselves, by name, each of shape (athletes,)."""
        self._mend()
        tiles = [tile_states(self._layout, tile) for tile in range(self._layout.tiles)]
        return dict(zip(ROWS, np.concatenate(tiles, axis=1), strict=True))

    def compute(
        self,
        *names: str,
        executor: ExecutorChoice = None,
        options: Mapping[str, Mapping[str, object]] | None = None,
        attempts: int = 3,
    ) -> Computed:
        """Compute for every athlete what the functions of one athlete compute.

        The answers go to files in the cohort's folder, a tile at a time. A call after an
        interrupted one computes only what is missing, until the cohort changes.

        Parameters
        ----------
        *names : str
            Of `COMPUTATIONS`.
        executor : Executor or callable, optional
            Where the work runs: threads, processes, a cluster whose workers see the same folder, or
            what makes executors, which is asked for another one when a worker dies. By default
            here, one tile after the other.
        options : mapping of str to mapping, optional
            Arguments of a computation by its name, such as ``{"acwr": {"method": "rolling"}}``.
        attempts : int
            How often a tile may fail.

        Returns
        -------
        Computed
            The columns.

        Raises
        ------
        InvalidInput
            An unknown name or option, or a cohort without days.
        BackendError
            Tiles that failed every time, by number and athletes; all others are done.
        """
        self._mend()
        return compute_tiles(
            self._layout, names, executor=executor, options=options or {}, attempts=attempts
        )

    def ingest(
        self,
        rows: "ArrowFrame",
        *,
        athlete: str = "athlete",
        day: str = "day",
    ) -> Ingested:
        """Add rows of any order: who, when, and the values of one or more fields.

        The rows are read once, in bounded memory. Of two values for the same athlete, day and
        field, the later row counts; a row that cannot be used is counted and left out. After a
        kill, call it again with the same rows: what was read is not read twice.

        Parameters
        ----------
        rows : ArrowFrame
            Any table or stream with the Arrow C stream protocol, such as a
            `pyarrow.RecordBatchReader`. Columns named like fields of the cohort are read.
        athlete, day : str
            Names of the columns of the athlete, a name or a number, and of the day.

        Returns
        -------
        Ingested
            What was read, kept and left out.

        Raises
        ------
        InvalidInput
            A column is missing, or the rows differ from those of the interrupted call.
        Conflict
            Another process has changed the cohort since it was opened.
        """
        self._check_unchanged()
        find = [str(name) for name in self.ids] if self._layout.named else None
        self._layout, ingested = ingest_rows(self._layout, rows, find, athlete=athlete, day=day)
        return ingested

    def _spread(self, loads: Floats | Mapping[str, float]) -> Floats:
        """Lay values by name out in the order of the athletes."""
        if not isinstance(loads, Mapping):
            return loads
        column = np.full(self.athletes, np.nan)
        for name, value in loads.items():
            column[self.row_of(name)] = value
        return column

    def _check_day(self, field: str, values: Floats) -> FloatArray:
        choice("field", field, self.fields)
        column = np.asarray(numbers(field, values))
        if column.shape != (self.athletes,):
            raise InvalidInput(field, f"an array of shape {column.shape}", f"({self.athletes},)")
        wrong = out_of_range(field, column)
        if wrong.any():
            raise InvalidInput(field, float(column[wrong][0]), allowed(field))
        return column

    def _check_unchanged(self) -> None:
        """Refuse to write over what another process wrote, and mend what a killed one left."""
        if Layout.read(self.folder).revision != self._layout.revision:
            raise Conflict("cohort", str(self.folder), "opened again: another process changed it")
        self._mend()

    def _mend(self) -> None:
        if self._layout.slot is None:
            self._layout = rebuild_states(self._layout)

    def __repr__(self) -> str:
        layout = self._layout
        return (
            f"<Cohort of {layout.athletes:,} athletes, {layout.days:,} days from {layout.first}, "
            f"{', '.join(layout.fields)}>"
        )
