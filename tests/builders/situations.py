"""Made situations: a person, a season, something that happened, and the data that there is of it.

Each situation is built from plain records, not by the library's own simulator, so that what judges
a decision shares nothing with what makes it. The facts stand beside the records: a judge reads
them, the library does not.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

import trainkit as tk

DAYS = 150
LAST = dt.date(2026, 9, 16)  # a Wednesday; each situation ends up to six days before or after


@dataclass(frozen=True)
class Profile:
    """Who: a week from Monday to Sunday as (sport, minutes, share of threshold) or None."""

    name: str
    week: tuple[tuple[str, float, float] | None, ...]
    speed: float = 3.3
    birth: str = "1988-03-01"
    hr_rest: float = 52.0
    hr_max: float = 186.0
    style: str = "balanced"
    ftp_w: float | None = None
    swim: float | None = None

    @property
    def sport(self) -> str:
        minutes: dict[str, float] = {}
        for session in self.week:
            if session:
                minutes[session[0]] = minutes.get(session[0], 0) + session[1]
        return max(minutes, key=lambda sport: minutes[sport])

    @property
    def longest_min(self) -> float:
        return max(session[1] for session in self.week if session)

    @property
    def usual_min(self) -> float:
        return float(np.median([session[1] for session in self.week if session]))

    @property
    def age(self) -> int:
        return LAST.year - int(self.birth[:4])

    def athlete(self) -> tk.Athlete:
        changes = ()
        if self.swim:
            since = dt.date(2025, 1, 1)
            changes = (
                tk.ThresholdChange(date=since, sport="swimming", threshold_speed_m_s=self.swim),
            )
        return tk.Athlete(
            sex="female",
            birth_date=self.birth,
            hr_rest=self.hr_rest,
            hr_max=self.hr_max,
            threshold_speed_m_s=self.speed,
            ftp_w=self.ftp_w,
            risk_style=self.style,
            changes=changes,
        )


def _run(minutes: float, share: float = 0.74) -> tuple[str, float, float]:
    return "running", minutes, share


def _ride(minutes: float, share: float = 0.66) -> tuple[str, float, float]:
    return "cycling", minutes, share


def _swim(minutes: float, share: float = 0.76) -> tuple[str, float, float]:
    return "swimming", minutes, share


PROFILES = (
    Profile("beginner", (None, _run(30), None, _run(28), None, None, _run(38)), 2.7, "1994-07-01"),
    Profile(
        "club runner",
        (None, _run(50, 0.9), _run(45), _run(50), None, _run(40), _run(85)),
        3.5,
        "1986-02-01",
    ),
    Profile(
        "fast runner",
        (_run(45), _run(65, 0.92), _run(60), _run(70, 0.9), _run(50), _run(45), _run(120)),
        4.4,
        "1996-02-01",
        style="aggressive",
    ),
    Profile(
        "older runner",
        (None, _run(45), None, _run(45), None, _run(40), _run(75)),
        2.9,
        "1960-02-01",
        hr_max=165,
        style="conservative",
    ),
    Profile(
        "junior",
        (None, _run(40, 0.9), _run(40), None, _run(40), None, _run(55)),
        3.9,
        "2010-02-01",
        hr_max=200,
    ),
    Profile(
        "cyclist",
        (None, _ride(60, 0.9), None, _ride(75), None, _ride(90), _ride(180)),
        3.0,
        "1984-01-01",
        ftp_w=240,
    ),
    Profile(
        "swimmer",
        (None, _swim(50), None, _swim(55, 0.9), None, _swim(50), None),
        3.0,
        "1990-01-01",
        swim=1.1,
    ),
    Profile(
        "triathlete",
        (_swim(45), _run(50, 0.9), _ride(60), _swim(45), None, _ride(150), _run(80)),
        3.7,
        "1989-01-01",
        ftp_w=230,
        swim=1.1,
    ),
)


@dataclass(frozen=True)
class Facts:
    """What is true of a situation; days count back from today, 0 is today.

    None where it did not happen. `pain` and the ratings are of 100.
    """

    ill_days: int = 0
    ill_ended: int | None = None  # days since the last day ill; 0 is ill today
    well_reported: bool = False
    fever: bool = False
    pain: float | None = None
    pain_place: str | None = None
    soreness: float | None = None
    energy: float | None = None
    mood: float | None = None
    race_ago: int | None = None
    race_m: float | None = None  # of the race that was run
    break_days: int = 0
    returned: int | None = None  # days since the first session after a break; 0 is today
    to_race: int | None = None
    goal_m: float | None = None
    goal_sport: str = "running"
    priority: str = "A"
    hike_ago: int | None = None
    walks: bool = False
    slept_h: tuple[float, ...] = ()  # the last nights, last one at the end
    wrong_night: float | None = None  # RMSSD of last night
    outlier_run: int | None = None  # days since one run with a heart rate of a broken strap
    hot_days: int = 0
    hard_ago: int | None = None  # days since the last hard session, as recorded
    hard_in_week: int = 0
    trained_in_row: int = 0
    minutes: float | None = None  # free today
    data: str = "all"
    century: int | None = None  # days since the first ride of more than twice the usual
    first_time: bool = False  # never trained


@dataclass(frozen=True)
class Situation:
    """A situation as the library sees it, and its facts."""

    name: str
    profile: Profile
    facts: Facts
    history: tk.History
    athlete: tk.Athlete
    on: dt.date
    goal: tk.Goal | None = None
    availability: tk.Availability | None = None
    notes: Mapping[str, Any] = field(default_factory=dict)
    plan: Sequence[tk.PlannedWorkout] | None = None

    def assess(self) -> tk.Assessment:
        return tk.assess(
            self.history,
            self.athlete,
            self.on,
            goal=self.goal,
            availability=self.availability,
            plan=self.plan,
        )


def activity(
    profile: Profile, day: dt.date, session: tuple[str, float, float], **more: Any
) -> tk.Activity:
    """A recording without samples, as most exports hold it."""
    sport, minutes, share = session
    seconds = 60 * minutes
    reserve = 0.88 * share**0.9
    speeds = {"running": profile.speed, "cycling": 9.0, "swimming": profile.swim or 1.0}
    power = None
    if sport == "cycling" and profile.ftp_w:
        power = profile.ftp_w * share
    given: dict[str, Any] = {
        "sport": sport,
        "start": dt.datetime.combine(day, dt.time(9), dt.UTC),
        "elapsed_s": seconds,
        "moving_s": seconds,
        "distance_m": round(share * speeds.get(sport, 1.2) * seconds),
        "hr_mean": round(profile.hr_rest + reserve * (profile.hr_max - profile.hr_rest)),
        "power_mean": power,
    }
    return tk.Activity(**(given | more))


def made(name: str, profile: Profile, facts: Facts, seed: int, **more: Any) -> Situation:
    """Lay a person's weeks and mornings out, and put what happened on them."""
    random = np.random.default_rng(seed)
    on = LAST + dt.timedelta(days=int(random.integers(-6, 7)))
    days = [on - dt.timedelta(days=DAYS - 1 - at) for at in range(DAYS)]
    done: dict[dt.date, list[tk.Activity]] = {}
    off = _days_off(facts)
    for back, day in enumerate(reversed(days[:-1]), start=1):
        session = profile.week[day.weekday()]
        if session is None or back in off or facts.first_time or random.random() < 0.05:
            continue
        sport, minutes, share = session
        week = (on - day).days // 7
        minutes *= (0.8 if week % 4 == 3 else 1.0) * random.uniform(0.93, 1.07)
        done[day] = [activity(profile, day, (sport, round(minutes), share))]
    _add_events(facts, profile, on, done)
    activities = tuple(one for day in sorted(done) for one in done[day])
    columns = _mornings(facts, days, random)
    columns = _only(facts.data, columns)
    if facts.data == "training only":
        history = tk.History(activities=activities, athlete=profile.athlete())
    else:
        kept = () if facts.data in _WITHOUT_TRAINING else activities
        history = tk.History.from_columns(columns, activities=kept, athlete=profile.athlete())
    goal = None
    if facts.to_race is not None and facts.goal_m is not None:
        goal = tk.Goal(
            distance_m=facts.goal_m,
            date=on + dt.timedelta(days=facts.to_race),
            sport=facts.goal_sport,
            priority=facts.priority,
        )
    availability = None
    if facts.minutes is not None:
        names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        availability = tk.Availability(minutes={names[on.weekday()]: facts.minutes})
    recorded = {} if facts.data in _WITHOUT_TRAINING else done
    facts = replace(facts, **_counted(recorded, on, profile))
    return Situation(name, profile, facts, history, profile.athlete(), on, goal, availability, more)


