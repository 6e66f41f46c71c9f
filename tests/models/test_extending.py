"""A merger that adds few records merges those near them, and comes to the same history."""

import datetime as dt
import os
import random
from unittest.mock import patch

import pytest

from trainkit.models import Activity, DailyHealth, Edit, History, Provenance
from trainkit.models import history as home
from trainkit.models._extending import extend_fields

COUNT = int(os.environ.get("TRAINKIT_SWEEP", "60"))
FIRST = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
SOURCES = ("strava-api", "garmin-export", "intervals", "fit-file", "manual", "training-peaks")
SPORTS = ("running", "cycling", "generic", "multisport")
FIELDS = ("hrv_rmssd", "resting_hr", "sleep_h")


def dice_of(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  no secret


def activity(dice: random.Random, day: float) -> Activity:
    """A recording at a round hour, so that many overlap, with a name that others may have."""
    source = dice.choice(SOURCES)
    start = FIRST + dt.timedelta(days=day // 1, hours=dice.choice([0, 6, 7, 12, 17, 23]))
    start += dt.timedelta(seconds=dice.choice([0, 0, 30, 3600, 9000]))
    zone = dt.timezone(dt.timedelta(hours=dice.choice([0, 0, 2, -10])))
    number = str(dice.randint(10_000, 10_040))
    listed = source == "strava-api" and dice.random() < 0.2
    names = {
        "id": number if dice.random() < 0.5 else None,
        "parent": number if dice.random() < 0.05 else None,
        "path": f"{number}_activity.fit" if source == "fit-file" else None,
        "file": f"{number}_activity.fit" if listed else None,
    }
    if source == "training-peaks":
        start, zone = start.replace(hour=0, minute=0, second=0), dt.UTC
    return Activity(
        sport=dice.choice(SPORTS),
        start=start.astimezone(zone),
        elapsed_s=dice.choice([1800, 3600, 3650, 7200, 90_000 if dice.random() < 0.05 else 900]),
        distance_m=dice.choice([None, 10_000, 10_010]),
        hr_mean=dice.choice([None, 140]),
        provenance=Provenance(source=source, **names),  # type: ignore[arg-type]
    )


def day(dice: random.Random, at: int) -> DailyHealth:
    known = {name: dice.choice([7, 8, 9.5]) * 5 for name in FIELDS if dice.random() < 0.6}
    known = {name: value / 5 if name == "sleep_h" else value for name, value in known.items()}
    source = Provenance(source=dice.choice(SOURCES), id=dice.choice([None, "1"]))
    return DailyHealth(date=(FIRST + dt.timedelta(days=at)).date(), provenance=source, **known)  # type: ignore[arg-type]


def edit(dice: random.Random, known: Activity) -> Edit:
    at = FIRST + dt.timedelta(seconds=dice.randint(0, 99))
    if dice.random() < 0.5:
        return Edit(kind="activity", record=known.key, field="rpe", value="5", at=at, day=known.day)
    return Edit(
        kind="day", record=str(known.day), field="resting_hr", value="48", at=at, day=known.day
    )


def records(dice: random.Random, most: int, first: int, last: int) -> History:
    """Some records of some days."""
    return History(
        activities=tuple(
            activity(dice, dice.randint(first, last)) for _ in range(dice.randint(0, most))
        ),
        days=[day(dice, dice.randint(first, last)) for _ in range(dice.randint(0, most))],
    )


@pytest.mark.parametrize("seed", range(COUNT))
def test_few_records_are_merged_as_all_are(seed: int) -> None:
    dice = dice_of(seed)
    known = records(dice, 60, 0, 90)
    if known.activities and dice.random() < 0.3:
        known = known.model_copy(update={"edits": (edit(dice, known.activities[0]),)})
    if dice.random() < 0.3:
        known = known.model_copy(update={"source_order": ("intervals", "strava-api")})
    at = dice.choice([-3, 0, 45, 89, 93])
    more = records(dice, 4, at, at + 2)
    short = known.merge(more)
    with patch.object(home, "extend_fields", lambda *_: None):
        whole = known.merge(more)
    assert short == whole
    assert short.model_dump_json() == whole.model_dump_json()
    assert [*short.days] == [*whole.days]
    assert [done.originals for done in short.activities] == [
        done.originals for done in whole.activities
    ]


def test_the_short_way_is_taken() -> None:
    """Else this module would compare the long way with itself."""
    taken = 0
    for seed in range(30):
        dice = dice_of(seed)
        known = records(dice, 60, 0, 90)
        taken += extend_fields(known, records(dice, 4, 93, 95), History.model_fields) is not None
    assert taken >= 12


def test_records_decades_away_are_merged_the_long_way() -> None:
    known = records(dice_of(1), 9, 0, 9)
    far = History(days=[DailyHealth(date=dt.date(1990, 1, 1), sleep_h=7)])
    assert extend_fields(known, far, History.model_fields) is None
    assert len(known.merge(far).far_days) == 1
