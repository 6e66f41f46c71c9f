"""Segments of sleep become one main sleep a day, and naps, for any way of living."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainkit.io.authoring import DayValue, SleepLog

ZONE = dt.timezone(dt.timedelta(hours=2))
Days = dict[dt.date, dict[str, DayValue]]


def at(day: int, hour: float, zone: dt.tzinfo = ZONE) -> dt.datetime:
    return dt.datetime(2026, 5, 1, tzinfo=zone) + dt.timedelta(days=day - 1, hours=hour)


def days(*segments: tuple[str, str, dt.datetime, dt.datetime]) -> Days:
    log = SleepLog()
    for segment in segments:
        assert log.add(*segment)
    return log.by_day()


def asleep(
    start: dt.datetime, end: dt.datetime, source: str = "Watch"
) -> tuple[str, str, dt.datetime, dt.datetime]:
    return ("asleep", source, start, end)


def may(day: int) -> dt.date:
    return dt.date(2026, 5, day)


def test_a_nap_after_lunch_is_no_part_of_the_night() -> None:
    found = days(asleep(at(1, 22.5), at(2, 6.25)), asleep(at(2, 13), at(2, 13.75)))
    assert found[may(2)]["sleep_h"] == 7.75
    assert found[may(2)]["nap_h"] == 0.75
    assert found[may(2)]["sleep_end"] == at(2, 6.25)


def test_an_evening_nap_belongs_to_the_day_on_which_it_was() -> None:
    found = days(
        asleep(at(1, 23), at(2, 6)), asleep(at(2, 19), at(2, 20)), asleep(at(2, 23.5), at(3, 7))
    )
    assert (found[may(2)]["sleep_h"], found[may(2)]["nap_h"]) == (7, 1)
    assert (found[may(3)]["sleep_h"], found[may(3)]["sleep_start"]) == (7.5, at(2, 23.5))
    assert "nap_h" not in found[may(3)]


def test_a_nap_shortly_before_the_night_is_a_nap() -> None:
    found = days(asleep(at(2, 20.5), at(2, 21.5)), asleep(at(2, 22.25), at(3, 6)))
    assert (found[may(2)], found[may(3)]["sleep_h"]) == ({"nap_h": 1}, 7.75)


def test_a_sleep_by_day_with_a_time_awake_is_one_sleep() -> None:
    found = days(asleep(at(2, 9), at(2, 12)), asleep(at(2, 12.75), at(2, 16)))
    assert (found[may(2)]["sleep_h"], "nap_h" in found[may(2)]) == (6.25, False)


def test_a_night_with_hours_awake_is_one_night() -> None:
    found = days(asleep(at(1, 22.5), at(2, 1.5)), asleep(at(2, 4), at(2, 7)))
    assert (found[may(2)]["sleep_h"], found[may(2)]["sleep_start"]) == (6, at(1, 22.5))
    assert "nap_h" not in found[may(2)]


def test_a_nap_alone_is_no_night() -> None:
    assert days(asleep(at(2, 14), at(2, 15))) == {may(2): {"nap_h": 1.0}}


def test_a_shift_worker_sleeps_by_day_and_naps_in_the_evening() -> None:
    found = days(
        *(asleep(at(day, 8.5), at(day, 15)) for day in range(2, 12)),
        *(asleep(at(day, 20), at(day, 21)) for day in range(2, 12)),
        asleep(at(12, 9), at(12, 11)),  # a short day, but at the usual time
    )
    for day in range(2, 12):
        assert (found[may(day)]["sleep_h"], found[may(day)]["nap_h"]) == (6.5, 1)
    assert found[may(12)] == {
        "sleep_h": 2,
        "sleep_start": at(12, 9),
        "sleep_end": at(12, 11),
    }


def test_nights_and_day_shifts_in_turn_each_have_their_main_sleep() -> None:
    segments = []
    for day in range(2, 29):
        start = 23 if (day // 7) % 2 else 33  # 23:00 the day before, or 09:00
        segments.append(asleep(at(day - 1, start), at(day - 1, start + 6.5)))
    found = days(*segments)
    assert sum(day.get("sleep_h") == 6.5 for day in found.values()) == len(segments)


def test_time_that_two_stages_cover_counts_once() -> None:
    (day,) = days(
        ("light", "Watch", at(1, 23), at(2, 5)),
        ("deep", "Watch", at(2, 1), at(2, 2)),
        ("rem", "Watch", at(2, 4.5), at(2, 6)),
        ("rem", "Watch", at(2, 5.5), at(2, 6.5)),
        ("awake", "Watch", at(2, 6), at(2, 6.5)),
    ).values()
    assert (day["deep_h"], day["rem_h"], day["light_h"]) == (1, 2, 4.5)
    assert (day["sleep_h"], day["awake_h"]) == (7.5, 0)


def test_of_several_sources_one_counts_for_a_night() -> None:
    (day,) = days(
        asleep(at(1, 22), at(2, 8), "Phone"),
        ("in_bed", "Phone", at(1, 21.5), at(2, 8.5)),
        ("light", "Watch", at(1, 23), at(2, 3)),
        ("deep", "Watch", at(2, 3), at(2, 6.5)),
        asleep(at(2, 14), at(2, 14.5), "Ring"),
    ).values()
    assert (day["sleep_h"], day["light_h"], day["deep_h"], day["nap_h"]) == (7.5, 4, 3.5, 0.5)
    assert "in_bed_h" not in day


def test_time_in_bed_alone_tells_when_but_not_how_long() -> None:
    (day,) = days(("in_bed", "Phone", at(1, 22), at(2, 6))).values()
    assert day == {"sleep_start": at(1, 22), "sleep_end": at(2, 6), "in_bed_h": 8}


@pytest.mark.parametrize(("start", "hours"), [("2026-03-28T23:00", 7), ("2026-10-24T23:00", 9)])
def test_a_night_over_the_change_of_clocks_has_its_real_length(start: str, hours: int) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    evening = dt.datetime.fromisoformat(start).replace(tzinfo=berlin)
    morning = (evening + dt.timedelta(hours=8)).replace(tzinfo=berlin)  # by the clock on the wall
    ((day, values),) = days(asleep(evening, morning)).items()
    assert (day, values["sleep_h"]) == (morning.date(), hours)


def test_a_night_belongs_to_the_day_where_the_sleeper_wakes() -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    found = days(asleep(at(1, 23, tokyo), at(2, 6, tokyo)))
    assert found.keys() == {may(2)}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["asleep", "light", "deep", "rem", "awake", "in_bed"]),
            st.sampled_from(["a", "b"]),
            st.integers(0, 9 * 24 * 4),
            st.integers(1, 40),
        ),
        max_size=40,
    )
)
def test_no_day_has_more_sleep_than_its_source_recorded(
    segments: list[tuple[str, str, int, int]],
) -> None:
    found = days(
        *(
            (stage, source, at(1, start / 4), at(1, (start + length) / 4))
            for stage, source, start, length in segments
        )
    )
    total = sum(length / 4 for stage, _, _, length in segments if stage not in {"awake", "in_bed"})
    slept = 0.0
    for values in found.values():
        night = values.get("sleep_h", 0.0)
        nap = values.get("nap_h", 0.0)
        stages = [values.get(f"{stage}_h", 0.0) for stage in ("light", "deep", "rem")]
        assert isinstance(night, float)
        assert isinstance(nap, float)
        known = [stage for stage in stages if isinstance(stage, float)]
        assert sum(known) <= night + 1e-6
        slept += night + nap
    assert slept <= total + 1e-6