def _days_off(facts: Facts) -> set[int]:
    """Days back on which nothing was trained."""
    off: set[int] = set()
    if facts.ill_ended is not None:
        off |= set(range(1, facts.ill_ended + facts.ill_days + 1))
    if facts.break_days:
        since = facts.returned or 0
        off |= set(range(since + 1, since + facts.break_days + 1))
    if facts.race_ago is not None:
        rest = {5_000: 1, 10_000: 2, 21_097.5: 4, 42_195: 8}.get(facts.race_m or 0, 3)
        off |= set(range(max(facts.race_ago - rest, 1), facts.race_ago + 3))
    if facts.hike_ago is not None:
        off |= set(range(1, facts.hike_ago + 1))
    if facts.century is not None:
        off |= set(range(1, facts.century + 1))
    return off


def _add_events(
    facts: Facts, profile: Profile, on: dt.date, done: dict[dt.date, list[tk.Activity]]
) -> None:
    """Put what happened on the days; later ones see what earlier ones put there."""
    alone = (
        (facts.race_ago if facts.race_m else None, _race),
        (facts.hike_ago, _long_hike),
        (facts.century, _first_century),
        (facts.outlier_run, _run_with_broken_strap),
    )
    for back, record in alone:
        if back is not None:
            day = on - dt.timedelta(days=back)
            done[day] = [record(facts, profile, day)]
    if facts.walks:
        _add_walks(on, done)
    for back in range(1, facts.hot_days + 1):
        day = on - dt.timedelta(days=back)
        if day in done:
            done[day] = [_in_the_heat(one) for one in done[day]]


