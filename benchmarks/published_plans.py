"""Published plans, laid out as plans of ours, and the rules that they break.

Usage: ``python benchmarks/published_plans.py FOLDER``. The folder holds ``published_plans.json``:
for each plan its race and level, and for each week the sessions, the distance or the time, the
longest session and the hard ones. The numbers are not part of trainkit.

Weekdays are not among the numbers. The long session is on Sunday, quality on Tuesday and Thursday,
marathon pace inside the long run; Pfitzinger's tune-up races and Higdon's pace runs are on the day
before the long run, and Higdon's tune-up races in its place, as these authors have it. A plan is
taken to begin at nine tenths of what was trained in the sixteen weeks before it; a first week with
fewer sessions begins in its middle. A week without numbers lies between those that have some.
"""

import datetime as dt
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

import trainkit as tk
from trainkit.models import PlannedWorkout, Violation
from trainkit.workouts import Session, Work, find_session, walk_run_session

START = dt.date(2026, 1, 5)  # a Monday
_SPORTS = {"run": "running", "bike": "cycling", "swim": "swimming"}
_THRESHOLD_M_S: Mapping[str, Mapping[str, float]] = {
    "running": {"beginner": 2.9, "intermediate": 3.5, "advanced": 4.2},
    "cycling": {"beginner": 7.5, "intermediate": 9.0, "advanced": 10.0},
    "swimming": {"beginner": 0.85, "intermediate": 1.05, "advanced": 1.25},
}
_EASY_SHARE = {"running": 0.80, "cycling": 0.85, "swimming": 0.85}
_EASY = {"running": "Easy run", "cycling": "Endurance ride", "swimming": "Easy swim"}
_LONG = {"running": "Long run", "cycling": "Long ride", "swimming": "Long swim"}
_OTHER_QUALITY = {"cycling": "Threshold ride", "swimming": "Threshold swim"}
_SHARE_OF_WEEK = {3: 0.42, 4: 0.36, 5: 0.31}  # of the long session, where only it is known
_TRAIL_SHARE = 0.46
_EASY_DAYS = (1, 3, 5, 2, 4, 0)  # from Tuesday on; Monday is the last to be trained
_QUALITY_DAYS = (1, 3, 5)
_EVE, _SUNDAY = 5, 6
_MILE_M = 1609.344
_MOST_MIN = 60.0  # of one piece
_AROUND_MIN = 20.0
_TUNE_UP_M = 10_000.0
_BEFORE_SHARE = 0.9  # of what was trained, that a plan begins with


@dataclass(frozen=True)
class Quality:
    """How a tag of the numbers is run: the library's session, its share, its usual minutes."""

    session: str
    share: float
    usual_min: float
    kind: str


_QUALITY: Mapping[str, Quality] = {
    "lt": Quality("Threshold run", 0.97, 24, "threshold"),
    "tempo": Quality("Threshold run", 0.95, 24, "threshold"),
    "vo2": Quality("Short intervals", 1.07, 15, "vo2max"),
    "tune": Quality("Short intervals", 1.07, 15, "vo2max"),  # in a week with a tune-up race
    "int": Quality("Short intervals", 1.06, 15, "vo2max"),
    "speed": Quality("Repetitions", 1.13, 5, "repetitions"),
    "hills": Quality("Hills", 1.06, 10, "hills"),
    "rp": Quality("Race-pace run", 1.02, 18, "race_pace"),
    "fast": Quality("Race-pace run", 0.97, 20, "race_pace"),
    "hmp": Quality("Race-pace run", 0.96, 24, "race_pace"),
    "strength": Quality("Marathon pace", 0.92, 35, "race_pace"),
    "mp": Quality("Marathon pace", 0.88, 40, "marathon"),
    "pace": Quality("Marathon pace", 0.88, 40, "marathon"),
    "long_q": Quality("Race-pace run", 0.93, 20, "race_pace"),
}


@dataclass(frozen=True)
class Week:
    """One week: minutes in all and of the longest session, sessions, and the tags of quality."""

    minutes: float
    long_min: float
    sessions: int
    quality: tuple[str, ...]
    race: bool
    second_min: float = 0.0  # of the run on the day after the long one


