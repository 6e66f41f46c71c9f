"""Tools that calculate from given numbers alone, and know nothing of the athlete."""

from collections.abc import Iterator
from functools import partial

from trainkit.coach._facts.context import Context
from trainkit.coach._facts.draft import Draft, measure
from trainkit.coach._facts.fitness import pace_drafts
from trainkit.coach._tools.definition import Definition
from trainkit.coach._tools.inputs import PaceInput, RaceTimeInput, VdotInput, ZonesInput
from trainkit.errors import InsufficientData
from trainkit.metrics import aerobic, running

__all__ = ["CALCULATORS"]

_draft = partial(Draft, "calculated", source="asked")


def vdot(_: Context, asked: VdotInput) -> Iterator[Draft]:
    """VDOT of a race, and its paces."""
    level = float(running.vdot(asked.distance_m, asked.time_s))
    found = _draft("VDOT: of this race", unit="ml/kg/min", method="metrics.running.vdot")
    yield measure(found, level)
    yield from pace_drafts(measure(found, level))


def race_time(_: Context, asked: RaceTimeInput) -> Iterator[Draft]:
    """What a race is worth over another distance, by real runners and by VDOT."""
    head = f"race over {asked.to_m:g} m"
    draft = partial(_draft, unit="s")
    try:
        found = running.predict_race(asked.distance_m, asked.time_s, asked.to_m)
    except InsufficientData as error:
        none = draft(f"{head}: predicted time", method="metrics.running.predict_race")
        yield none.without_value("missing", str(error))
        return
    method = f"metrics.running.predict_race, interval of {found.level:.0%}"
    for name, seconds in (
        ("predicted time", found.time_s),
        ("predicted time, fast end", found.lower_s),
        ("predicted time, slow end", found.upper_s),
    ):
        yield measure(draft(f"{head}: {name}", method=method), seconds)


def pace(_: Context, asked: PaceInput) -> Iterator[Draft]:
    """Pace of a distance and a time."""
    found = _draft("pace: of this distance and time", unit="s/km", method="time by distance")
    yield measure(found, asked.time_s / (asked.distance_m / 1000))


def heart_rate_zones(_: Context, asked: ZonesInput) -> Iterator[Draft]:
    """Five zones by heart-rate reserve."""
    bounds = aerobic.reserve_zones(hr_rest=asked.hr_rest, hr_max=asked.hr_max)
    for zone, bound in enumerate(bounds.tolist(), start=1):
        found = _draft(
            f"heart-rate zones: zone {zone} from",
            unit="bpm",
            method="metrics.aerobic.reserve_zones (Karvonen 1957)",
        )
        yield measure(found, bound)


CALCULATORS = (
    Definition("calculate_vdot", "VDOT and training paces of a race result.", VdotInput, vdot),
    Definition(
        "calculate_race_time",
        "The time over one distance that real runners ran after a race over another.",
        RaceTimeInput,
        race_time,
    ),
    Definition("calculate_pace", "Pace per kilometre of a distance and a time.", PaceInput, pace),
    Definition(
        "calculate_zones",
        "Five heart-rate zones from resting and maximum heart rate.",
        ZonesInput,
        heart_rate_zones,
    ),
)