def _race(facts: Facts, profile: Profile, day: dt.date) -> tk.Activity:
    metres = facts.race_m or 0.0
    speed = profile.speed * 1.06 * (metres / 10_000) ** -0.06
    recording = activity(profile, day, ("running", metres / speed / 60, 0.98))
    return recording.model_copy(update={"race": True, "distance_m": metres})


def _long_hike(_: Facts, profile: Profile, day: dt.date) -> tk.Activity:
    climb = {"ascent_m": 900, "descent_m": 900}
    session = ("hiking", 300, 0.5)
    return activity(profile, day, session, distance_m=19_000, hr_mean=116, **climb)


def _first_century(_: Facts, profile: Profile, day: dt.date) -> tk.Activity:
    return activity(profile, day, ("cycling", 330, 0.66), distance_m=161_000)


def _run_with_broken_strap(_: Facts, profile: Profile, day: dt.date) -> tk.Activity:
    session = ("running", 45, 0.74)
    return activity(profile, day, session, hr_mean=round(0.99 * profile.hr_max), rpe=3)


def _in_the_heat(recorded: tk.Activity) -> tk.Activity:
    heat = {"hr_mean": (recorded.hr_mean or 140) + 9, "temperature_mean": 33.0}
    return recorded.model_copy(update=heat)


def _add_walks(on: dt.date, done: dict[dt.date, list[tk.Activity]]) -> None:
    for back in range(1, 60):
        day = on - dt.timedelta(days=back)
        walk = tk.Activity(
            sport="walking",
            start=dt.datetime.combine(day, dt.time(6), dt.UTC),
            elapsed_s=1800,
            moving_s=1800,
            distance_m=2400,
            hr_mean=92,
        )
        done.setdefault(day, []).insert(0, walk)


def _mornings(facts: Facts, days: list[dt.date], random: np.random.Generator) -> dict[str, Any]:
    size = len(days)
    columns: dict[str, Any] = {
        "date": days,
        "hrv_rmssd": np.round(58 * np.exp(0.09 * random.standard_normal(size)), 1),
        "resting_hr": np.round(53 + 1.4 * random.standard_normal(size)),
        "sleep_h": np.round(7.5 + 0.4 * random.standard_normal(size), 1),
    }
    if facts.slept_h:
        columns["sleep_h"][size - len(facts.slept_h) :] = facts.slept_h
    if facts.wrong_night is not None:
        columns["hrv_rmssd"][-1] = facts.wrong_night
    journal: dict[str, list[Any]] = {}
    if facts.ill_ended is not None:
        columns["resting_hr"][_ill_days(facts, size)] += 5
        _report_illness(facts, journal, size)
    for name in ("pain", "soreness", "energy", "mood", "pain_place"):
        value = getattr(facts, name)
        if value is not None:
            _report(journal, name, size - 1, value, size)
    if facts.data == "journal only":
        _fill_in_ratings(journal, size, random)
    return columns | journal


def _report(journal: dict[str, list[Any]], name: str, at: int, value: Any, size: int) -> None:
    journal.setdefault(name, [None] * size)[at] = value


def _ill_days(facts: Facts, size: int) -> list[int]:
    """Places of the days ill, newest first."""
    ended = facts.ill_ended or 0
    return [size - 1 - back for back in range(ended, ended + facts.ill_days)]