@dataclass(frozen=True)
class Published:
    """A published plan with the athlete that it is for."""

    row: Mapping[str, Any]

    @property
    def author(self) -> str:
        """Return the first part of its name."""
        return str(self.row["id"]).split("_", maxsplit=1)[0]

    @property
    def sport(self) -> str:
        """Return the sport."""
        return _SPORTS[self.row["sport"]]

    @property
    def easy_km_min(self) -> float:
        """Return how far an easy session goes in a minute [km/min]."""
        threshold = _THRESHOLD_M_S[self.sport][self.row["level"]]
        return 0.06 * threshold * _EASY_SHARE[self.sport]

    @property
    def walks(self) -> bool:
        """Return whether it begins with walking."""
        return "run_min" in self.row["week_data"][0]

    @property
    def athlete(self) -> tk.Athlete:
        """Return somebody of its level."""
        level = self.row["level"]
        return tk.Athlete(
            sex="female",
            birth_date=dt.date(1990, 3, 1),
            hr_rest=54,
            hr_max=183,
            ftp_w={"beginner": 160.0, "intermediate": 210.0, "advanced": 260.0}[level],
            threshold_speed_m_s=_THRESHOLD_M_S["running"][level],
        )


def main(folder: str) -> None:
    """Print what each rule says of the published plans."""
    text = (Path(folder) / "published_plans.json").read_text(encoding="utf-8")
    plans = json.loads(text)["plans"]
    found = {row["id"]: violations_of(Published(row)) for row in plans}
    by_rule: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for name, listed in found.items():
        for item in listed:
            by_rule[item.rule, item.hard].append(name)
    print("| rule | | plans | times |\n|---|---|---|---|")
    for (rule, hard), names in sorted(by_rule.items(), key=lambda row: (not row[0][1], row[0][0])):
        print(f"| {rule} | {'hard' if hard else 'wish'} | {len(set(names))} | {len(names)} |")
    broken = {name: [v for v in listed if v.hard] for name, listed in found.items()}
    broken = {name: listed for name, listed in broken.items() if listed}
    known = sum(all(week["km"] or week["minutes"] for week in row["week_data"]) for row in plans)
    print(
        f"\n{len(plans) - len(broken)} of {len(plans)} plans break no hard rule; of {known} plans"
    )
    print("each week is known, the weeks of the others lie between known ones.")
    for name, listed in broken.items():
        rules = Counter(item.rule for item in listed)
        print(f"\n{name}: " + ", ".join(f"{rule} {times} x" for rule, times in rules.items()))
        first = listed[0]
        print(f"  first {first.rule} in week {(first.date - START).days // 7 + 1}: {first.message}")


def violations_of(published: Published) -> list[Violation]:
    """Check a published plan as a plan of ours."""
    plan, history = plan_of(published)
    return tk.check(plan, published.athlete, history)


def plan_of(published: Published) -> tuple[tk.TrainingPlan, tk.History | None]:
    """Lay out a published plan, and what is trained before it."""
    weeks, sport = weeks_of(published), published.sport
    goals, workouts = [], list[PlannedWorkout]()
    for number, week in enumerate(weeks):
        monday = START + dt.timedelta(weeks=number)
        sunday = monday + dt.timedelta(days=_SUNDAY)
        if week.race:
            trail = published.row["goal"] == "50k_trail"
            metres = published.row["race_m"]
            goals.append(tk.Goal(distance_m=metres, date=sunday, sport=sport, trail=trail))
        elif "tune" in week.quality:
            day = sunday - dt.timedelta(days=_SUNDAY - _race_day(published))
            goals.append(tk.Goal(distance_m=_TUNE_UP_M, date=day, priority="C", sport=sport))
        days = _Layout(published, monday, week).days(number)
        workouts += [
            days.get(at, PlannedWorkout(kind="rest")).model_copy(
                update={"date": monday + dt.timedelta(days=at), "week": number + 1}
            )
            for at in range(7)
        ]
    plan = tk.TrainingPlan(goals=tuple(goals), start=START, workouts=tuple(workouts))
    return plan, _history(published, weeks)


def _race_day(published: Published) -> int:
    """Return the weekday of a tune-up race: Higdon's takes the place of the long run."""
    return _SUNDAY if published.author == "higdon" else _EVE


