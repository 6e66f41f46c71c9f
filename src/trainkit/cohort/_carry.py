"""Answer for the last day of a tile from what is kept of the days before, and keep the day."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray, choice, number
from trainkit.cohort._built import Built
from trainkit.cohort._carried_state import KEPT_DAYS, STATE_ROWS, State
from trainkit.cohort._carrying import Morning
from trainkit.cohort._fields import RECOVERY_FIELDS
from trainkit.cohort._kept import Kept, lock_tile
from trainkit.cohort._layout import Layout
from trainkit.cohort._mornings import TileMornings, keep_freed_memory
from trainkit.cohort._signals import Person
from trainkit.metrics.acwr import RISK_STYLES, RiskStyle
from trainkit.recovery import BANDS

__all__ = ["CARRIED", "Carrying"]

_TOGETHER = 4_096  # athletes of a morning: enough for a call, few enough for the cache
_BUILT_TOGETHER = 256  # athletes whose whole columns are computed
_MOST_DAYS = 20  # that are carried; for more, whole columns cost less


@dataclass(frozen=True)
class Asked:
    """How recovery and warnings are asked for."""

    sleep_need_h: float | None = None
    bands: str = "70/40"
    risk_style: str = "balanced"

    @classmethod
    def of(cls, options: Mapping[str, Mapping[str, object]]) -> "Asked | None":
        """Join the options of some computations; None where they contradict each other."""
        joined: dict[str, object] = {}
        for given in options.values():
            for name in ("sleep_need_h", *given):
                value = given.get(name)
                if joined.setdefault(name, value) != value:
                    return None
        return cls(**joined)  # type: ignore[arg-type]

    def folder(self, layout: Layout) -> Path:
        """Return the folder of what is kept for this way to ask."""
        body = json.dumps([self.sleep_need_h, self.bands, self.risk_style]).encode()
        return layout.carried / hashlib.blake2b(body, digest_size=4).hexdigest()

    def check(self) -> None:
        """Check the options."""
        choice("bands", self.bands, BANDS)
        choice("risk_style", self.risk_style, RISK_STYLES)
        if self.sleep_need_h is not None:
            number("sleep_need_h", self.sleep_need_h, low=0, high=24, open_low=True)


class Carrying:
    """How recovery and warnings are carried from day to day."""

    def begin(self, layout: Layout, options: Mapping[str, Mapping[str, object]]) -> None:
        """Keep what the next days need, from the next answer on."""
        asked = Asked.of(options)
        if asked is not None:
            asked.check()
            layout.upgrade()  # to the format whose writers note what they change
            asked.folder(layout).mkdir(parents=True, exist_ok=True)

    def answer(
        self, layout: Layout, tile: int, options: Mapping[str, Mapping[str, object]]
    ) -> dict[str, FloatArray] | None:
        """Answer for the last day of a tile; None where nothing is kept for these options."""
        asked = Asked.of(options)
        if asked is None or not asked.folder(layout).exists():
            return None
        asked.check()
        with lock_tile(asked.folder(layout), tile, wait=False) as locked:
            now = Layout.read(layout.folder)
            # Who is writing has not noted everything yet.
            if not locked or now.slot is None or now.revision != layout.revision:
                return None
            return carry_tile(layout, tile, asked)


CARRIED = Carrying()


def carry_tile(layout: Layout, tile: int, asked: Asked) -> dict[str, FloatArray]:
    """Answer for the last day of a tile, and keep what the next day needs.

    Parameters
    ----------
    layout : Layout
        The cohort.
    tile : int
        From 0.
    asked : Asked
        Options of recovery and warnings.

    Returns
    -------
    dict of str to array, each of shape (athletes of the tile,)
        The columns of recovery and of warnings.

    """
    keep_freed_memory()
    work = _Tile(layout, tile, asked)
    for day in range(work.settle(), layout.days):
        work.add_day(day)
    work.kept.forget_changes()
    return State(work.kept.states()).answers()


class _Tile:
    """The fields of a tile, and what is kept of it."""

    def __init__(self, layout: Layout, tile: int, asked: Asked) -> None:
        self.kept = Kept(layout, asked.folder(layout), tile, KEPT_DAYS, STATE_ROWS)
        self._fields = {field: layout.read_tile(field, tile) for field in RECOVERY_FIELDS}
        self._dates = np.datetime64(layout.first, "D") + np.arange(layout.days)
        self._width, self._asked = layout.width(tile), asked
        self._person = Person(asked.sleep_need_h, cast("RiskStyle", asked.risk_style))

    def settle(self) -> int:
        """Bring what is kept in order; return the first day that is not in it."""
        kept, days = self.kept, len(self._dates)
        everybody = np.arange(self._width)
        if kept.days is None or not 0 <= days - kept.days <= _MOST_DAYS:
            return self._begin(everybody, days - 1)
        late = kept.list_changes()
        if not (late < kept.days).any():
            return kept.days
        if not kept.go_back():
            return self._begin(everybody, days - 1)
        changed = np.flatnonzero(late < kept.days)
        if changed.size:
            states = kept.states()
            self._build(changed, kept.days, states)
            kept.correct_states(states)
        return kept.days

    def _begin(self, everybody: NDArray[np.intp], days: int) -> int:
        self.kept.forget()
        states = self.kept.states()
        self._build(everybody, days, states)
        self.kept.commit(days, states)
        return days

    def add_day(self, day: int) -> None:
        """Carry everybody over a day."""
        states = self.kept.states()
        kept = {name: np.empty(self._width) for name in KEPT_DAYS}
        for start in range(0, self._width, _TOGETHER):
            part = slice(start, min(start + _TOGETHER, self._width))
            rows = np.ascontiguousarray(states[:, part])
            morning = Morning(
                self._dates[: day + 1],
                self._person,
                BANDS[self._asked.bands],
                read=partial(self._read, day, part),
                before=partial(self._before, day, part),
                state=State(rows),
            )
            for name, row in morning.carry().items():
                kept[name][part] = row
            states[:, part] = rows
        self.kept.write_day(day, kept, states)

    def _read(self, day: int, part: slice, field: str, since: int, rows: int) -> FloatArray:
        """Read the first of some last days of a field; NaN before the first day."""
        first = day + 1 - since
        matrix = self._fields[field][max(first, 0) : max(first + rows, 0), part]
        known = np.ascontiguousarray(matrix, np.float64)
        if len(known) == rows:
            return known
        nothing = np.full((rows - len(known), known.shape[1]), np.nan)
        return np.concatenate([nothing, known])

    def _before(self, day: int, part: slice, column: str, since: int, rows: int) -> FloatArray:
        return self.kept.read(column, day, since, rows, part)

    def _build(self, athletes: NDArray[np.intp], days: int, rows: FloatArray) -> None:
        """Compute what some athletes have after some days from whole columns."""
        if not days:
            first = np.empty((len(rows), athletes.size))
            State(first).begin()
            rows[:, athletes] = first
            return
        for start in range(0, athletes.size, _BUILT_TOGETHER):
            own = athletes[start : start + _BUILT_TOGETHER]
            built = self._build_some(own, days)
            for name, column in built.columns.items():
                self.kept.write(name, days - 1, column, own)
            rows[:, own] = built.states

    def _build_some(self, athletes: NDArray[np.intp], days: int) -> Built:
        fields = {name: column[:days, athletes] for name, column in self._fields.items()}
        tile = TileMornings(
            fields, self._dates[:days], illness=True, risk_style=self._person.risk_style
        )
        part = tile.part(slice(0, athletes.size))
        mornings = part.mornings(sleep_need_h=self._asked.sleep_need_h)
        built = Built(mornings, np.asarray(fields["load"], np.float64), self._asked.bands)
        part.forget()
        return built
