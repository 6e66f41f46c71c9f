"""intervals.icu against a real server on loopback: what comes, what goes there, and every fault."""

import datetime as dt
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import trainkit as tk
from builders.intervals_server import IntervalsServer, activity, serve_intervals, wellness
from trainkit.adapters.sources.intervals import IntervalsOptions, IntervalsSource
from trainkit.loads import daily_loads
from trainkit.models import PlannedWorkout, Step
from trainkit.plugins.conformance import OverTheNetwork, SourceConformance
from trainkit.ports import Source

NOW = dt.datetime(2026, 5, 10, 6, tzinfo=dt.UTC)
ATHLETE = tk.Athlete(
    sex="female", birth_date="1992-05-14", hr_rest=50, hr_max=188, timezone="Europe/Berlin"
)
KEY = "key-that-nobody-may-see"


@pytest.fixture
def server() -> Iterator[IntervalsServer]:
    with serve_intervals() as made:
        made.activities = [activity(n, f"2026-05-0{n}") for n in range(1, 8)]
        made.wellness = [wellness(f"2026-05-0{n}") for n in range(1, 9)]
        yield made


def options(url: str, **more: object) -> IntervalsOptions:
    values = {"api_key": KEY, "base_url": url, "calls_per_second": 1000, "clock": lambda: NOW}
    return IntervalsOptions(**{**values, **more})  # type: ignore[arg-type]


def kit_at(server: IntervalsServer, store: str = ":memory:", **more: Any) -> tk.Kit:
    source = {"name": "intervals", "api_key": KEY, "base_url": server.url, "calls_per_second": 1000}
    return tk.Kit(
        source={**source, **more.pop("source", {})},
        store=store,
        athlete=more.pop("athlete", ATHLETE),
        **{"clock": lambda: NOW, **more},
    )


class TestConformance(OverTheNetwork, SourceConformance):
    plugin = "source.intervals"
    secret = KEY
    patience_s = 60.0

    @pytest.fixture
    def adapter(self, server: IntervalsServer) -> Source:
        return IntervalsSource(options(server.url))

    def at(self, url: str) -> Source:
        return IntervalsSource(options(url, read_s=0.3))


def test_days_keep_rmssd_and_sdnn_apart(server: IntervalsServer) -> None:
    server.wellness = [
        wellness("2026-05-01", hrv=None, weight=70.5, tempWeight=True, sleepScore=82),
        wellness("2026-05-02", hrvSDNN=None, restingHR=999, soreness=4, vo2max=51.5),
    ]
    with kit_at(server) as kit:
        report = kit.sync()
        first, second = (day for day in kit.history().days if day.hrv_rmssd or day.hrv_sdnn)
    assert (first.hrv_rmssd, first.hrv_sdnn, first.sleep_h) == (None, 80.0, 8.0)
    assert (first.weight_kg, first.sleep_score) == (None, 82.0)  # the weight is of another day
    assert (second.hrv_rmssd, second.hrv_sdnn, second.resting_hr) == (55.2, None, None)
    assert second.vo2max == 51.5
    assert "resting_hr of 999 is out of range" in report.problems[0].message


def test_a_recording_comes_with_its_file_or_else_its_samples(server: IntervalsServer) -> None:
    ride = Path(__file__).parents[2] / "examples" / "data"
    server.files["i1"] = next(file for file in sorted(ride.rglob("*.fit"))).read_bytes()
    server.streams["i2"] = [
        {"type": "time", "data": [0, 1, 2]},
        {"type": "heartrate", "data": [120, None, 124]},
        {"type": "latlng", "data": [52.5, 52.6, None], "data2": [13.4, 13.5, None]},
        {"type": "watts", "data": [1, 2]},
        {"type": "custom of somebody", "data": ["a"]},
    ]
    with kit_at(server) as kit:
        kit.sync()
        by_id = {found.provenance.id: found for found in kit.history().activities}
    assert by_id["i1"].streams is not None
    assert (by_id["i1"].name, by_id["i1"].start.utcoffset()) == ("Run 1", dt.timedelta(hours=2))
    streams = by_id["i2"].streams
    assert streams is not None
    assert set(streams.columns) == {"heart_rate", "latitude", "longitude"}
    assert by_id["i3"].streams is None
    assert (by_id["i3"].distance_m, by_id["i3"].hr_mean) == (10_000.0, 140.0)