def _report_illness(facts: Facts, journal: dict[str, list[Any]], size: int) -> None:
    for at in _ill_days(facts, size):
        _report(journal, "illness", at, True, size)
        if facts.fever:
            _report(journal, "fever", at, True, size)
    if facts.well_reported and facts.ill_ended:
        _report(journal, "illness", size - facts.ill_ended, False, size)


def _fill_in_ratings(journal: dict[str, list[Any]], size: int, random: np.random.Generator) -> None:
    """Forty days of ordinary ratings around what was reported."""
    for name, usual in (("energy", 70.0), ("soreness", 20.0), ("mood", 72.0)):
        column = journal.setdefault(name, [None] * size)
        for at in range(size - 40, size):
            if column[at] is None:
                column[at] = float(np.clip(usual + 8 * random.standard_normal(), 0, 100))


def _only(data: str, columns: dict[str, Any]) -> dict[str, Any]:
    """Leave out what this person does not measure."""
    measured = ("hrv_rmssd", "resting_hr", "sleep_h")
    kept = {
        "all": measured,
        "hrv only": ("hrv_rmssd",),
        "sleep only": ("sleep_h",),
        "no hrv": ("resting_hr", "sleep_h"),
        "training only": (),
        "journal only": (),
        "sdnn": ("resting_hr", "sleep_h"),
    }[data]
    given = {name: column for name, column in columns.items() if name not in measured}
    given |= {name: columns[name] for name in kept}
    if data == "sdnn":
        given["hrv_sdnn"] = columns["hrv_rmssd"]
    return given


def _counted(
    done: Mapping[dt.date, list[tk.Activity]], on: dt.date, profile: Profile
) -> dict[str, int | None]:
    """How the last days looked: hard sessions by what was recorded, days trained in a row."""
    hard = [
        (on - day).days
        for day, listed in done.items()
        if any(_is_hard(one, profile) for one in listed)
    ]
    row = 0
    while any(one.sport != "walking" for one in done.get(on - dt.timedelta(days=row + 1), ())):
        row += 1
    return {
        "hard_ago": min(hard, default=None),
        "hard_in_week": sum(back <= 6 for back in hard),
        "trained_in_row": row,
    }


def _is_hard(recorded: tk.Activity, profile: Profile) -> bool:
    reserve = ((recorded.hr_mean or 0) - profile.hr_rest) / (profile.hr_max - profile.hr_rest)
    broken = recorded.rpe is not None  # a strap that showed nearly the maximum on an easy run
    return recorded.sport != "hiking" and reserve > 0.76 and not broken


_WITHOUT_TRAINING = frozenset({"hrv only", "sleep only", "journal only"})
RACES_M = (5_000.0, 10_000.0, 21_097.5, 42_195.0)
RUNNERS = tuple(one for one in PROFILES if one.sport == "running")


def situations(count: int, *, seed: int = 0) -> Iterator[Situation]:
    """Draw situations of every kind in turn."""
    kinds = tuple(_KINDS.items())
    for number in range(count):
        name, draw = kinds[number % len(kinds)]
        random = np.random.default_rng([seed, number])
        profile, facts = draw(random)
        yield made(f"{number} {name} ({profile.name})", profile, facts, int(random.integers(1e9)))


def _anyone(random: np.random.Generator) -> Profile:
    return PROFILES[int(random.integers(len(PROFILES)))]


def _runner(random: np.random.Generator) -> Profile:
    return RUNNERS[int(random.integers(len(RUNNERS)))]


def _illness(random: np.random.Generator) -> tuple[Profile, Facts]:
    days = int(random.integers(1, 10))
    facts = Facts(
        ill_days=days,
        ill_ended=int(random.integers(0, 7)),
        well_reported=bool(random.random() < 0.5),
        fever=bool(random.random() < 0.3),
    )
    return _anyone(random), facts


def _race_ahead(random: np.random.Generator) -> tuple[Profile, Facts]:
    facts = Facts(
        to_race=int(random.integers(0, 8)),
        goal_m=float(random.choice(RACES_M)),
        priority=str(random.choice(["A", "A", "B", "C"])),
    )
    return _runner(random), facts


def _race_day(random: np.random.Generator) -> tuple[Profile, Facts]:
    nights = (float(random.choice([4.0, 4.8, 6.0, 7.5])),)
    facts = Facts(to_race=0, goal_m=float(random.choice(RACES_M)), slept_h=nights)
    return _runner(random), facts


