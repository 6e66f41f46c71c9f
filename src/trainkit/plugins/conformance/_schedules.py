"""Random days for the tests of rules: sessions, and schedules with a past, races and a plan."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

import numpy as np

from trainkit._array import FloatArray
from trainkit.models import INTENSITIES
from trainkit.ports import Quantity, Schedule

__all__ = ["QUANTITIES", "REST", "Session", "draw_frame", "draw_session", "open_days", "with_plan"]

QUANTITIES: tuple[Quantity, ...] = get_args(Quantity)
"""The columns of `Session.amounts`."""

_WORK: tuple[Quantity, ...] = ("threshold", "intervals", "repetitions")
_REST_LOAD, _LIGHT_LOAD = 10.0, 25.0  # above which a day is trained, and busy
_HARD = INTENSITIES.index("hard")
# By kind: minutes, load per minute, effort; hard sessions also have minutes of work.
_KINDS: Mapping[str, tuple[tuple[float, float], float, str]] = {
    "recovery": ((18, 38), 0.6, "easy"),
    "easy": ((25, 100), 0.8, "easy"),
    "long": ((60, 180), 0.8, "easy"),
    "tempo": ((35, 80), 1.0, "moderate"),
    "hard": ((40, 90), 1.2, "hard"),
}
_RUN_M_PER_MIN = 170.0


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """What a day's training adds to each quantity, shape (quantities,), and its effort."""

    amounts: FloatArray
    effort: int

    def amount(self, quantity: Quantity) -> float:
        """Return what it adds to one quantity."""
        return float(self.amounts[QUANTITIES.index(quantity)])


REST = Session(np.zeros(len(QUANTITIES)), INTENSITIES.index("rest"))
"""A day without training."""


def draw_session(random: np.random.Generator, *, long: bool = True) -> Session:
    """Draw a session, or rest one time in four; `long` allows long ones.

    As in trainkit's plans, sessions above easy count as hard days, and so do long ones.
    """
    if random.random() < 0.25:
        return REST
    kind = str(random.choice([name for name in _KINDS if long or name != "long"]))
    (shortest, longest), rate, effort = _KINDS[kind]
    minutes = float(random.integers(int(shortest), int(longest) + 1))
    load = rate * minutes
    run_m = _RUN_M_PER_MIN * minutes * float(random.random() < 0.8)
    amounts: dict[Quantity, float] = {
        "load": load,
        "minutes": minutes,
        "run_m": run_m,
        "long_m": run_m if kind == "long" else 0.0,
        "trained": float(load > _REST_LOAD),
        "busy": float(load > _LIGHT_LOAD),
        "hard": float(kind in {"long", "tempo", "hard"}),
        "quality": float(kind == "hard"),
        "long": float(kind == "long"),
    }
    if kind in {"tempo", "hard"}:
        amounts[_WORK[random.integers(3)]] = float(random.integers(5, 31))
    column = np.array([amounts.get(quantity, 0.0) for quantity in QUANTITIES])
    return Session(column, INTENSITIES.index(effort))


def draw_frame(random: np.random.Generator, start: dt.date, days: int) -> Schedule:
    """Draw a past, and planned days with races and fixed sessions on some of them.

    The plan begins within a week from `start` and has at most so many days.
    """
    behind = int(random.choice([0, 10, 35, 35]))
    ahead = days if random.random() < 0.5 else int(random.integers(1, days + 1))
    begin = np.datetime64(start, "D") + int(random.integers(7))
    schedule = _empty(begin - behind, behind, behind + ahead)
    _place_past(schedule, random)
    if random.random() < 0.4:
        for at in range(behind, behind + ahead):
            if random.random() < 0.1:
                _place(schedule, at, draw_session(random))
    if random.random() < 0.5:
        _place_race(schedule, int(random.integers(behind, behind + ahead)), random)
    return schedule


def open_days(schedule: Schedule) -> tuple[int, ...]:
    """List the planned days without a race or a fixed session."""
    days = range(schedule.first, schedule.load.size)
    return tuple(at for at in days if not schedule.load[at] and not schedule.races[at])


def with_plan(frame: Schedule, plan: Mapping[int, Session]) -> Schedule:
    """Return a schedule with sessions on some of its days."""
    columns = {name: column.copy() for name, column in frame.work.items()}
    schedule = Schedule(
        frame.dates,
        frame.first,
        frame.load.copy(),
        frame.effort.copy(),
        frame.run_m.copy(),
        frame.score,
        frame.races,
        frame.hard.copy(),
        frame.minutes.copy(),
        columns,
    )
    for at, session in plan.items():
        _place(schedule, at, session)
    return schedule


def _empty(begin: np.datetime64, first: int, size: int) -> Schedule:
    return Schedule(
        dates=np.arange(begin, begin + size),
        first=first,
        load=np.zeros(size),
        effort=np.zeros(size, dtype=np.int8),
        run_m=np.zeros(size),
        score=np.full(size, np.nan),
        races=np.zeros(size + 7, dtype=bool),  # races may come after the plan
        hard=np.zeros(size, dtype=bool),
        minutes=np.zeros(size),
        work={name: np.zeros(size) for name in _WORK},
    )


def _place(schedule: Schedule, at: int, session: Session) -> None:
    schedule.load[at] = session.amount("load")
    schedule.minutes[at] = session.amount("minutes")
    schedule.run_m[at] = session.amount("run_m")
    schedule.effort[at] = session.effort
    schedule.hard[at] = session.amount("hard") > 0
    for name, column in schedule.work.items():
        column[at] = session.amounts[QUANTITIES.index(name)]


def _place_past(schedule: Schedule, random: np.random.Generator) -> None:
    """Place sessions and recovery scores before the plan, with days unknown now and then."""
    behind = schedule.first
    share = random.uniform(0.2, 1.0)  # of days trained
    for at in range(behind):
        if random.random() < share:
            _place(schedule, at, draw_session(random))
    if random.random() < 0.3:
        unknown = slice(*sorted(random.integers(0, behind + 1, 2)))
        schedule.load[unknown] = schedule.run_m[unknown] = np.nan
        schedule.effort[unknown], schedule.hard[unknown] = 0, False
    if random.random() < 0.8:
        scores = np.clip(60 + np.cumsum(random.normal(0, 6, behind + 1)), 0, 100)
        scores[random.random(behind + 1) < 0.2] = np.nan
        schedule.score[: behind + 1] = scores


def _place_race(schedule: Schedule, at: int, random: np.random.Generator) -> None:
    _place(schedule, at, REST)
    schedule.races[at] = schedule.hard[at] = True
    schedule.effort[at] = _HARD
    schedule.load[at] = random.uniform(40, 250)
    schedule.run_m[at] = random.uniform(5000, 42_195)