def test_a_stub_makes_its_day_unknown_and_never_zero(server: IntervalsServer) -> None:
    stub = {"start_date_local": "2026-05-03T14:00:00", "source": "STRAVA", "_note": "no"}
    server.activities = [activity(1, "2026-05-01"), {"id": "9", **stub}, activity(5, "2026-05-05")]
    server.wellness = []
    with kit_at(server) as kit:
        report = kit.sync()
        load = daily_loads(kit.history(), ATHLETE).internal
        assert np.array_equal(load[1:4], [0.0, np.nan, 0.0], equal_nan=True)
        assert "2026-05-03: a session that came from Strava" in report.problems[0].message
        # Another source tells that session: now the day is known.
        start = dt.datetime(2026, 5, 3, 14, tzinfo=dt.UTC)
        kit.log(tk.Activity(sport="cycling", start=start, elapsed_s=3600, hr_mean=130))
        assert daily_loads(kit.history(), ATHLETE).internal[2] > 0
        # It is connected to the device itself: the stub is gone, and its mark with it.
        server.activities[1] = activity(3, "2026-05-03")
        kit.sync(force=True)
        assert not any(day.untold_sessions for day in kit.history().days)


def test_a_later_sync_asks_little_and_follows_edits_and_deletions(server: IntervalsServer) -> None:
    with kit_at(server) as kit:
        kit.sync()
        server.calls.clear()
        assert kit.sync().sources[0].age_s == 0.0  # still fresh: nobody is asked
        assert server.calls == []
        server.activities[0] |= {"name": "Renamed", "type": "Ride"}
        server.activities[1] |= {"start_date": "2026-05-02T06:30:00Z"}
        del server.activities[6], server.wellness[7]
        server.wellness[0] = wellness("2026-05-01", hrv=None)
        server.activities.append(activity(9, "2026-05-09"))
        kit.sync(force=True)
        history = kit.history()
        assert len(history.originals) == 7  # no earlier version is left
        assert len(server.calls) <= 10  # three lists, the deleted one, and two for each of three
        server.calls.clear()
        kit.sync(force=True)
        assert len(server.calls) == 3
    assert [found.provenance.id for found in history.activities] == [
        "i1",
        *["i2", "i3", "i4", "i5", "i6", "i9"],
    ]
    assert (history.activities[0].name, history.activities[0].sport) == ("Renamed", "cycling")
    assert history.days[0].hrv_rmssd is None
    assert history.days[-1].date == dt.date(2026, 5, 7)


def test_a_sync_that_finds_nothing_new_changes_no_record(server: IntervalsServer) -> None:
    moment = [NOW]
    server.events = [{"id": 1, "category": "WORKOUT", "name": "Tempo", "type": "Run",
                      "start_date_local": "2026-05-12T00:00:00", "moving_time": 1800}]  # fmt: skip
    with kit_at(server, clock=lambda: moment[0]) as kit:
        kit.sync()
        kit.sync(force=True)
        before = kit._data.records.snapshot().digest
        moment[0] = NOW + dt.timedelta(hours=2)
        kit.sync(force=True)
        assert kit._data.records.snapshot().digest == before  # answers of today stay in the cache
        server.wellness[0] = wellness("2026-05-01", restingHR=51)
        kit.sync(force=True)
        server.wellness[0] = wellness("2026-05-01")
        kit.sync(force=True)
        assert kit.history().days[0].resting_hr == 48  # what was said before, said again


def test_a_cursor_of_last_year_catches_up(server: IntervalsServer) -> None:
    moment = [dt.datetime(2025, 5, 10, 6, tzinfo=dt.UTC)]
    server.activities.insert(0, activity(77, "2025-05-09"))
    with kit_at(server, clock=lambda: moment[0]) as kit:
        kit.sync()
        moment[0] = NOW
        kit.sync()
        assert len(kit.history().activities) == 8
        moment[0] = NOW - dt.timedelta(hours=1)  # a clock that was wrong
        kit.sync(force=True)
        assert len(kit.history().activities) == 8