def _race_behind(random: np.random.Generator) -> tuple[Profile, Facts]:
    race_m = float(random.choice(RACES_M))
    most = {5_000.0: 5, 10_000.0: 7, 21_097.5: 13, 42_195.0: 24}[race_m]
    return _runner(random), Facts(race_m=race_m, race_ago=int(random.integers(1, most)))


def _pain(random: np.random.Generator) -> tuple[Profile, Facts]:
    place = random.choice(["", "knee", "foot", "calf", "back", "shoulder", "hip"])
    facts = Facts(
        pain=float(random.choice([15, 30, 45, 55, 70, 85])), pain_place=str(place) or None
    )
    return _anyone(random), facts


def _break(random: np.random.Generator) -> tuple[Profile, Facts]:
    facts = Facts(break_days=int(random.integers(8, 75)), returned=int(random.integers(0, 10)))
    return _anyone(random), facts


def _feelings(random: np.random.Generator) -> tuple[Profile, Facts]:
    def rating(low: float, high: float) -> float | None:
        return None if random.random() < 0.3 else float(random.integers(low, high))

    return _anyone(random), Facts(soreness=rating(5, 100), energy=rating(2, 90), mood=rating(2, 90))


def _nights(random: np.random.Generator) -> tuple[Profile, Facts]:
    nights = tuple(float(hours) for hours in random.choice([3.8, 4.8, 5.5, 7.5], size=3))
    return _anyone(random), Facts(slept_h=nights)


def _hike(random: np.random.Generator) -> tuple[Profile, Facts]:
    return _runner(random), Facts(hike_ago=int(random.integers(1, 9)))


def _century(random: np.random.Generator) -> tuple[Profile, Facts]:
    return PROFILES[5], Facts(century=int(random.integers(1, 6)))


def _walks(random: np.random.Generator) -> tuple[Profile, Facts]:
    return _anyone(random), Facts(walks=True)


def _device(random: np.random.Generator) -> tuple[Profile, Facts]:
    return _anyone(random), Facts(wrong_night=float(random.choice([255.0, 190.0, 9.0])))


def _strap(random: np.random.Generator) -> tuple[Profile, Facts]:
    return _runner(random), Facts(outlier_run=int(random.integers(1, 8)))


def _heat(random: np.random.Generator) -> tuple[Profile, Facts]:
    return _runner(random), Facts(hot_days=int(random.integers(3, 10)))


def _little_data(random: np.random.Generator) -> tuple[Profile, Facts]:
    kinds = ["hrv only", "sleep only", "no hrv", "training only", "journal only", "sdnn"]
    return _anyone(random), Facts(data=str(random.choice(kinds)))


def _little_time(random: np.random.Generator) -> tuple[Profile, Facts]:
    return _anyone(random), Facts(minutes=float(random.choice([0, 20, 35, 60, 90])))


def _nothing_special(random: np.random.Generator) -> tuple[Profile, Facts]:
    far = {"to_race": int(random.integers(20, 120)), "goal_m": float(random.choice(RACES_M))}
    profile = _anyone(random)
    return profile, Facts(**(far if random.random() < 0.5 and profile.sport == "running" else {}))


def _new(_: np.random.Generator) -> tuple[Profile, Facts]:
    return PROFILES[0], Facts(first_time=True)


def _ill_before_race(random: np.random.Generator) -> tuple[Profile, Facts]:
    facts = Facts(
        ill_days=int(random.integers(1, 5)),
        ill_ended=int(random.integers(0, 3)),
        to_race=int(random.integers(0, 6)),
        goal_m=float(random.choice(RACES_M)),
    )
    return _runner(random), facts


def _sore_after_race(random: np.random.Generator) -> tuple[Profile, Facts]:
    facts = Facts(
        race_m=float(random.choice(RACES_M)),
        race_ago=int(random.integers(1, 6)),
        soreness=float(random.integers(10, 95)),
    )
    return _runner(random), facts


_KINDS = {
    "nothing special": _nothing_special,
    "illness": _illness,
    "race ahead": _race_ahead,
    "race day": _race_day,
    "race behind": _race_behind,
    "pain": _pain,
    "break": _break,
    "feelings": _feelings,
    "nights": _nights,
    "hike": _hike,
    "century": _century,
    "walks": _walks,
    "device error": _device,
    "strap error": _strap,
    "heat": _heat,
    "little data": _little_data,
    "little time": _little_time,
    "never trained": _new,
    "ill before a race": _ill_before_race,
    "sore after a race": _sore_after_race,
}
