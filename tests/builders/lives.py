"""Made-up lives by seed, wider than anybody would choose, and simple rules to judge their plans."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

import trainkit as tk
from builders.runners import STYLES
from trainkit.models import WEEKDAYS, PlannedWorkout, Step

_FIRST = dt.date(2026, 6, 29)
_RACES_M = {
    "running": (400, 1500, 5000, 8000, 10_000, 16_000, 21_097.5, 30_000, 42_195, 50_000, 100_000),
    "cycling": (20_000, 40_000, 100_000, 180_000, 250_000),
    "swimming": (400, 1500, 3800, 10_000),
}
_USUAL_M_S = {"running": 0.78, "cycling": 0.8, "swimming": 0.85}  # of the threshold
_WEEK_MIN = {"running": (40, 600), "cycling": (60, 900), "swimming": (40, 400)}
_MOST_OF_IT = 0.6
_BREAKS = (1, 3, 5, 7, 10, 14, 21, 28, 35, 45, 60, 75, 100)


@dataclass(frozen=True)
class Life:
    """Somebody, what he did, and what he wants."""

    seed: int
    athlete: tk.Athlete
    history: tk.History | None
    goals: tuple[tk.Goal, ...]
    availability: tk.Availability
    start: dt.date
    days_off: int  # before the plan
    week_min: float  # usual, in the sport of the goal, before a break; 0 if unknown

    @property
    def sport(self) -> str:
        return self.goals[-1].sport

    def plan(self, seconds: float = 10.0) -> tk.TrainingPlan:
        return tk.plan(
            self.goals,
            self.athlete,
            self.history,
            availability=self.availability,
            start=self.start,
            allow_short=True,
            seconds=seconds,
        )


def life(seed: int) -> Life:
    """Return a life: any sport, age, past, time and race."""
    random = np.random.default_rng(seed)
    start = _FIRST + dt.timedelta(days=int(random.integers(0, 7)))
    sport = str(random.choice(["running"] * 5 + ["cycling", "cycling", "swimming"]))
    threshold = {
        "running": float(random.uniform(2.2, 5.2)),
        "cycling": float(random.uniform(6, 12)),
        "swimming": float(random.uniform(0.7, 1.6)),
    }
    age = int(random.integers(16, 76))
    athlete = tk.Athlete(
        sex=str(random.choice(["male", "female"])),  # type: ignore[arg-type]
        birth_date=dt.date(2026 - age, 1, 1),
        hr_rest=50,
        hr_max=190,
        hr_threshold=168 if random.random() < 0.7 else None,
        threshold_speed_m_s=threshold[sport] if random.random() < 0.7 else None,
        ftp_w=float(random.uniform(120, 380)) if random.random() < 0.6 else None,
        risk_style=str(random.choice(STYLES)),  # type: ignore[arg-type]
    )
    history, days_off, week_min = _past(random, sport, threshold, start)
    weeks = int(random.integers(4, 31))
    race = start + dt.timedelta(days=7 * weeks - 1 + int(random.integers(-3, 4)))
    metres = float(random.choice(_RACES_M[sport]))
    time_s = None
    if random.random() < 0.4:
        slower = (metres / 10_000) ** 0.07
        time_s = metres / threshold[sport] * slower * float(random.uniform(0.95, 1.3))
    goals = [tk.Goal(distance_m=metres, date=race, sport=sport, time_s=time_s)]
    availability = _time(random, sport, start, race)
    for _ in range(int(random.integers(0, 3)) if weeks > 8 else 0):
        day = start + dt.timedelta(days=int(random.integers(14, 7 * weeks - 10)))
        taken = {goal.date for goal in goals} | set(availability.blackout)
        taken |= {fixed.date for fixed in availability.fixed if fixed.date}
        if day not in taken:
            short = float(random.choice([m for m in _RACES_M[sport] if m <= max(metres, 5000)]))
            level = str(random.choice(["B", "C"]))
            goals.append(
                tk.Goal(distance_m=short, date=day, sport=sport, priority=level)  # type: ignore[arg-type]
            )
    goals.sort(key=lambda goal: goal.date)
    return Life(seed, athlete, history, tuple(goals), availability, start, days_off, week_min)


def _past(
    random: np.random.Generator, sport: str, threshold: dict[str, float], start: dt.date
) -> tuple[tk.History | None, int, float]:
    kind = str(random.choice(["none", "other", "never", "trained", "trained", "trained", "both"]))
    if kind == "none":
        return None, 0, 0.0
    days_off = int(random.choice(_BREAKS)) if random.random() < 0.4 else int(random.integers(0, 3))
    done: list[tk.Activity] = []
    week_min = 0.0
    if kind in {"trained", "both"}:
        low, high = _WEEK_MIN[sport]
        week_min = float(np.exp(random.uniform(np.log(low), np.log(high))))
        done += _weeks(
            random, sport, threshold[sport], week_min, start - dt.timedelta(days=1 + days_off)
        )
    if kind in {"other", "both"}:
        other = str(random.choice([name for name in threshold if name != sport]))
        minutes = float(random.uniform(60, 500))
        done += _weeks(
            random,
            other,
            threshold[other],
            minutes,
            start - dt.timedelta(days=int(random.integers(1, 5))),
        )
    journal = _journal(random, start, always=kind == "never")
    return tk.History(activities=tuple(done), days=journal), days_off, week_min


def _journal(random: np.random.Generator, start: dt.date, *, always: bool) -> list[tk.DailyHealth]:
    journal: list[tk.DailyHealth] = []
    at = int(random.integers(1, 15))
    if random.random() < 0.12:
        for day in range(int(random.integers(1, 6))):
            date = start - dt.timedelta(days=at + day)
            journal.append(tk.DailyHealth(date=date, illness=True))
    elif random.random() < 0.12:
        hurts = float(random.uniform(20, 90))
        place = str(random.choice(["knee", "achilles", "shin", "calf", "back"]))
        for day in range(3):
            date = start - dt.timedelta(days=at + day)
            journal.append(tk.DailyHealth(date=date, pain=hurts, pain_place=place))
    if always and not journal:
        journal = [tk.DailyHealth(date=start - dt.timedelta(days=3), sleep_quality=70)]
    return journal


def _weeks(
    random: np.random.Generator,
    sport: str,
    threshold: float,
    week_min: float,
    last: dt.date,
) -> Iterator[tk.Activity]:
    """Yield sixteen weeks up to a break: equal sessions and a long one, every fourth lighter."""
    count = int(np.clip(round(week_min / 45), 1, 6))
    share = float(random.uniform(0.3, 0.45)) if count > 2 else 1 / count
    parts = [share] + [(1 - share) / (count - 1)] * (count - 1) if count > 1 else [1.0]
    places = sorted(random.permutation(7)[:count].tolist())
    for week in range(16):
        lighter = 0.8 if week % 4 == 3 else 1.0
        for place, part in zip(places, parts, strict=True):
            day = last - dt.timedelta(days=7 * week + place)
            minutes = week_min * part * lighter * float(random.uniform(0.95, 1.05))
            yield tk.Activity(
                sport=sport,
                start=dt.datetime.combine(day, dt.time(7), dt.UTC),
                elapsed_s=60 * minutes,
                distance_m=60 * minutes * threshold * _USUAL_M_S[sport],
                hr_mean=140,
            )


def _time(
    random: np.random.Generator, sport: str, start: dt.date, race: dt.date
) -> tk.Availability:
    count = int(random.integers(2, 8))
    minutes: dict[str, float] = dict.fromkeys(WEEKDAYS, 0.0)
    for place in random.permutation(7)[:count]:
        minutes[WEEKDAYS[place]] = float(random.choice([30, 40, 45, 60, 75, 90, 120, 180, 240]))
    length = (race - start).days
    blackout: set[dt.date] = set()
    for _ in range(int(random.integers(0, 3)) if random.random() < 0.4 else 0):
        first = start + dt.timedelta(days=int(random.integers(3, max(length - 8, 4))))
        blackout |= {first + dt.timedelta(days=at) for at in range(int(random.integers(1, 12)))}
    blackout = {day for day in blackout if day < race - dt.timedelta(days=2)}
    fixed: list[PlannedWorkout] = []
    if random.random() < 0.2:
        name = str(random.choice([name for name in WEEKDAYS if minutes[name] >= 40] or ["-"]))
        days = [start + dt.timedelta(days=at) for at in range(length - 3)]
        step = Step(until="time", amount=2400)
        fixed = [
            PlannedWorkout(name="Club", sport=sport, date=day, steps=(step,), kind="easy", load=35)
            for day in days
            if WEEKDAYS[day.weekday()] == name and day not in blackout
        ]
    more: dict[str, Any] = {}
    if random.random() < 0.3:
        more["hours_per_week"] = max(sum(minutes.values()) / 60 * float(random.uniform(0.5, 1)), 1)
    return tk.Availability(
        minutes=minutes, blackout=tuple(sorted(blackout)), fixed=tuple(fixed), **more
    )


def faults(made: tk.TrainingPlan, who: Life) -> list[str]:
    """Judge a plan by what any runner would notice."""
    listed = [
        f"hard: {v.rule} {v.date} {v.message}"
        for v in tk.check(made, who.athlete, who.history)
        if v.hard
    ]
    listed += _weeks_faults(made, who) + _long_faults(made, who) + _race_faults(made, who)
    return listed + _hard_faults(made, who)


def calendar_weeks(made: tk.TrainingPlan) -> list[list[PlannedWorkout]]:
    """Return the workouts by calendar week."""
    weeks: dict[dt.date, list[PlannedWorkout]] = {}
    for item in made.workouts:
        assert item.date is not None
        weeks.setdefault(item.date - dt.timedelta(days=item.date.weekday()), []).append(item)
    return list(weeks.values())


def total(week: Sequence[PlannedWorkout]) -> float:
    """Return the minutes trained in a week, races left out."""
    return sum(item.duration_min for item in week if item.kind != "race")


def _weeks_faults(made: tk.TrainingPlan, who: Life) -> list[str]:
    """List empty weeks, a first week that is too big, and jumps to a new biggest week."""
    listed, biggest = [], 0.0
    blocked = set(who.availability.blackout) | set(ladder_days(who))
    disturbed = bool(blocked) or who.days_off > 4
    for number, week in enumerate(calendar_weeks(made)):
        days = {item.date for item in week if item.date}
        fixed = sum(i.duration_min for i in who.availability.fixed if i.date in days)
        free = [day for day in days - blocked if who.availability.on(day) >= 20]
        sessions = sum(not item.resting for item in week)
        # Of a week that is blocked in part, two days may be too near each other.
        least = 2 if len(days - blocked) == 7 else min(len(free) // 3, 2)
        # After a break, or in a lighter week of little training, a club session may be all of it.
        most_of_it = fixed > _MOST_OF_IT * biggest > 0
        least = min(least, 1) if fixed and (who.days_off > 14 or most_of_it) else least
        # Half an hour on a bike is hardly a ride: a small week of them is one.
        least = min(least, 1) if made.sport == "cycling" and total(week) < 70 else least
        if len(days) == 7 and sessions < min(least, len(free)):
            listed.append(f"empty: week {number + 1} has {sessions} of {len(free)} days")
        minutes = total(week)
        usual = who.week_min
        # A partial first week is a full one's part; what is unknown has no usual week.
        if number == 0 and usual > 75 and minutes > max(1.05 * usual, fixed + 30) + 2:
            listed.append(f"first: {minutes:.0f} min, usual {usual:.0f}")
        if number > 0 and len(days) == 7 and not disturbed:
            before = max(biggest, usual)
            if number > 1 and minutes > before * 1.25 and minutes > before + 60:
                listed.append(f"jump: week {number + 1} {minutes:.0f} min after {before:.0f}")
        biggest = max(biggest, minutes)
    return listed


def ladder_days(who: Life) -> Iterator[dt.date]:
    """Yield days that an illness or pain before the plan may take."""
    if who.history is None:
        return
    for day in who.history.days:
        if day.illness or day.pain:
            yield from (day.date + dt.timedelta(days=at) for at in range(15))


def _long_faults(made: tk.TrainingPlan, who: Life) -> list[str]:
    """List long sessions that leap ahead of the longest of five weeks."""
    longest: dict[dt.date, float] = {}
    for activity in who.history.activities if who.history else ():
        if activity.sport == who.sport:
            longest[activity.day] = max(longest.get(activity.day, 0), activity.elapsed_s / 60)
    # After a break, a blackout or the recovery from a race, what was before it counts.
    raced = sum(goal.priority != "C" for goal in who.goals[:-1])
    back = 35 + who.days_off + len(who.availability.blackout) + 14 * raced
    step = 30 if who.sport == "cycling" else 25  # long rides grow by 15 to 30 min
    listed = []
    for item in made.workouts:
        assert item.date is not None
        since = item.date - dt.timedelta(days=back)
        unknown = not who.week_min and (item.date - who.start).days < 14
        before = max((m for day, m in longest.items() if since <= day), default=0.0)
        minutes = item.duration_min
        if item.kind == "race":
            goal = next(goal for goal in who.goals if goal.date == item.date)
            minutes = goal.distance_m / {"running": 170, "cycling": 450, "swimming": 50}[who.sport]
        elif before and not unknown and minutes > max(1.3 * before, before + step) + 1:
            listed.append(f"long: {item.date} {minutes:.0f} min after {before:.0f}")
        longest[item.date] = max(longest.get(item.date, 0), minutes)
    return listed


def _hard_faults(made: tk.TrainingPlan, who: Life) -> list[str]:
    """List hard sessions that come three times in a row within three weeks."""
    hard = [
        workout
        for workout in made.workouts
        if workout.hard and workout.sport == who.sport and workout.kind not in {"long", "race"}
    ]
    return [
        f"again: {third.date} {third.title} for the third time"
        for first, second, third in zip(hard, hard[1:], hard[2:], strict=False)
        if first.title == second.title == third.title
        and first.steps == second.steps == third.steps
        and first.date
        and third.date
        and (third.date - first.date).days <= 21
    ]


def _race_faults(made: tk.TrainingPlan, who: Life) -> list[str]:
    """List long or hard days just before the race, and a race that is not there."""
    race = who.goals[-1].date
    listed = [] if made.workouts[-1].kind == "race" else ["race: none on its day"]
    for item in made.workouts:
        assert item.date is not None
        ahead = (race - item.date).days
        fixed = any(item.date == one.date for one in who.availability.fixed)
        if fixed or not 1 <= ahead <= 2:
            continue
        most = 45 if ahead == 1 else 75
        if item.duration_min > most or item.kind == "long":
            listed.append(f"eve: {item.title} {item.duration_min:.0f} min, {ahead} days before")
    weeks = [week for week in calendar_weeks(made) if len(week) == 7]
    if len(weeks) > 4 and total(calendar_weeks(made)[-1]) > 0.95 * max(map(total, weeks[:-1])):
        listed.append("taper: the race week is as long as the longest")
    return listed


def with_other_sport(who: Life) -> Life:
    """Add two to four fixed sessions a week of another sport, done before the plan too."""
    random = np.random.default_rng(who.seed + 7_000_000)
    other = str(random.choice([sport for sport in _RACES_M if sport != who.sport]))
    names = [str(name) for name in random.permutation(WEEKDAYS)[: int(random.integers(2, 5))]]
    lengths = {name: float(random.choice([45, 60, 90, 150])) for name in names}
    raced = {goal.date for goal in who.goals}
    taken = raced | {workout.date for workout in who.availability.fixed}
    days = (who.goals[-1].date - who.start).days - 2
    sessions = []
    for at in range(max(days, 0)):
        day = who.start + dt.timedelta(days=at)
        minutes = lengths.get(WEEKDAYS[day.weekday()])
        if minutes and day not in taken and day not in who.availability.blackout:
            step = Step(until="time", amount=60 * minutes)
            load = 0.7 * minutes
            sessions.append(
                PlannedWorkout(
                    name="Other", sport=other, date=day, steps=(step,), kind="easy", load=load
                )
            )
    past = []
    for back in range(1, 71):
        day = who.start - dt.timedelta(days=back)
        minutes = lengths.get(WEEKDAYS[day.weekday()])
        if minutes:
            start = dt.datetime.combine(day, dt.time(18), dt.UTC)
            past.append(tk.Activity(sport=other, start=start, elapsed_s=60 * minutes, hr_mean=125))
    history = tk.History(activities=tuple(past))
    fixed = (*who.availability.fixed, *sessions)
    return replace(
        who,
        history=history if who.history is None else who.history.merge(history),
        availability=who.availability.model_copy(update={"fixed": fixed}),
    )