def fail_with(status: int, times: int = 10**6, body: bytes = b"", **headers: str) -> Any:
    left = [times]

    def fault(handler: Any) -> bool:
        left[0] -= 1
        if left[0] < 0:
            return False
        handler.answer(status, body, packed="no", **headers)
        return True

    return fault


def cut_off(times: int) -> Any:
    left = [times]

    def fault(handler: Any) -> bool:
        left[0] -= 1
        if left[0] >= 0:
            handler.cut()
        return left[0] >= 0

    return fault


def silent(handler: Any) -> bool:
    if "wellness?oldest" in handler.path and len(handler.server.paths("wellness")) == 2:
        time.sleep(0.6)
    return False


@pytest.mark.parametrize(
    "fault", [fail_with(401, 1), fail_with(500, 2), fail_with(429, 1, retry_after="0"),
              fail_with(429, 1), cut_off(2), silent],
    ids=("401 once", "500 twice", "429 with a time", "429", "half a body", "silence"),
)  # fmt: skip
def test_trouble_that_passes_loses_and_doubles_nothing(
    server: IntervalsServer, fault: Callable[[Any], bool]
) -> None:
    server.faults.append(fault)
    with kit_at(server, source={"read_s": 0.3}) as kit:
        assert kit.sync().ok
        history = kit.history()
    assert len(history.activities) == 7
    assert len(history.days) == 8


@pytest.mark.parametrize(
    ("status", "body", "message", "most_calls"),
    [
        (401, b"{}", "check the API key under Settings", 2),
        (403, b'{"status":403,"error":"Access denied"}', "access was denied", 1),
        (404, b"", "answered 404", 1),
        (409, b"", "answered 409", 1),
        (200, b"<html>maintenance</html>", "is not JSON", 1),
        (200, b'{"error": "no list"}', "a list was expected", 1),
    ],
)
def test_trouble_that_stays_says_what_to_do_and_keeps_what_is_known(
    server: IntervalsServer, status: int, body: bytes, message: str, most_calls: int
) -> None:
    with kit_at(server) as kit:
        kit.sync()
        server.calls.clear()
        server.faults.append(fail_with(status, body=body))
        (outcome,) = kit.sync(force=True).sources
        assert message in outcome.error
        assert KEY not in outcome.error
        assert outcome.synced_at == NOW
        assert len(server.calls) <= most_calls
        assert len(kit.history().activities) == 7


def test_a_pause_that_it_asks_for_holds_in_every_process(
    server: IntervalsServer, tmp_path: Path
) -> None:
    store, moment = f"sqlite:///{tmp_path}/kit.db", [NOW]
    with kit_at(server, store) as kit:
        kit.sync()
        server.calls.clear()
        server.faults.append(fail_with(429, retry_after="3600"))
        assert "answered 429" in kit.sync(force=True).sources[0].error
        assert len(server.calls) == 1
        server.calls.clear()
    with kit_at(server, store, clock=lambda: moment[0]) as kit:
        outcome = kit.sync(force=True).sources[0]
        assert "it asked for a pause; the next attempt is possible in 60 min" in outcome.error
        assert server.calls == []
        server.faults.clear()
        moment[0] = NOW + dt.timedelta(hours=1, seconds=1)
        assert kit.sync(force=True).ok


def test_one_broken_file_stops_nothing_and_is_asked_for_again(server: IntervalsServer) -> None:
    def fault(handler: Any) -> bool:
        if "i3/file" in handler.path:
            handler.answer(409, b"", packed="no")
            return True
        return False

    server.faults.append(fault)
    with kit_at(server) as kit:
        report = kit.sync()
        assert len(kit.history().activities) == 7
        assert report.problems[0].message.startswith("without its samples")
        server.faults.clear()
        server.calls.clear()
        kit.sync(force=True)
        assert len(server.paths("i3/file")) == 1
        assert len(server.paths("/file")) == 1


