"""Thresholds are dated and by sport: a change counts from its day and never rewrites history."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainkit.models import Athlete, ThresholdChange

JAN, FEB, MARCH = dt.date(2026, 1, 1), dt.date(2026, 2, 1), dt.date(2026, 3, 1)


def athlete(*changes: ThresholdChange) -> Athlete:
    return Athlete(
        sex="male",
        birth_date=dt.date(1984, 3, 1),
        hr_rest=50,
        hr_max=190,
        ftp_w=250,
        changes=changes,
    )


def test_base_values_hold_before_the_first_change() -> None:
    changed = athlete(ThresholdChange(date=FEB, ftp_w=270))
    assert changed.at(JAN, "cycling").ftp_w == 250
    assert athlete().at(dt.date.min, "cycling").hr_max == 190


def test_a_change_counts_from_its_day() -> None:
    changed = athlete(ThresholdChange(date=FEB, ftp_w=270))
    assert changed.at(FEB - dt.timedelta(days=1), "cycling").ftp_w == 250
    assert changed.at(FEB, "cycling").ftp_w == 270
    assert changed.at(MARCH, "cycling").ftp_w == 270


def test_what_a_change_does_not_name_stays() -> None:
    changed = athlete(ThresholdChange(date=FEB, ftp_w=270), ThresholdChange(date=MARCH, hr_max=188))
    then = changed.at(MARCH, "cycling")
    assert (then.ftp_w, then.hr_max, then.hr_rest) == (270, 188, 50)


def test_a_sports_own_value_stands_against_later_general_ones() -> None:
    changed = athlete(
        ThresholdChange(date=JAN, sport="cycling", hr_max=182),
        ThresholdChange(date=FEB, hr_max=188),
    )
    assert changed.at(MARCH, "cycling").hr_max == 182
    assert changed.at(MARCH, "running").hr_max == 188
    assert changed.at(MARCH).hr_max == 188
    assert changed.at(JAN, "running").hr_max == 190


@pytest.mark.parametrize("order", [1, -1])
def test_changes_are_kept_in_date_order(order: int) -> None:
    early, late = ThresholdChange(date=JAN, ftp_w=260), ThresholdChange(date=MARCH, ftp_w=280)
    changed = athlete(*[early, late][::order])
    assert changed.changes == (early, late)
    assert changed.at(FEB).ftp_w == 260


dates = st.dates(dt.date(2020, 1, 1), dt.date(2027, 1, 1))
changes = st.lists(
    st.builds(
        ThresholdChange,
        date=dates,
        sport=st.sampled_from([None, "running", "cycling"]),
        ftp_w=st.none() | st.integers(100, 400).map(float),
        hr_max=st.none() | st.integers(160, 210).map(float),
    ),
    max_size=6,
)


@given(changes, dates, dates, st.sampled_from([None, "running", "cycling", "swimming"]))
def test_a_later_change_never_rewrites_an_earlier_day(
    known: list[ThresholdChange], day: dt.date, later: dt.date, sport: str | None
) -> None:
    before = athlete(*known).at(day, sport)
    extra = ThresholdChange(date=max(later, day + dt.timedelta(days=1)), ftp_w=1, hr_max=230)
    assert athlete(*known, extra).at(day, sport) == before


def test_age_is_completed_years() -> None:
    assert athlete().age(dt.date(2026, 2, 28)) == 41
    assert athlete().age(dt.date(2026, 3, 1)) == 42


def test_time_zone_is_resolved() -> None:
    assert athlete().tzinfo is dt.UTC
    there = athlete().model_copy(update={"timezone": "Asia/Kolkata"})
    assert dt.datetime(2026, 1, 1, tzinfo=there.tzinfo).utcoffset() == dt.timedelta(hours=5.5)
