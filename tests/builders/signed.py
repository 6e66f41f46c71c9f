"""What a coach asks of the days after a disruption, before he signs them: a list of objections.

Written from published advice (return by table 9.2 of Daniels 2014, steps of the long run by the
published plans that docs name, race weeks by Higdon and Pfitzinger), and sharing nothing with the
rules that make the plan.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from statistics import median

import trainkit as tk
from builders.disrupted import Disrupted
from trainkit.models import PlannedWorkout

__all__ = ["objections", "weeks_of"]

_BREAK_DAYS = 6
_STEP_MIN: Mapping[str, float] = {"running": 20.0, "cycling": 40.0, "swimming": 15.0}
_NO_LONG_DAYS = {5_000: 4, 10_000: 4, 21_097.5: 6, 42_195.0: 7}
_TAPER_WEEKS = {5_000: 1, 10_000: 1, 21_097.5: 2, 42_195.0: 3}
_EASY_AFTER_RACE = {5_000: 2, 10_000: 3, 21_097.5: 6}


def objections(case: Disrupted, after: tk.TrainingPlan) -> list[str]:
    """List what a coach would not sign in a plan that goes on after a disruption."""
    special = {
        "off": _return,
        "ill": _return,
        "pain": _return,
        "few": _untouched,
        "more": _untouched,
        "long": _after_long,
        "busy": _busy_week,
        "race": _around_race,
    }
    return [*_always(case, after), *special[case.situation.kind](case, after)]


def weeks_of(plan: tk.TrainingPlan) -> dict[int, list[PlannedWorkout]]:
    """Group a plan's days by week, from 0."""
    weeks: dict[int, list[PlannedWorkout]] = {}
    for workout in plan.workouts:
        assert workout.date is not None
        weeks.setdefault((workout.date - plan.start).days // 7, []).append(workout)
    return weeks


def _own(case: Disrupted, days: Sequence[PlannedWorkout]) -> list[PlannedWorkout]:
    """Keep the sessions in the sport of the race, and not the race."""
    sport = case.who.sport
    return [w for w in days if not w.resting and w.sport == sport and w.kind != "race"]


def _minutes(case: Disrupted, days: Sequence[PlannedWorkout]) -> float:
    return sum(w.duration_min for w in _own(case, days))


def _longest(case: Disrupted, days: Sequence[PlannedWorkout]) -> float:
    return max((w.duration_min for w in _own(case, days)), default=0.0)


def _day(workout: PlannedWorkout) -> dt.date:
    assert workout.date is not None
    return workout.date


def _done(case: Disrupted, first: dt.date, last: dt.date) -> list[float]:
    return [
        a.elapsed_s / 60
        for a in case.history.activities
        if a.sport == case.who.sport and first <= a.day <= last
    ]


def _usual_longest(case: Disrupted) -> float:
    back = case.since - dt.timedelta(days=1)
    return max(_done(case, back - dt.timedelta(days=29), back), default=0.0)


def _usual_week(case: Disrupted) -> float:
    back = case.since - dt.timedelta(days=1)
    week = dt.timedelta(days=7)
    totals = sorted(
        sum(_done(case, back - (at + 1) * week + dt.timedelta(days=1), back - at * week))
        for at in range(4)
    )
    return sum(totals[1:]) / 3


def _ahead(case: Disrupted, plan: tk.TrainingPlan) -> list[PlannedWorkout]:
    return [w for w in plan.workouts if _day(w) >= case.on]


def _changed(case: Disrupted, after: tk.TrainingPlan) -> list[dt.date]:
    pairs = zip(case.plan.workouts, after.workouts, strict=True)
    return [
        _day(new)
        for old, new in pairs
        if (old.kind, old.title, old.duration_min) != (new.kind, new.title, new.duration_min)
    ]


def _whole_weeks(
    case: Disrupted, after: tk.TrainingPlan
) -> Iterator[tuple[int, list[PlannedWorkout], list[PlannedWorkout]]]:
    old, new = weeks_of(case.plan), weeks_of(after)
    for number in old:
        if _day(old[number][0]) >= case.on:
            yield number, old[number], new[number]


def _always(case: Disrupted, after: tk.TrainingPlan) -> Iterator[str]:
    race = after.goals[-1]
    ahead = _own(case, _ahead(case, after))
    limit = max(_usual_longest(case), *_done(case, case.on - dt.timedelta(days=30), case.on), 0.0)
    step = _STEP_MIN[case.who.sport]
    raced = {goal.date for goal in after.goals}
    for place, workout in enumerate(ahead):
        day, minutes = _day(workout), workout.duration_min
        if minutes > max(1.3 * limit, limit + 1.2 * step, 50.0):
            yield f"a leap to {minutes:.0f} min after {limit:.0f} on {day}"
        limit = max(limit, minutes)
        following = ahead[place + 1] if place + 1 < len(ahead) else None
        if workout.hard and following and following.hard and (_day(following) - day).days == 1:
            yield f"two hard days running from {day}"
        if (race.date - day).days < _NO_LONG_DAYS.get(race.distance_m, 4) and minutes > 70:
            yield f"{minutes:.0f} min so near the race on {day}"
    for number, old, new in _whole_weeks(case, after):
        was, now = _minutes(case, old), _minutes(case, new)
        yield from _twice(case, old, new)
        if now > 1.05 * was + 6 and not raced & {_day(w) for w in old}:
            yield f"week {number + 1} has {now:.0f} min, planned were {was:.0f}"
        blocked = (after.availability or tk.Availability()).blackout
        if len(_own(case, new)) < min(len(_own(case, old)), 3) - len(
            {_day(w) for w in new} & set(blocked)
        ):
            yield f"week {number + 1} has {len(_own(case, new))} sessions"


def _twice(
    case: Disrupted, old: Sequence[PlannedWorkout], new: Sequence[PlannedWorkout]
) -> Iterator[str]:
    usual, titles = (Counter(w.title for w in _own(case, d) if w.hard) for d in (old, new))
    for title in (title for title in titles if titles[title] > max(usual[title], 1)):
        yield f"{titles[title]} times {title} in the week of {_day(old[0])}"


def _return(case: Disrupted, after: tk.TrainingPlan) -> Iterator[str]:
    ill, days = case.situation.kind == "ill", case.situation.days
    ahead = _own(case, _ahead(case, after))
    usual, longest = _usual_week(case), _usual_longest(case)
    if days >= _BREAK_DAYS:
        yield from _first_days(case, ahead, usual, longest)
    quality = max(days, 2) if ill else 4 if days < 15 else 14
    early = [w for w in ahead if (_day(w) - case.on).days < quality and w.hard]
    early = [w for w in early if w.kind != "long"]
    if early:
        yield f"hard {(_day(early[0]) - case.on).days} days after it"
    if days >= _BREAK_DAYS:
        yield from _first_hard(ahead)
    for number, old, new in _whole_weeks(case, after):
        longs = {_day(w).weekday() for w in _own(case, old) if w.kind == "long"}
        for workout in _own(case, new):
            if workout.hard and workout.kind != "long" and _day(workout).weekday() in longs:
                yield f"{workout.title} on the day of the long session in week {number + 1}"
    back = 16 if ill and days > 7 else min(days, 14)  # two weeks and what a fever adds
    first = 0.6 if ill else 0.8
    monday = case.on + dt.timedelta(days=back)
    yield from _rejoined(case, after, monday, usual, longest, first=first)


def _first_hard(ahead: Sequence[PlannedWorkout]) -> Iterator[str]:
    """Threshold comes first, and one hard session is enough for the first week of them."""
    hard = [w for w in ahead if w.hard and w.kind != "long"]
    week = [w for w in hard if (_day(w) - _day(hard[0])).days < 5]
    if len(week) > 1:
        yield f"{len(week)} hard sessions at once from {_day(week[0])}"
    if week and week[0].kind in {"vo2max", "repetitions", "intervals"}:
        yield f"the first hard session is {week[0].title}"


def _first_days(
    case: Disrupted, ahead: Sequence[PlannedWorkout], usual: float, longest: float
) -> Iterator[str]:
    """Half of the usual for half of the days that were missed, and then three quarters."""
    days, half = case.situation.days, max(case.situation.days // 2, 3)
    first = sum(w.duration_min for w in ahead if (_day(w) - case.on).days < half)
    if first > 0.6 * usual * half / 7 + 20:
        yield f"{first:.0f} min in the first {half} days, a week was {usual:.0f}"
    second = sum(w.duration_min for w in ahead if half <= (_day(w) - case.on).days < days)
    if second > 0.9 * usual * (days - half) / 7 + 20:
        yield f"{second:.0f} min in the second part of the return"
    back = case.since - dt.timedelta(days=1)
    begin = max(36.0, 0.6 * median(_done(case, back - dt.timedelta(days=27), back)))
    if any(w.duration_min > begin for w in ahead[:2]):
        yield f"begins with {max(w.duration_min for w in ahead[:2]):.0f} min"
    share = 0.65 if case.situation.kind == "ill" else 0.8
    near = [w for w in ahead if (_day(w) - case.on).days < 9 and w.kind == "long"]
    if near and near[0].duration_min > max(share * longest, 45.0):
        yield f"a first long session of {near[0].duration_min:.0f} min after {longest:.0f}"


def _rejoined(
    case: Disrupted,
    after: tk.TrainingPlan,
    back: dt.date,
    usual: float,
    longest: float,
    *,
    first: float = 0.9,
) -> Iterator[str]:
    """Once the return is over the plan is joined again, about two weeks back."""
    race = after.goals[-1]
    weeks = _TAPER_WEEKS.get(race.distance_m, 2)
    monday = race.date - dt.timedelta(days=race.date.weekday())
    taper = monday - dt.timedelta(weeks=weeks - 1)
    full = [week for week in _whole_weeks(case, after) if back <= _day(week[1][0]) < taper]
    if not full:
        return
    step, reachable, before = _STEP_MIN[case.who.sport], first * longest, 0.0
    best_old = max(_longest(case, old) for _, old, _ in full)
    for at, (number, old, new) in enumerate(full):
        was, now, here = _minutes(case, old), _minutes(case, new), _longest(case, new)
        if at:
            reachable = max(reachable * 1.1, reachable + 0.8 * step)
        # A long session that is shorter for good reasons is missing in the week.
        less = max(min(_longest(case, old), longest) - min(reachable, _longest(case, old)), 0.0)
        normal = min(was, usual * (1 + 0.05 * at)) - less
        if now < 0.85 * normal:
            yield f"week {number + 1} has {now:.0f} min, {normal:.0f} would be normal"
        yield from _long_day(case, old, new)
        lighter = _longest(case, old) < 0.8 * best_old
        if here < 0.7 * before and here < 0.8 * _longest(case, old) and not lighter:
            yield f"the long session of week {number + 1} falls to {here:.0f} after {before:.0f}"
        before = here
    best = max(_longest(case, new) for _, _, new in full)
    if best < 0.9 * min(best_old, reachable):
        yield f"the longest is {best:.0f} min, planned {best_old:.0f}, in reach {reachable:.0f}"
    hard_old = sum(_hard(case, old) for _, old, _ in full)
    hard_new = sum(_hard(case, new) for _, _, new in full)
    if hard_old and hard_new < 0.5 * hard_old:
        yield f"{hard_new} hard sessions are left of {hard_old}"


def _hard(case: Disrupted, days: Sequence[PlannedWorkout]) -> int:
    return sum(w.hard and w.kind != "long" for w in _own(case, days))


def _long_day(
    case: Disrupted, old: Sequence[PlannedWorkout], new: Sequence[PlannedWorkout]
) -> Iterator[str]:
    was, now = ([w for w in _own(case, days) if w.kind == "long"] for days in (old, new))
    if was and not now:
        yield f"no long session in the week of {_day(old[0])}"
    elif was and _day(was[0]) != _day(now[0]):
        yield f"the long session of {_day(was[0])} moved to {_day(now[0]):%A}"


def _untouched(case: Disrupted, after: tk.TrainingPlan) -> Iterator[str]:
    far = case.on + dt.timedelta(days=7)
    late = [day for day in _changed(case, after) if day >= far]
    if len(late) > 2:
        yield f"{len(late)} days changed after the first week"
    if case.situation.kind == "more":
        for old, new in zip(case.plan.workouts, after.workouts, strict=True):
            if new.duration_min > old.duration_min + 5:
                yield f"{_day(new)} is longer than planned"


def _after_long(case: Disrupted, after: tk.TrainingPlan) -> Iterator[str]:
    last = case.since - dt.timedelta(days=1)
    done = max(_done(case, last - dt.timedelta(days=34), case.on))
    planned = next(w for w in case.plan.workouts if _day(w) >= case.on and w.kind == "long")
    first = next((w for w in _ahead(case, after) if w.kind == "long"), None)
    if first is None:
        yield "no long session any more"
        return
    half_way = max((done + planned.duration_min) / 2, done)
    if first.duration_min > half_way + 5:
        yield f"long session of {first.duration_min:.0f} min, half-way is {half_way:.0f}"
    yield from _rejoined(case, after, case.on, _usual_week(case), done)


def _busy_week(case: Disrupted, after: tk.TrainingPlan) -> Iterator[str]:
    late = case.on + dt.timedelta(days=14)
    changed = [day for day in _changed(case, after) if day >= late]
    if len(changed) > 2:
        yield f"{len(changed)} days changed from the second week after the journey"
    blocked = (after.availability or tk.Availability()).blackout
    if any(not w.resting and _day(w) in blocked for w in _ahead(case, after)):
        yield "training on the journey"
    yield from _rejoined(case, after, late, _usual_week(case), _usual_longest(case))


def _around_race(case: Disrupted, after: tk.TrainingPlan) -> Iterator[str]:
    race = case.since
    for workout in _ahead(case, after):
        apart = (_day(workout) - race).days
        if workout.resting or workout.kind == "race":
            continue
        if apart in {-2, -1} and workout.hard:
            yield f"hard {-apart} days before the extra race"
        if 0 < apart <= _EASY_AFTER_RACE[case.situation.size] and workout.hard:
            yield f"hard {apart} days after the extra race"
    raced = [w for w in after.workouts if _day(w) == race and w.kind == "race"]
    if not raced:
        yield "the extra race is not in the plan"
    far = [day for day in _changed(case, after) if abs((day - race).days) > 14]
    if len(far) > 2:
        yield f"{len(far)} days changed far from the extra race"
