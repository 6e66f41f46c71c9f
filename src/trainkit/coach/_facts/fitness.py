"""Facts of races, VDOT, paces, thresholds and zones, each with the day that it is from."""

import datetime as dt
from collections.abc import Iterator
from functools import partial

from trainkit.coach._fact_text import clean_words
from trainkit.coach._facts.context import Context
from trainkit.coach._facts.draft import Draft, measure
from trainkit.coach._facts.training import name_sport
from trainkit.errors import InsufficientData, InvalidInput
from trainkit.metrics import aerobic, running
from trainkit.models.athlete import Thresholds
from trainkit.models.race import RaceResult
from trainkit.workouts import best_race, threshold_vdot, vdots
from trainkit.workouts._targets import thresholds_of_sport

__all__ = ["find_vdot", "pace_drafts", "pace_facts", "race_facts", "threshold_facts"]

_YEARS_DAYS = 1826
_VDOT_DAYS = 365
_MOST_RACES = 10
_YEAR_DAYS = 365.25
_TREND_DAYS = 182  # between the first and the last race, below which a slope means nothing


def race_facts(context: Context) -> Iterator[Draft]:
    """The races of five years, the newest first, and their trend."""
    since = context.days_before(_YEARS_DAYS)
    races = [race for race in context.races if race.date >= since]
    if not races:
        none = Draft("races", "races of 5 years", date=context.day, priority=4)
        yield none.without_value("missing", "no race results")
        return
    first = context.days_before(_YEARS_DAYS)
    count = Draft("races", "races of 5 years: number", date=context.day, first=first, priority=4)
    yield measure(count, len(races))
    yield from _trend(context)
    for place, race in enumerate(reversed(races[-_MOST_RACES:])):
        yield from _race(race, 3 if place < 2 else 5)


def _race(race: RaceResult, priority: int) -> Iterator[Draft]:
    draft = partial(
        Draft,
        "races",
        date=race.date,
        method="race result",
        source=race.provenance.source,
        licence=race.provenance.licence,
        priority=priority,
        record=True,
    )
    sport = "" if race.sport == "running" else f"{name_sport(race.sport)} "
    head = f"{sport}race {race.date}"
    yield measure(draft(f"{head}: distance", unit="m"), race.distance_m)
    yield measure(draft(f"{head}: time", unit="s"), race.time_s)
    if race.sport == "running":
        try:
            level = float(running.vdot(race.distance_m, race.time_s))
        except InvalidInput:
            level = None
        if level is not None:
            yield measure(
                draft(f"{head}: VDOT", unit="ml/kg/min", method="metrics.running.vdot"), level
            )
    if race.name and clean_words(race.name):
        yield draft(f"{head}: name", clean_words(race.name, longest=80), quoted=True)


def _trend(context: Context) -> Iterator[Draft]:
    known = vdots(context.history, context.days_after(1), days=context.reach(_YEARS_DAYS))
    draft = partial(
        Draft,
        "races",
        date=context.day,
        method="metrics.running.race_trend, Theil-Sen",
        first=context.days_before(_YEARS_DAYS),
        licence=context.licence_of(race.provenance for race in context.history.races),
        priority=4,
    )
    dates = [day for day, _ in known]
    if dates and (max(dates) - min(dates)).days < _TREND_DAYS:
        change = draft("trend of races: direction")
        yield change.without_value("missing", "the races are less than half a year apart")
        return
    try:
        trend = running.race_trend(
            [float(day.toordinal()) for day in dates], [level for _, level in known]
        )
    except (InsufficientData, InvalidInput):
        return
    direction = "rising" if trend.low > 0 else "falling" if trend.high < 0 else "not clear"
    yield draft("trend of races: direction", direction)
    for name, slope in (("", trend.slope), (", low", trend.low), (", high", trend.high)):
        change = draft(f"trend of races: change of VDOT a year{name}", unit="ml/kg/min")
        yield measure(change, slope * _YEAR_DAYS)
    yield measure(draft("trend of races: races in it"), trend.races)


def find_vdot(context: Context) -> Draft | None:
    """The VDOT of the best race of a year, else of the threshold pace."""
    tomorrow = context.days_after(1)
    best = best_race(context.history, tomorrow, days=context.reach(_VDOT_DAYS))
    draft = partial(Draft, "paces", unit="ml/kg/min", priority=1)
    if best is not None:
        race = next(
            race
            for race in reversed(context.history.races)
            if (race.distance_m, race.time_s) == best and race.date <= context.day
        )
        of_race = draft(
            "VDOT: best race of 365 days",
            date=race.date,
            method="metrics.running.vdot",
            source=race.provenance.source,
            licence=race.provenance.licence,
        )
        return measure(of_race, float(running.vdot(*best)))
    level = threshold_vdot(context.athlete, context.day)
    if level is None:
        return None
    return measure(
        draft(
            "VDOT: threshold pace",
            date=_since(context, "running", "threshold_speed_m_s"),
            method="metrics.running.vdot of an hour at threshold pace",
            source="athlete",
        ),
        level,
    )