def weeks_of(published: Published) -> list[Week]:
    """Read the weeks in minutes, with what is not known in between."""
    row, pace = published.row, published.easy_km_min
    rows: Sequence[Mapping[str, Any]] = row["week_data"]
    totals = [_minutes(week["km"] or week["km_partial"], week["minutes"], pace) for week in rows]
    # The races of a week count as one of the days where nobody counted the hard sessions.
    counts = [
        (week["runs"] or row["days_per_week"]) - (week["race"] and week["hard"] is None)
        for week in rows
    ]
    if published.walks:
        longs = [(total or 0.0) / count for total, count in zip(totals, counts, strict=True)]
    else:
        known = [_minutes(week["long_km"], week["long_min"], pace) for week in rows]
        longs = _between(known, *_ends(published))
    ratio = _week_by_long(published, totals, longs)
    most_km, most_min = (max(row.get(name) or [0.0]) for name in ("km_range", "min_range"))
    most = _minutes(most_km, most_min, pace)
    weeks = []
    for week, total, whole, count in zip(rows, totals, longs, counts, strict=True):
        unknown = week["race"] and not (week["long_km"] or week["long_min"] or published.walks)
        long = min(whole, 0.35 * max(longs)) if unknown else whole
        minutes = total or min(ratio * long, most or np.inf)
        tags = tuple(week["quality"])
        tags += ("lt",) * max((week["hard"] or 0) - len(tags), 0)
        second = (week.get("second_long_km") or 0.0) / pace
        weeks.append(Week(max(minutes, long), long, count, tags, bool(week["race"]), second))
    return weeks


def _minutes(km: float | None, minutes: float | None, km_a_minute: float) -> float | None:
    return km / km_a_minute if km else minutes


def _week_by_long(
    published: Published, totals: Sequence[float | None], longs: Sequence[float]
) -> float:
    """Return a week's minutes for each minute of its long session, where only that is known."""
    known = [total / long for total, long in zip(totals, longs, strict=True) if total]
    if known:
        return float(np.mean(known))
    usual = published.row.get("avg_min_week")
    if usual:
        return max(float(usual / np.mean(longs)), 1.5)
    share = _SHARE_OF_WEEK.get(published.row["days_per_week"], 0.30)
    return 1 / (_TRAIL_SHARE if published.row["goal"] == "50k_trail" else share)


def _ends(published: Published) -> tuple[float, float]:
    """Return the first and the longest of the long sessions, where only those are known [min]."""
    row, pace = published.row, published.easy_km_min
    stated = row.get("long_min_range")
    if stated:
        return min(stated), max(stated)
    longest = _minutes(row["longest_km"], row["longest_min"], pace)
    if longest is None:
        swim_min = min(row["race_m"], 4000) / 1000 / pace
        longest = swim_min if row["sport"] == "swim" else 0.6 * row.get("avg_min_week", 240.0)
    return min(row.get("entry_long_min", 0.6 * longest), longest), longest


def _between(values: Sequence[float | None], first: float, last: float) -> list[float]:
    """Fill in what is not known, on a line; the longest is three weeks before the end."""
    points = {at: value for at, value in enumerate(values) if value}
    if not points:
        points[max(len(values) - 4, 1)] = last
    points.setdefault(0, min(first, *points.values()))
    places = sorted(points)
    lengths = np.interp(np.arange(len(values)), places, [points[at] for at in places])
    return [float(length) for length in lengths]


