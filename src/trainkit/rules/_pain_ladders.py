"""Ladders with pain: without the sport that hurts, then back to it; or rest, and a doctor."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trainkit.models.assessment import Intensity
from trainkit.rules._ladder_tables import WALK_MIN, Usual
from trainkit.rules._ladders import Ladder, date_steps, name_day
from trainkit.rules._pain_places import (
    NOWHERE,
    TRUNK,
    Place,
    name_places,
    same_place,
    sports_that_hurt,
)

__all__ = [
    "PAIN_RESTS",
    "PAIN_STOPS",
    "Pain",
    "PainReport",
    "after_pain_ladder",
    "doctor_ladder",
    "list_pains",
    "pain_ladder",
]

PAIN_STOPS = 40.0
"""Pain from which the sport that hurts is out [percent]: 4 of 10, a convention.

Below 3 of 10 one may run, if it gets no worse (Vincent 2017).
"""

PAIN_RESTS = 70.0
"""Pain from which no sport is left [percent]: a convention."""
_DOCTOR_REST_DAYS, _DOCTOR_EASY_DAYS = 7, 7


@dataclass(frozen=True, slots=True)
class PainReport:
    """What the journal of a day says: a level [percent], None if it has only a place."""

    day: dt.date
    level: float | None
    places: tuple[Place, ...]

    def stops(self, place: Place) -> bool:
        """Whether training changes: from `PAIN_STOPS`, and for a place of danger at any level."""
        if place.danger:
            return self.level is None or self.level > 0
        return self.level is not None and self.level >= PAIN_STOPS

    def eases(self, place: Place) -> bool:
        """Whether it says that a place is better: a report of it, or one without a place."""
        if self.level is None or (self.level > 0 if place.danger else self.level >= PAIN_STOPS):
            return False
        return NOWHERE in self.places or any(same_place(place, other) for other in self.places)


@dataclass(slots=True)
class Pain:
    """Places that hurt since and until the same days.

    Parameters
    ----------
    places : list of Place
        Where.
    first, last : date
        The first and the last day on which the reports stop training.
    level : float, optional
        On the last day [percent].
    eased : date, optional
        The day of the first report after it that says that it is better.
    """

    places: list[Place]
    first: dt.date
    last: dt.date
    level: float | None
    eased: dt.date | None = None

    @property
    def danger(self) -> bool:
        """Whether it may be the heart or the lungs."""
        return self.places[0].danger


def list_pains(reports: Sequence[PainReport]) -> Iterator[Pain]:
    """List what hurts or hurt, one for each place; places with the same reports share one.

    Parameters
    ----------
    reports : sequence of PainReport
        In order of time.

    Yields
    ------
    Pain
        In the order in which they began.
    """
    pains: list[Pain] = []
    for report in reports:
        for place in report.places:
            if report.stops(place):
                known = next((pain for pain in pains if same_place(pain.places[0], place)), None)
                if known is None:
                    pains.append(Pain([place], report.day, report.day, report.level))
                else:
                    known.last, known.level = report.day, report.level
    shared: dict[object, Pain] = {}
    for pain in pains:
        later = (report for report in reports if report.day > pain.last)
        pain.eased = next((report.day for report in later if report.eases(pain.places[0])), None)
        kind = (pain.danger, pain.places[0].known)
        same = shared.setdefault((pain.first, pain.last, pain.level, pain.eased, kind), pain)
        if same is not pain:
            same.places += pain.places
    yield from shared.values()


def pain_ladder(
    reported: dt.date, level: float, usual: Usual, *, places: Sequence[Place], sport: str
) -> Ladder:
    """Hold back with pain.

    Parameters
    ----------
    reported : date
        The last day it was reported.
    level : float
        How bad [percent], from `PAIN_STOPS`.
    usual : Usual
        Sessions before it.
    places : sequence of Place
        Where it hurts; with an unknown place no sport is known to be safe: two days of rest.
    sport : str
        The athlete's main sport.

    Returns
    -------
    Ladder
        Four days without the sports that hurt, then a short return.

    References
    ----------
    - Vincent & Vincent 2017, Curr Sports Med Rep 16:122.
      <https://doi.org/10.1249/JSR.0000000000000362> (mild pain, below 3 of 10, that running does
      not worsen)
    - Convention: the days.
    """
    known = all(place.known for place in places)
    rest = level >= PAIN_RESTS or not known
    spans: list[tuple[int, Intensity, float]] = [
        (2, "rest" if rest else "easy", 0.0 if rest else min(40.0, usual.minutes)),
        (2, "easy", min(30.0 if rest else 40.0, usual.minutes)),
    ]
    because = f"You reported pain of {level:.0f} of 100{_where(places)} on {name_day(reported)}"
    if NOWHERE in places:
        because += ", and not where it hurts"
    steps = date_steps(reported, spans)
    return Ladder(
        "pain",
        because,
        steps,
        "Vincent 2017",
        sports_that_hurt(places, sport),
        no_race_before=None if known else steps[-1].last + dt.timedelta(days=1),
    )


def after_pain_ladder(
    reported: dt.date,
    first: dt.date,
    usual: Usual,
    *,
    days: int,
    places: Sequence[Place] = (NOWHERE,),
) -> Ladder:
    """Come back to the sport that hurt: half the length, nothing hard for a week or two."""
    easy = 7 if days < 7 else 14
    spans: list[tuple[int, Intensity, float]] = [
        (2, "easy", max(0.5 * usual.minutes, WALK_MIN)),
        (easy - 2, "easy", max(0.75 * usual.minutes, WALK_MIN)),
    ]
    because = f"You had pain{_where(places)} until {name_day(reported)}"
    return Ladder("pain", because, date_steps(first, spans), "convention")


def doctor_ladder(pain: Pain, usual: Usual) -> Ladder:
    """Rest with signs of the heart or the lungs, however weak, and ask for a doctor.

    Parameters
    ----------
    pain : Pain
        What was reported.
    usual : Usual
        Sessions before it.

    Returns
    -------
    Ladder
        A week of rest after the last report, or up to the day after it was gone; then a week of
        easy days. No race on any of them.
    """
    word = pain.places[0].word
    what = f"pain in the {word}" if word in TRUNK else f'"{word}"'
    level = "" if pain.level is None else f", {pain.level:.0f} of 100,"
    because = (
        f"You reported {what}{level} on {name_day(pain.last)}. See a doctor before you train or "
        "race again"
    )
    gone = None if pain.eased is None else (pain.eased - pain.last).days + 1
    rest = _DOCTOR_REST_DAYS if gone is None else min(gone, _DOCTOR_REST_DAYS)
    spans: list[tuple[int, Intensity, float]] = [
        (rest, "rest", 0.0),
        (2, "easy", max(min(30.0, usual.minutes), WALK_MIN)),
        (_DOCTOR_EASY_DAYS - 2, "easy", max(usual.minutes, 30.0)),
    ]
    steps = date_steps(pain.last, spans)
    after = steps[-1].last + dt.timedelta(days=1)
    return Ladder("pain", because, steps, "stop signs of coaches", no_race_before=after)


def _where(places: Sequence[Place]) -> str:
    if NOWHERE in places:
        return ""
    names = name_places(places)
    return f" in the {names}" if all(place.known for place in places) else f" ({names})"
