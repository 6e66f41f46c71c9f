"""Thirty things that happen to a season: half were looked at while adapting was mended.

The other half was written down at the same time and looked at only when the work was done. What a
coach expects of the days after is in `signed`.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import trainkit as tk
from builders.runners import START
from trainkit.models import PlannedWorkout, Step
from trainkit.models.goal import WEEKDAYS
from trainkit.rules import RiskStyle

__all__ = ["PEOPLE", "SITUATIONS", "Disrupted", "Person", "Situation", "disrupted"]

Kind = Literal["off", "ill", "pain", "few", "long", "more", "busy", "race"]


@dataclass(frozen=True)
class Person:
    """Who: sixteen equal weeks of minutes, Monday to Sunday, and the time there is for more."""

    week: tuple[float, ...]
    free: tuple[float, ...]
    sport: str = "running"
    speed: float = 3.5
    m_min: float = 160.0
    birth: dt.date = dt.date(1988, 1, 1)
    style: RiskStyle = "balanced"
    fixed: Mapping[str, tuple[str, float]] = field(default_factory=dict)  # other sports by weekday

    @property
    def athlete(self) -> tk.Athlete:
        own: dict[str, Any] = {"threshold_speed_m_s": self.speed, "ftp_w": 230.0}
        changes: tuple[tk.ThresholdChange, ...] = ()
        if self.sport == "swimming":
            own, changes = {}, (_swimmer(self.speed),)
        return tk.Athlete(
            sex="female",
            birth_date=self.birth,
            hr_rest=52,
            hr_max=186,
            hr_threshold=168,
            risk_style=self.style,
            changes=changes,
            **own,
        )

    @property
    def history(self) -> tk.History:
        days = [START - dt.timedelta(days=back) for back in range(16 * 7, 0, -1)]
        own = [
            _activity(self.sport, day, minutes, minutes * self.m_min)
            for day in days
            if (minutes := self.week[day.weekday()])
        ]
        others = [
            _activity(*_fixed_on(self, day))
            for day in days
            if WEEKDAYS[day.weekday()] in self.fixed
        ]
        return tk.History(activities=(*own, *others))

    def availability(self, days: Sequence[dt.date]) -> tk.Availability:
        fixed = tuple(
            PlannedWorkout(
                date=day,
                sport=sport,
                kind="easy",
                name=f"Club {sport}",
                steps=(Step(until="time", amount=60 * minutes),),
                load=0.75 * minutes,
            )
            for day in days
            if WEEKDAYS[day.weekday()] in self.fixed
            for sport, _, minutes in [_fixed_on(self, day)]
        )
        return tk.Availability(minutes=dict(zip(WEEKDAYS, self.free, strict=True)), fixed=fixed)


def _swimmer(speed: float) -> tk.ThresholdChange:
    since = dt.date(2025, 1, 1)
    return tk.ThresholdChange(date=since, sport="swimming", threshold_speed_m_s=speed)


def _fixed_on(who: Person, day: dt.date) -> tuple[str, dt.date, float]:
    sport, minutes = who.fixed[WEEKDAYS[day.weekday()]]
    return sport, day, minutes


def _activity(
    sport: str, day: dt.date, minutes: float, metres: float | None = None, rpe: float = 4.0
) -> tk.Activity:
    return tk.Activity(
        sport=sport,
        start=dt.datetime.combine(day, dt.time(7 if sport == "running" else 18), dt.UTC),
        elapsed_s=60 * minutes,
        distance_m=metres,
        rpe=rpe,
    )


PEOPLE = {
    "regular": Person((0, 50, 40, 50, 0, 40, 80), (0, 75, 60, 75, 0, 75, 210)),
    "beginner": Person(
        (0, 30, 0, 30, 0, 0, 40), (0, 60, 0, 60, 0, 60, 180), speed=2.7, m_min=125.0
    ),
    "advanced": Person(
        (45, 60, 60, 65, 0, 50, 115), (60, 90, 75, 90, 0, 90, 240), speed=4.3, m_min=205.0
    ),
    "rider": Person(
        (0, 60, 0, 75, 0, 75, 150), (0, 90, 0, 90, 0, 120, 330), "cycling", m_min=430.0
    ),
    "swimmer": Person(
        (0, 45, 0, 45, 0, 45, 0), (0, 60, 0, 60, 0, 75, 75), "swimming", speed=1.1, m_min=55.0
    ),
    "triathlete": Person(
        (0, 45, 0, 50, 0, 0, 80),
        (0, 75, 0, 75, 0, 60, 180),
        speed=3.7,
        fixed={"mon": ("swimming", 45.0), "wed": ("cycling", 60.0), "sat": ("cycling", 120.0)},
    ),
    "older": Person(
        (0, 45, 0, 45, 0, 40, 75), (0, 60, 0, 60, 0, 60, 180), speed=2.9, m_min=135.0,
        birth=dt.date(1960, 2, 1), style="conservative",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Situation:
    """What happens to whom: from which day of a plan of so many weeks, and for how many days."""

    who: str
    race_m: float
    weeks: int
    kind: Kind
    day: int
    days: int = 1
    size: float = 1.0
    held_out: bool = False

    def __str__(self) -> str:
        place = f"day {self.day} of {7 * self.weeks}"
        return f"{self.who} {self.race_m / 1000:g} km: {self.kind} {self.days} d, {place}"


HALF, MARATHON = 21_097.5, 42_195.0
SITUATIONS = (
    Situation("regular", MARATHON, 16, "off", 40, 14),
    Situation("regular", MARATHON, 16, "ill", 60, 10),
    Situation("regular", HALF, 12, "ill", 30, 5),
    Situation("beginner", 10_000, 12, "off", 35, 14),
    Situation("advanced", MARATHON, 16, "busy", 49, 7),
    Situation("regular", 10_000, 10, "race", 34, size=5_000),
    Situation("regular", HALF, 12, "pain", 33, 10),
    Situation("advanced", 10_000, 10, "more", 14, 21, size=1.3),
    Situation("regular", MARATHON, 16, "long", 56, 14),
    Situation("rider", 100_000, 12, "off", 35, 14),
    Situation("swimmer", 1_500, 10, "ill", 30, 5),
    Situation("triathlete", HALF, 12, "off", 40, 7),
    Situation("regular", 5_000, 8, "few", 22, 4),
    Situation("regular", MARATHON, 16, "off", 80, 10),
    Situation("advanced", HALF, 14, "ill", 40, 14),
    Situation("regular", MARATHON, 16, "off", 55, 12, held_out=True),
    Situation("advanced", MARATHON, 18, "off", 63, 14, held_out=True),
    Situation("beginner", HALF, 14, "ill", 50, 10, held_out=True),
    Situation("beginner", HALF, 16, "off", 60, 14, held_out=True),
    Situation("regular", 10_000, 10, "off", 30, 10, held_out=True),
    Situation("regular", 5_000, 9, "ill", 25, 5, held_out=True),
    Situation("advanced", HALF, 12, "busy", 35, 7, held_out=True),
    Situation("rider", 100_000, 12, "ill", 40, 10, held_out=True),
    Situation("swimmer", 3_800, 12, "off", 40, 14, held_out=True),
    Situation("triathlete", 10_000, 10, "ill", 35, 5, held_out=True),
    Situation("regular", HALF, 14, "pain", 45, 14, held_out=True),
    Situation("regular", MARATHON, 16, "race", 76, size=HALF, held_out=True),
    Situation("advanced", MARATHON, 16, "long", 49, 14, held_out=True),
    Situation("regular", MARATHON, 16, "more", 35, 14, size=1.4, held_out=True),
    Situation("older", HALF, 14, "off", 42, 14, held_out=True),
)


@dataclass(frozen=True)
class Disrupted:
    """A plan, what was done of it, and what `adapt` is told besides."""

    situation: Situation
    who: Person
    plan: tk.TrainingPlan
    history: tk.History
    on: dt.date
    changes: Mapping[str, Any]

    @property
    def since(self) -> dt.date:
        return self.plan.start + dt.timedelta(days=self.situation.day)

    def adapt(self) -> tk.TrainingPlan:
        who = self.who.athlete
        revision = tk.adapt(self.plan, self.history, who, on=self.on, seconds=30, **self.changes)
        return revision.apply(self.plan)


@cache
def _plan_for(who: str, race_m: float, weeks: int) -> tk.TrainingPlan:
    person, days = PEOPLE[who], 7 * weeks
    dates = [START + dt.timedelta(days=at) for at in range(days - 1)]
    goal = tk.Goal(distance_m=race_m, date=dates[-1] + dt.timedelta(days=1), sport=person.sport)
    return tk.plan(
        goal,
        person.athlete,
        person.history,
        availability=person.availability(dates),
        start=START,
        allow_short=True,
        seconds=30,
    )


def disrupted(situation: Situation) -> Disrupted:
    """Lay out the plan, and the days that were done and missed."""
    who = PEOPLE[situation.who]
    plan = _plan_for(situation.who, situation.race_m, situation.weeks)
    since = plan.start + dt.timedelta(days=situation.day)
    until = since + dt.timedelta(days=situation.days)
    done = list(_done(who, plan, situation, since, until))
    journal = tuple(_journal(situation, since))
    history = who.history.merge(tk.History(activities=tuple(done), days=journal))
    on, changes = until, dict[str, Any]()
    if situation.kind == "busy":  # known when it begins
        on, changes = since, {"availability": _busy(plan, since, until)}
    if situation.kind == "race":  # entered ten days before
        on = since - dt.timedelta(days=10)
        extra = tk.Goal(distance_m=situation.size, date=since, priority="B", sport=who.sport)
        changes = {"goals": [extra, *plan.goals]}
    known = [a for a in history.activities if a.day < on]
    days = [day for day in history.days if day.date <= on]
    return Disrupted(
        situation, who, plan, tk.History(activities=tuple(known), days=tuple(days)), on, changes
    )


def _done(
    who: Person, plan: tk.TrainingPlan, situation: Situation, since: dt.date, until: dt.date
) -> Iterator[tk.Activity]:
    skipped: Callable[[PlannedWorkout], bool] = {
        "off": lambda _: True,
        "ill": lambda _: True,
        "pain": lambda workout: workout.sport == "running",
        "few": lambda _: True,
        "long": lambda workout: workout.kind == "long",
    }.get(situation.kind, lambda _: False)
    for workout in plan.workouts:
        day = workout.date
        if day is None or workout.resting or workout.kind == "race":
            continue
        hit = since <= day < until
        if hit and skipped(workout):
            continue
        minutes = workout.duration_min
        if hit and situation.kind == "more":
            minutes *= situation.size
        metres = minutes * who.m_min if workout.sport == who.sport else None
        # An hour at 7 of 10 is a load of 100: as hard as it was planned.
        rpe = min(0.07 * (workout.load or 0.0) / (workout.duration_min / 60), 10.0)
        yield _activity(workout.sport, day, minutes, metres, rpe)


def _journal(situation: Situation, since: dt.date) -> Iterator[tk.DailyHealth]:
    for at in range(situation.days):
        day = since + dt.timedelta(days=at)
        if situation.kind == "ill":
            yield tk.DailyHealth(date=day, illness=True, fever=situation.days > 7)
        if situation.kind == "pain":
            yield tk.DailyHealth(date=day, pain=50.0, pain_place="calf")
    if situation.kind in {"ill", "pain"}:
        day = since + dt.timedelta(days=situation.days)
        well: dict[str, Any] = {"illness": False} if situation.kind == "ill" else {"pain": 0.0}
        yield tk.DailyHealth(date=day, **well)


def _busy(plan: tk.TrainingPlan, since: dt.date, until: dt.date) -> tk.Availability:
    """Five days of a journey without any time for training."""
    free = plan.availability or tk.Availability()
    days = [since + dt.timedelta(days=at) for at in range((until - since).days)]
    return free.model_copy(update={"blackout": (*free.blackout, *days[:5])})