def test_doubled_lists_double_nothing(server: IntervalsServer) -> None:
    server.activities += server.activities[:3]
    server.wellness += server.wellness[:3]
    with kit_at(server) as kit:
        kit.sync()
        assert (len(kit.history().activities), len(kit.history().days)) == (7, 8)


def test_a_calendar_that_changes_between_two_calls_loses_and_doubles_nothing(
    server: IntervalsServer,
) -> None:
    server.activities = [activity(n, f"2026-0{3 + n % 3}-15") for n in range(6)]

    def change(_: Any) -> bool:
        lists = [call for call in server.paths("/activities?") if "fields" not in call]
        if len(lists) == 2 and len(server.activities) == 6:  # of two windows, one is read
            server.activities[0] |= {"start_date_local": "2026-05-02T07:00:00",
                                     "start_date": "2026-05-02T05:00:00Z"}  # fmt: skip
            del server.activities[1]
            server.activities[2:2] = [activity(7, "2026-05-09"), activity(8, "2026-03-20")]
        return False

    server.faults.append(change)
    with kit_at(server) as kit:
        kit.sync()
        kit.sync(force=True)
        days = {found.provenance.id: str(found.day) for found in kit.history().originals}
        assert len(kit.history().originals) == len(days)
    assert days["i0"] == "2026-05-02"
    assert days["i7"] == "2026-05-09"
    assert "i1" not in days


def session(day: int, **more: object) -> PlannedWorkout:
    values = {"name": "Tempo", "sport": "running", "date": dt.date(2026, 5, day)} | more
    steps = (Step(kind="warmup", until="time", amount=600), Step(until="time", amount=1200))
    return PlannedWorkout(steps=steps, **values)  # type: ignore[arg-type]


def test_planned_workouts_go_there_once_come_back_and_are_taken_back(
    server: IntervalsServer,
) -> None:
    with kit_at(server) as kit:
        names = kit.send(session(12), session(12), session(14))
        assert len(set(names)) == len(server.events) == 3
        kit.send(session(12, name="Easier"), session(12), session(14))
        assert [event["name"] for event in server.events] == ["Easier", "Tempo", "Tempo"]
        assert server.events[0]["start_date_local"] == "2026-05-12T00:00:00"
        assert (server.events[0]["type"], server.events[0]["moving_time"]) == ("Run", 1800)
        kit.sync()
        assert len(kit.history().workouts) == 3
        kit.recall(names[:2])
        kit.sync(force=True)
        assert [workout.date for workout in kit.history().workouts] == [dt.date(2026, 5, 14)]
        with pytest.raises(tk.InvalidInput, match="the day that it is planned for"):
            kit.send(PlannedWorkout())


def test_its_data_is_closed_until_a_host_opens_it(server: IntervalsServer) -> None:
    with kit_at(server) as kit:
        kit.sync()
        assert not kit.history(use="prompt").activities
    with kit_at(server, source={"allow_prompt": True}) as kit:
        kit.sync()
        assert len(kit.history(use="prompt").activities) == 7
        assert not kit.history(use="training").activities


def test_the_key_is_looked_up_and_goes_as_basic(
    server: IntervalsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAINKIT_INTERVALS", KEY)
    with kit_at(server, source={"api_key": "secret:INTERVALS"}) as kit:
        kit.sync()
    (header,) = server.authorizations
    assert header is not None
    assert header.startswith("Basic ")
    with pytest.raises(tk.InvalidInput, match="the API key from Developer Settings"):
        IntervalsSource(IntervalsOptions(clock=lambda: NOW))


@pytest.mark.realdata
def test_real_payloads_are_read(server: IntervalsServer, data_dir: Path) -> None:
    folder = data_dir / "backends" / "intervals"
    server.activities = json.loads((folder / "small_activities-list.json").read_bytes())
    server.wellness = json.loads((folder / "small_wellness-list.json").read_bytes())
    server.events = json.loads((folder / "small_events-list.json").read_bytes())
    with kit_at(server) as kit:
        kit.sync()
        history = kit.history()
    assert [found.sport for found in history.activities] == ["cycling"] * 3
    assert history.days[-1].hrv_rmssd == 55.2
    assert len(history.workouts) == 2