def pace_facts(context: Context) -> Iterator[Draft]:
    """VDOT and the training paces that follow from it."""
    found = find_vdot(context)
    if found is None:
        none = Draft("paces", "VDOT", unit="ml/kg/min", priority=4)
        yield none.without_value("missing", "no race within a year and no threshold pace")
        return
    yield found
    yield from pace_drafts(found)


def pace_drafts(vdot: Draft) -> Iterator[Draft]:
    """The training paces of a VDOT."""
    draft = partial(
        Draft,
        "paces",
        unit="s/km",
        date=vdot.date,
        method="metrics.running.training_paces, book",
        source=vdot.source,
        licence=vdot.licence,
        priority=2,
    )
    try:
        paces = running.training_paces(float(vdot.value or 0.0))
    except InvalidInput:
        slow = draft("training pace: easy")
        yield slow.without_value("missing", "defined from VDOT 20 to 90; train by effort")
        return
    fast, slow_end = paces.E
    for name, pace in (
        ("easy, fast end", fast),
        ("easy, slow end", slow_end),
        ("marathon", paces.M),
        ("threshold", paces.T),
        ("interval", paces.I),
        ("repetition", paces.R),
    ):
        yield measure(draft(f"training pace: {name}"), float(pace))


def threshold_facts(context: Context) -> Iterator[Draft]:
    """Heart rates, FTP, threshold pace, weight and zones, with the day that they count from."""
    general = context.athlete.at(context.day)
    for field, name, unit in (
        ("hr_rest", "heart rate at rest", "bpm"),
        ("hr_max", "maximum heart rate", "bpm"),
        ("mass_kg", "body mass", "kg"),
    ):
        value = getattr(general, field)
        if value is not None:
            yield measure(_threshold(context, None, field, f"thresholds: {name}", unit), value)
    for sport in ("running", "cycling"):
        now = thresholds_of_sport(context.athlete, context.day, sport)
        for field, name, unit, value in (
            ("hr_threshold", "threshold heart rate", "bpm", now.hr_threshold),
            ("ftp_w", "FTP", "W", now.ftp_w if sport == "cycling" else None),
            ("threshold_speed_m_s", "threshold pace", "s/km", _pace(sport, now)),
        ):
            if value is not None:
                subject = f"{sport} thresholds: {name}"
                yield measure(_threshold(context, sport, field, subject, unit), value)
        yield from _zones(context, sport, now)


def _pace(sport: str, now: Thresholds) -> float | None:
    speed = now.threshold_speed_m_s if sport == "running" else None
    return None if speed is None else 1000 / speed


def _threshold(context: Context, sport: str | None, field: str, subject: str, unit: str) -> Draft:
    return Draft(
        "thresholds",
        subject,
        unit=unit,
        date=_since(context, sport, field),
        method="models.Athlete.at",
        source="athlete",
        priority=5 if field in {"hr_rest", "mass_kg"} else 3,
    )


def _since(context: Context, sport: str | None, field: str) -> dt.date | None:
    """The day from which a threshold counts; None where it always did."""
    days = [
        change.date
        for change in context.athlete.changes
        if change.date <= context.day
        and change.sport in {None, sport}
        and getattr(change, field) is not None
    ]
    return max(days, default=None)


def _zones(context: Context, sport: str, now: Thresholds) -> Iterator[Draft]:
    own = "models.Athlete.at"
    of_reserve = "metrics.aerobic.reserve_zones (Karvonen 1957)"
    bounds, method = now.hr_zones, own
    if bounds is None and sport == "running":
        zones = aerobic.reserve_zones(hr_rest=now.hr_rest, hr_max=now.hr_max)
        bounds, method = tuple(zones.tolist()), of_reserve
    for name, field, values, unit in (
        ("heart-rate zones", "hr_zones", bounds, "bpm"),
        ("power zones", "power_zones", now.power_zones if sport == "cycling" else None, "W"),
    ):
        for zone, bound in enumerate(values or (), start=1):
            draft = Draft(
                "zones",
                f"{sport} {name}: zone {zone} from",
                unit=unit,
                date=_since(context, sport, field),
                method=method if unit == "bpm" else own,
                source="athlete",
                priority=4,
            )
            yield measure(draft, bound)
