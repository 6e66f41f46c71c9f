"""Segments of sleep become one main sleep a day, and naps, for any way of living."""

import datetime as dt
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.formats import read_json
from trainkit.io import read
from trainkit.io.authoring import DayValue, SleepLog
from trainkit.ports.format import FileContext

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


def oura(*periods: tuple[str, str, str, float]) -> bytes:
    """Write periods of sleep: kind, start, end, and seconds asleep."""
    return json.dumps(
        [
            {
                "day": "2026-04-03",
                "type": kind,
                "bedtime_start": start,
                "bedtime_end": end,
                "total_sleep_duration": asleep,
                "deep_sleep_duration": asleep / 4,
                "average_hrv": asleep / 400,
            }
            for kind, start, end, asleep in periods
        ]
    ).encode()


def test_a_long_sleep_at_noon_beside_the_night_is_a_nap() -> None:
    data = oura(
        ("long_sleep", "2026-04-03T13:00:00+02:00", "2026-04-03T16:30:00+02:00", 11_520),
        ("long_sleep", "2026-04-03T00:30:00+02:00", "2026-04-03T08:30:00+02:00", 27_000),
    )
    (day,) = read_json(data, FileContext("oura.json")).days
    assert (day.sleep_h, day.nap_h, day.hrv_rmssd) == (7.5, 3.2, 67.5)
    assert day.sleep_start is not None
    assert day.sleep_start.isoformat() == "2026-04-03T00:30:00+02:00"


def test_two_parts_of_a_night_are_one() -> None:
    data = oura(
        ("long_sleep", "2026-04-02T23:00:00+02:00", "2026-04-03T02:00:00+02:00", 9_000),
        ("long_sleep", "2026-04-03T03:30:00+02:00", "2026-04-03T08:00:00+02:00", 14_400),
    )
    (day,) = read_json(data, FileContext("oura.json")).days
    assert (day.sleep_h, day.nap_h, day.deep_h, day.hrv_rmssd) == (6.5, None, 1.625, 36)
    assert (day.sleep_start, day.sleep_end) == (
        dt.datetime(2026, 4, 2, 21, tzinfo=dt.UTC),
        dt.datetime(2026, 4, 3, 6, tzinfo=dt.UTC),
    )


def test_the_same_night_twice_counts_once() -> None:
    night = ("long_sleep", "2026-04-02T23:00:00+02:00", "2026-04-03T07:00:00+02:00", 25_200)
    shorter = ("long_sleep", "2026-04-02T23:30:00+02:00", "2026-04-03T06:00:00+02:00", 21_600)
    (day,) = read_json(oura(shorter, night), FileContext("oura.json")).days
    assert (day.sleep_h, day.nap_h) == (7, None)


def test_a_night_of_garmins_export_is_in_the_athletes_zone_across_the_change_of_clocks() -> None:
    night = {
        "calendarDate": "2026-03-29",
        "sleepStartTimestampGMT": "2026-03-28T22:30:00.0",
        "sleepEndTimestampGMT": "2026-03-29T05:30:00.0",
        "deepSleepSeconds": 5400,
        "lightSleepSeconds": 18_000,
    }
    context = FileContext("sleepData.json", ZoneInfo("Europe/Berlin"))
    (day,) = read_json(json.dumps([night]).encode(), context).days
    assert day.sleep_start is not None
    assert day.sleep_end is not None
    assert day.sleep_start.isoformat() == "2026-03-28T23:30:00+01:00"
    assert day.sleep_end.isoformat() == "2026-03-29T07:30:00+02:00"


def test_whoops_sleep_without_an_offset_is_in_the_athletes_zone() -> None:
    stages = {f"total_{kind}_sleep_time_milli": 12_600_000 for kind in ("light", "slow_wave")}
    sleep = {
        "start": "2026-03-28T21:30:00.000Z",
        "end": "2026-03-29T05:30:00.000Z",
        "nap": False,
        "score_state": "SCORED",
        "score": {"stage_summary": stages},
    }
    context = FileContext("whoop.json", ZoneInfo("Asia/Tokyo"))
    (day,) = read_json(json.dumps([sleep]).encode(), context).days
    assert (day.date, day.sleep_h) == (dt.date(2026, 3, 29), 7)
    assert day.sleep_end is not None
    assert day.sleep_end.isoformat() == "2026-03-29T14:30:00+09:00"


def test_parts_of_a_night_in_several_files_are_one_night_and_a_nap_is_a_nap(tmp_path: Path) -> None:
    sleeps = {"a": ("22:30", "26:30"), "b": ("26:50", "29:30"), "c": ("36:30", "37:30")}
    begin = dt.datetime(2026, 3, 28, tzinfo=dt.UTC)
    for name, clocks in sleeps.items():
        hours = [clock.split(":") for clock in clocks]
        start, end = (begin + dt.timedelta(hours=int(h), minutes=int(m)) for h, m in hours)
        node = {"fitnessActivity": "sleep", "startTime": start.isoformat()}
        text = json.dumps(node | {"endTime": end.isoformat()})
        (tmp_path / f"{name}_SLEEP.json").write_text(text)
    (day,) = read(tmp_path, timezone="UTC").days
    assert (day.sleep_h, day.nap_h) == (pytest.approx(6 + 2 / 3), 1)