@dataclass(frozen=True)
class _Layout:
    """Lays out a week from its Monday."""

    published: Published
    monday: dt.date
    week: Week

    def days(self, number: int) -> dict[int, PlannedWorkout]:
        """Give each session its weekday."""
        if self.published.author == "nhs":
            sessions = (walk_run_session(number + 1, at) for at in range(3))
            return {
                day: self._placed(session, session.whole_min, "easy")
                for day, session in zip((0, 2, 4), sessions, strict=True)
            }
        week, days = self.week, dict[int, PlannedWorkout]()
        inside, apart, eve = self._sorted_quality()
        tuned = "tune" in week.quality and not week.race
        long_day = _QUALITY_DAYS[0] if week.race else _EVE if week.second_min else _SUNDAY
        each = (week.minutes - week.long_min) / max(week.sessions - 1, 1)
        for day, tag in [*zip(_QUALITY_DAYS, apart, strict=False), *((_EVE, tag) for tag in eve)]:
            days[day] = self._quality(tag, each)
        if week.second_min:
            days[_SUNDAY] = self._easy(week.second_min)
        if long_day not in days:
            days[long_day] = self._long(inside)
        if week.race or tuned:
            day = _SUNDAY if week.race else _race_day(self.published)
            days[day] = PlannedWorkout(name="Race", kind="race", hard=True)
        open_days = (day for day in _EASY_DAYS if day not in days)
        while len(days) - week.race < week.sessions:
            days[next(open_days)] = self._easy(each)
        return days

    def _sorted_quality(self) -> tuple[list[str], list[str], list[str]]:
        """Sort quality: inside the long run, on days of its own, on the day before the long run."""
        author, inside = self.published.author, list[str]()
        apart, eve = list[str](), list[str]()
        for tag in self.week.quality:
            name = tag.split(maxsplit=1)[0]
            in_long = name == "long_q" or (name == "mp" and author != "hansons")
            few = self.published.row["days_per_week"] < 5
            if tag == "tune":
                continue
            if self.week.race:
                apart.append(tag)
            elif in_long and not inside:
                inside.append(tag)
            else:
                on_eve = name == "pace" and author == "higdon" and not few and not eve
                (eve if on_eve and "tune" not in self.week.quality else apart).append(tag)
        if len(apart) > 2:  # a third one is inside the long run, as surges
            inside, apart = inside or apart[2:], apart[:2]
        return inside, apart, eve

    def _easy(self, minutes: float) -> PlannedWorkout:
        session = find_session(_EASY[self.published.sport])
        return self._placed(session, max(minutes, 15.0), "easy")

    def _long(self, inside: Sequence[str]) -> PlannedWorkout:
        minutes = self.week.long_min
        session = find_session(_LONG[self.published.sport])
        for tag in inside:
            quality, times, each = self._dose(tag)
            work = Work(min(times * each, max(minutes - _AROUND_MIN, 10.0)), 0.0, 1)
            around = (quality.share - 0.01, quality.share + 0.01)
            session = replace(session, share=around, work=work)
        return self._placed(session, minutes, "long", hard=True)

    def _quality(self, tag: str, minutes: float) -> PlannedWorkout:
        if self.published.sport != "running":
            session = find_session(_OTHER_QUALITY[self.published.sport])
            return self._placed(session, max(minutes, 45.0), "threshold", hard=True)
        quality, times, each = self._dose(tag)
        rest = min(0.5 * each, 3.0) if times > 1 else 0.0
        share = (quality.share - 0.02, quality.share + 0.02)
        work = Work(each, rest, times)
        session = replace(find_session(quality.session), share=share, work=work)
        least = _AROUND_MIN + times * (each + rest) - rest
        return self._placed(session, max(minutes, least), quality.kind, hard=True)

    def _dose(self, tag: str) -> tuple[Quality, int, float]:
        """Return what a tag is, how often, and how many minutes each."""
        name, _, dose = tag.partition(" ")
        quality = _QUALITY[name]
        found = re.search(r"(?:(\d+)x)?([\d.]+)(?:-([\d.]+))?(min|mi|km|k|m|)$", dose)
        if found is None:
            return quality, 1, quality.usual_min
        times, amount, unit = int(found[1] or 1), float(found[3] or found[2]), found[4]
        # An "m" is a minute of Pfitzinger's, and a mile or a metre of others.
        if unit == "min" or (unit == "m" and amount < _MOST_MIN and self.published.author == "frr"):
            return quality, times, amount
        scale = 1000.0 if unit in {"k", "km"} else 1.0 if amount >= 100 else _MILE_M
        threshold = self.published.athlete.threshold_speed_m_s or 1.0
        return quality, times, amount * scale / (quality.share * threshold) / 60

    def _placed(
        self, session: Session, minutes: float, kind: str, *, hard: bool = False
    ) -> PlannedWorkout:
        workout = session.build(minutes, self.published.athlete, self.monday)
        return workout.model_copy(update={"kind": kind, "hard": hard})


def _history(published: Published, weeks: Sequence[Week]) -> tk.History | None:
    """Sixteen weeks of what a plan begins from; nothing before one that begins with walking."""
    if published.walks:
        return None
    first, second = weeks[:2]
    minutes, long = first.minutes / _BEFORE_SHARE, first.long_min / _BEFORE_SHARE
    if first.sessions < second.sessions:
        minutes, long = max(minutes, second.minutes), max(long, second.long_min)
    count = max(first.sessions, second.sessions)
    each = max((minutes - long) / max(count - 1, 1), 15.0)
    lengths = {_SUNDAY: long} | dict.fromkeys(_EASY_DAYS[: count - 1], each)
    activities = []
    for back in range(1, 17):
        for day, length in lengths.items():
            date = START + dt.timedelta(days=day - 7 * back)
            activities.append(
                tk.Activity(
                    sport=published.sport,
                    start=dt.datetime.combine(date, dt.time(7), dt.UTC),
                    elapsed_s=60 * length,
                    moving_s=60 * length,
                    distance_m=1000 * published.easy_km_min * length,
                )
            )
    return tk.History(activities=tuple(activities), athlete=published.athlete)


if __name__ == "__main__":
    main(sys.argv[1])
