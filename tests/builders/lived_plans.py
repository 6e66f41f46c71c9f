"""A made-up life follows its plan day by day, as people do, and asks each morning.

Most days are done as they are advised; some are missed, cut short, or lost to an illness, pain or
bad nights. Each Monday the plan adapts to what was done. The facts of each day are counted from
what was lived, so that the list of what must never be can judge each decision.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

import trainkit as tk
from builders.lives import Life, life
from builders.situations import Facts, Profile, Situation, activity
from recovery.never import broken
from trainkit.models import PlannedWorkout

_SEEDS_FROM = 9_000_000
_MORNINGS_BEFORE = 70  # days with a measured morning before the plan
_SHARES = {"rest": 0.6, "moderate": 0.89, "hard": 0.95}
_EASY = {"running": 0.74, "cycling": 0.66, "swimming": 0.76}
_SPEED_M_S = 3.0  # of somebody who knows no threshold
_WALK_RUN = 0.65
_BREAK_DAYS = 8
_LEAST_MIN = 10.0
_OF_A_KNOWN_PAST = "No run more than a third"  # without a history, the longest run is unknown
_RECENT = 12  # sessions that make the usual one


@dataclass(frozen=True)
class Lived(Profile):
    """A person as he is on a day; what is usual and what is long come from what was done."""

    usual: float = 40.0
    longest: float = 40.0

    @property
    def usual_min(self) -> float:
        return self.usual

    @property
    def longest_min(self) -> float:
        return self.longest

    @property
    def age(self) -> int:
        return 2026 - int(self.birth[:4])


@dataclass
class PlanLife:
    """The plan of a life, and everything that was done and felt so far."""

    who: Life
    plan: tk.TrainingPlan
    random: np.random.Generator
    done: list[tk.Activity]
    mornings: dict[dt.date, dict[str, Any]] = field(default_factory=dict)
    hard: set[dt.date] = field(default_factory=set)
    races: dict[dt.date, float] = field(default_factory=dict)
    ill: set[dt.date] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)

    def history(self, day: dt.date) -> tk.History:
        """What is known at the start of a day."""
        days = [
            tk.DailyHealth(date=date, **values)
            for date, values in sorted(self.mornings.items())
            if date <= day
        ]
        lived = tk.History(activities=tuple(self.done), days=tuple(days), athlete=self.who.athlete)
        before = self.who.history
        if before is None:
            return lived
        journal = tk.History(days=before.days, athlete=self.who.athlete)
        return journal.merge(lived)

    def profile(self, day: dt.date) -> Lived:
        recent = self.done[-_RECENT:]
        # A plan grows: what it calls long today counts beside the longest of five weeks.
        month = [_minutes(one) for one in self.done if 0 < (day - one.day).days <= 35]
        month += [one.duration_min for one in self.planned(day) if one.kind == "long"]
        usual = float(np.median([_minutes(recorded) for recorded in recent])) if recent else 30.0
        athlete, planned = self.who.athlete, self.planned(day)
        # Walking and running by turns is slower than a run.
        learns = any(workout.kind == "walk_run" for workout in planned)
        week: list[tuple[str, float, float] | None] = [None] * 7
        if any(not workout.resting for workout in planned):
            week[day.weekday()] = (self.who.sport, usual, 0.74)
        return Lived(
            f"life {self.who.seed}",
            tuple(week),
            (athlete.threshold_speed_m_s or _SPEED_M_S) * (_WALK_RUN if learns else 1.0),
            str(athlete.birth_date),
            style=athlete.risk_style,
            ftp_w=athlete.ftp_w,
            usual=usual,
            longest=max(month, default=usual),
        )

    def planned(self, day: dt.date) -> list[PlannedWorkout]:
        return [workout for workout in self.plan.workouts if workout.date == day]

    def situation(self, day: dt.date) -> Situation:
        goal = next((goal for goal in self.plan.goals if goal.date >= day), None)
        availability = self.who.availability
        profile = self.profile(day)
        facts = Facts(**self._facts(day, goal))
        # The plan knows its races; the goal is given to the judge alone.
        return Situation(
            profile.name,
            profile,
            facts,
            self.history(day),
            self.who.athlete,
            day,
            goal,
            availability,
            plan=self.plan,  # type: ignore[arg-type]
        )

    def _facts(self, day: dt.date, goal: tk.Goal | None) -> dict[str, Any]:
        morning = self.mornings.get(day, {})
        # A race of one minute is no day of training.
        trained = sorted({one.day for one in self.done if _minutes(one) >= _LEAST_MIN})
        racing = goal is not None and goal.date == day
        given: dict[str, Any] = {
            # A race takes as long as it takes.
            "minutes": None if racing else self.who.availability.on(day),
            "first_time": not trained,
            "pain": morning.get("pain"),
            "pain_place": morning.get("pain_place"),
            "soreness": morning.get("soreness"),
            "slept_h": self._nights(day),
        }
        # A race after days off is the athlete's choice, and has rules of its own.
        given |= self._illness(day) | ({} if racing else self._break(trained, day))
        if goal is not None and goal.sport == "running":
            given |= {
                "to_race": (goal.date - day).days,
                "goal_m": goal.distance_m,
                "priority": goal.priority,
            }
        raced = max((date for date in self.races if date < day), default=None)
        if raced is not None and self.who.sport == "running":
            given |= {"race_ago": (day - raced).days, "race_m": self.races[raced]}
        hard = [(day - date).days for date in self.hard]
        row = 0
        while day - dt.timedelta(days=row + 1) in trained:
            row += 1
        return given | {
            "hard_ago": min(hard, default=None),
            "hard_in_week": sum(back <= 6 for back in hard),
            "trained_in_row": row,
        }

    def _nights(self, day: dt.date) -> tuple[float, ...]:
        days = (day - dt.timedelta(days=back) for back in (2, 1, 0))
        return tuple(self.mornings[date]["sleep_h"] for date in days if date in self.mornings)

    def _illness(self, day: dt.date) -> dict[str, int]:
        sick = [date for date in self.ill if date <= day]
        if not sick:
            return {}
        last = max(sick)
        first = last
        while first - dt.timedelta(days=1) in self.ill:
            first -= dt.timedelta(days=1)
        return {"ill_ended": (day - last).days, "ill_days": (last - first).days + 1}

    def _break(self, trained: Sequence[dt.date], day: dt.date) -> dict[str, int]:
        """Count the last break, unless an illness made it: eight days, and sessions missed."""
        ahead = [date for date in trained if date < day]
        gaps = [(after - before).days for before, after in pairwise(ahead[-_RECENT:])]
        least = max(_BREAK_DAYS, 2.5 * float(np.median(gaps))) if gaps else _BREAK_DAYS
        days = [*ahead, day] if any(not one.resting for one in self.planned(day)) else ahead
        for before, after in zip(reversed(days[:-1]), reversed(days[1:]), strict=True):
            if (after - before).days > least:
                off = {before + dt.timedelta(days=at) for at in range((after - before).days)}
                since = {"break_days": len(off) - 1, "returned": (day - after).days}
                return {} if off & self.ill else since
        return {}

    def wake(self, day: dt.date) -> None:
        """Measure a morning; now and then a night is short, a knee hurts, or an illness begins."""
        random, sick = self.random, self.ill_on(day)
        self.mornings[day] = {
            "hrv_rmssd": round(58 * float(np.exp(0.07 * random.standard_normal() - 0.2 * sick)), 1),
            "resting_hr": round(53 + 1.2 * random.standard_normal() + 5 * sick),
            "sleep_h": round(float(random.normal(7.5, 0.5)), 1),
        }
        if sick:
            self.mornings[day]["illness"] = True

    def ill_on(self, day: dt.date) -> bool:
        return day in self.ill

    def happen(self, day: dt.date) -> None:
        """Draw what befalls a day of the plan."""
        random = self.random
        chance = random.random()
        if chance < 0.012 and not self.ill_on(day):
            self.ill |= {day + dt.timedelta(days=at) for at in range(int(random.integers(1, 6)))}
        self.wake(day)
        if 0.012 <= chance < 0.04:
            self.mornings[day]["sleep_h"] = float(random.choice([3.8, 4.7, 5.4]))
        elif 0.04 <= chance < 0.055:
            self.mornings[day]["soreness"] = float(random.integers(50, 95))
        elif 0.055 <= chance < 0.065:
            hurts = {"pain": float(random.integers(20, 80)), "pain_place": "knee"}
            self.mornings[day] |= hurts

    def do(self, made: tk.Assessment, day: dt.date) -> None:
        """Do what was advised: most of the time whole, now and then a part or nothing."""
        chosen = made.recommendation
        workout, chance = chosen.workout, self.random.random()
        if chosen.intensity == "rest" or workout.resting or day in self.ill or chance < 0.07:
            return
        what = tk.workouts.estimate(workout, self.who.athlete, day)
        part = float(self.random.uniform(0.3, 0.7)) if chance < 0.14 else 1.0
        profile = self.profile(day)
        if workout.kind == "race":
            goal = next(goal for goal in self.plan.goals if goal.date == day)
            self.races[day] = goal.distance_m
            session = (workout.sport, max(what.minutes, 1.0), 0.95)
            more = {"race": True, "distance_m": goal.distance_m}
            self.done.append(activity(profile, day, session, **more))
            self.hard.add(day)
            return
        share = _SHARES.get(what.quality, _EASY.get(workout.sport, 0.7))
        if what.minutes * part >= 1:
            self.done.append(activity(profile, day, (workout.sport, what.minutes * part, share)))
            if what.quality == "hard" and part == 1.0:
                self.hard.add(day)

    def adapt(self, day: dt.date) -> None:
        """Let the plan adapt to what was done until now."""
        revision = tk.adapt(self.plan, self.history(day), self.who.athlete, on=day, seconds=30)
        self.plan = revision.apply(self.plan)


def plan_life(seed: int) -> PlanLife | None:
    """Plan for a life; None where nobody may plan its race."""
    who = life(seed)
    try:
        plan = who.plan()
    except tk.InvalidInput:  # beyond human records, or too far for a child
        return None
    random = np.random.default_rng(seed + _SEEDS_FROM)
    done = list(who.history.activities) if who.history is not None else []
    lived = PlanLife(who, plan, random, done)
    journal = who.history.days if who.history is not None else ()
    lived.ill = {day.date for day in journal if day.illness}
    for back in range(_MORNINGS_BEFORE, 0, -1):
        lived.wake(plan.start - dt.timedelta(days=back))
    for recorded in journal:
        told = recorded.model_dump(include={"pain", "pain_place", "illness"}, exclude_none=True)
        lived.mornings.setdefault(recorded.date, {"sleep_h": 7.5}).update(told)
    return lived


def live(lived: PlanLife, weeks: int | None = None) -> Iterator[tuple[Situation, tk.Assessment]]:
    """Yield each morning's situation and decision, and do it, to the end of the plan."""
    day = lived.plan.start
    last = dt.date.max if weeks is None else day + dt.timedelta(days=7 * weeks - 1)
    while day <= min(lived.plan.end, last):
        lived.happen(day)
        if day.weekday() == 0 and lived.plan.start < day < lived.plan.end:
            lived.adapt(day)
        situation = lived.situation(day)
        made = tk.assess(
            situation.history,
            situation.athlete,
            day,
            plan=lived.plan,
            availability=lived.who.availability,
        )
        yield situation, made
        lived.do(made, day)
        day += dt.timedelta(days=1)


def _minutes(recorded: tk.Activity) -> float:
    return recorded.elapsed_s / 60


def faults_of_life(seed: int) -> list[str]:
    """Live a plan to its end, and list what must never be."""
    lived = plan_life(seed)
    if lived is None:
        return []
    listed = []
    for situation, made in live(lived):
        known = lived.who.history is not None or (situation.on - lived.plan.start).days > 30
        listed += [
            f"{situation.on}: {rule}"
            for rule in broken(situation, made)
            if known or not rule.startswith(_OF_A_KNOWN_PAST)
        ]
    return listed
