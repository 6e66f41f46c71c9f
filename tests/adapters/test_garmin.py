"""Garmin through the real garminconnect, against a server on loopback: data and every fault."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import trainkit as tk
from builders.accounts import MemorySecrets
from builders.clocks import WallClock
from builders.garmin_kit import NOW, SECRET, garmin_kit
from builders.garmin_server import GarminServer, listed, night, serve_garmin, token, zipped
from builders.llm_servers import require_sdk
from trainkit.adapters.sources.garmin import GarminOptions, GarminSource
from trainkit.adapters.stores.memory import MemoryStore
from trainkit.plugins.conformance import OverTheNetwork, SourceConformance
from trainkit.ports import Source
from trainkit.records import Accounts

require_sdk("garminconnect")

GOOD = token(0, 4e9)
TIMES = [f"{zone}Sleep{end}TimeInMillis" for zone in ("gmt", "local") for end in ("Start", "End")]


@pytest.fixture
def moment() -> WallClock:
    return WallClock(NOW)


@pytest.fixture
def server() -> Iterator[GarminServer]:
    with serve_garmin() as made:
        made.activities = [listed(n, f"2026-05-0{n}") for n in range(1, 5)]
        made.nights = [night(f"2026-05-0{n}") for n in range(1, 9)]
        made.refresh = SECRET
        yield made


class TestConformance(OverTheNetwork, SourceConformance):
    plugin = "source.garmin"
    secret = SECRET
    patience_s = 60.0

    @pytest.fixture
    def adapter(self, server: GarminServer) -> Source:
        return self.at(server.url)

    def at(self, url: str) -> Source:
        """A source with a login that is valid."""
        store, secrets = MemoryStore(), MemorySecrets()
        accounts = Accounts(secrets, lambda: store, "me", clock=lambda: NOW)
        tokens = {"di_token": GOOD, "di_refresh_token": SECRET, "di_client_id": "GARMIN"}
        accounts.write("garmin", json.dumps(tokens))
        values: dict[str, Any] = {"base_url": url, "calls_per_second": 1000, "read_s": 0.3}
        return GarminSource(GarminOptions(**values, accounts=accounts, clock=lambda: NOW))


def test_days_are_put_together_from_ranges(server: GarminServer) -> None:
    server.nights = [
        night("2026-05-01"),
        night("2026-05-02", offset_h=9.0, avgOvernightHrv=None),  # in Tokyo
        night("2026-05-03", totalSleepTimeInSeconds=0, sleepScore=None, restingHeartRate=None,
              avgOvernightHrv=None, deepTime=None, lightTime=None, remTime=None, awakeTime=None,
              respiration=None, **dict.fromkeys(TIMES)),
    ]  # fmt: skip
    server.variabilities = [
        {"calendarDate": "2026-05-02", "lastNightAvg": 58, "weeklyAvg": 60, "status": "BALANCED"}
    ]
    server.stresses = [
        {"calendarDate": "2026-05-01", "values": {"overallStressLevel": 31}},
        {"calendarDate": "2026-05-03", "values": {"overallStressLevel": -1}},  # not worn
    ]
    server.weights = [
        {"summaryDate": "2026-05-02", "latestWeight": {"weight": 61_300.0, "bodyFat": 21.5}}
    ]
    server.resting = [{"calendarDate": "2026-05-03", "value": 46.0}]
    with garmin_kit(server) as kit:
        report = kit.sync()
        first, second, third = kit.history().days
    assert not report.problems
    assert (first.sleep_h, first.deep_h, first.awake_h, first.sleep_score) == (7.5, 1.5, 0.5, 81)
    assert (first.hrv_rmssd, first.hrv_sdnn, first.resting_hr, first.stress) == (61, None, 47, 31)
    assert first.sleep_end is not None
    assert first.sleep_end.isoformat() == "2026-05-01T07:00:00+02:00"
    assert (second.hrv_rmssd, second.hrv_weekly, second.weight_kg) == (58, 60, 61.3)
    assert second.sleep_start is not None
    assert second.sleep_start.isoformat() == "2026-05-01T23:00:00+09:00"
    assert (third.resting_hr, third.sleep_h, third.stress, third.steps) == (46, None, None, None)
    assert [day.provenance.licence for day in (first, second, third)] == ["garmin-api"] * 3


def test_a_recording_comes_as_it_was_recorded(server: GarminServer) -> None:
    examples = Path(__file__).parents[2] / "examples" / "data"
    recording = next(file for file in sorted(examples.rglob("*.fit"))).read_bytes()
    server.files = {"1": zipped("1_ACTIVITY.fit", recording), "2": b"PK\x03\x04 cut", "3": b"<h1>"}
    server.activities[3] |= {"startTimeGMT": "2026-05-03 22:00:00"}  # the day before, in UTC
    with garmin_kit(server) as kit:
        kit.sync()
        by_id = {found.provenance.id: found for found in kit.history().activities}
        assert set(by_id) == {str(number) for number in range(1, 5)}
        assert by_id["1"].streams is not None
        assert by_id["1"].name == "Run 1"
        assert by_id["2"].streams is None
        assert (by_id["3"].distance_m, by_id["3"].cadence_mean) == (10_000.0, 85.0)
        assert by_id["4"].day == dt.date(2026, 5, 4)
        assert by_id["4"].start.utcoffset() == dt.timedelta(hours=9)
        assert len(kit.history(use="prompt").activities) == 4
        assert not kit.history(use="training").activities


def test_a_later_sync_makes_six_calls_and_follows_what_changed(server: GarminServer) -> None:
    with garmin_kit(server) as kit:
        kit.sync()
        server.calls.clear()
        report = kit.sync(force=True)
        assert (len(server.calls), report.activities) == (6, 0)
        server.activities[0] |= {"activityName": "Renamed", "activityType": {"typeKey": "hiking"}}
        del server.activities[1], server.nights[7]
        server.nights[6] = night("2026-05-07", sleepScore=55)
        server.calls.clear()
        kit.sync(force=True)
        assert len(server.calls) == 8  # the deleted one, and the file of the one that changed
        found = {activity.provenance.id: activity for activity in kit.history().activities}
        assert set(found) == {"1", "3", "4"}
        assert (found["1"].name, found["1"].sport) == ("Renamed", "hiking")
        days = {day.date.day: day for day in kit.history().days}
        assert sorted(days) == [1, 2, 3, 4, 5, 6, 7]
        assert days[7].sleep_score == 55


def test_a_first_sync_goes_on_where_it_was_stopped(server: GarminServer) -> None:
    start = dt.date(2026, 1, 1)
    days = [str(start + dt.timedelta(days=n)) for n in range(120)]
    server.activities = [listed(n, day) for n, day in enumerate(days[::4], start=1)]
    server.nights = [night(day) for day in days]

    def fail(handler: Any) -> bool:
        if len(server.calls) % 23:
            return False
        handler.send(403, {})
        return True

    server.faults.append(fail)
    with garmin_kit(server, source={"since": "2026-01-01"}) as kit:
        attempts = 0
        while attempts < 20:
            attempts += 1
            try:
                if kit.sync(force=True).ok:
                    break
            except tk.BackendError:
                continue
        history = kit.history()
    assert attempts > 2
    assert [str(day.date) for day in history.days] == days
    assert len(history.originals) == 30
    assert (
        len([call for call in server.calls if "/download-service/" in call]) <= 30 + 20 * attempts
    )


def test_a_list_that_changes_while_it_is_read_loses_nothing(server: GarminServer) -> None:
    moments = [NOW - dt.timedelta(minutes=50 * n) for n in range(1, 450)]
    server.activities = [
        listed(n, "", startTimeLocal=f"{at:%Y-%m-%d %H:%M:%S}", duration=600.0,
               startTimeGMT=f"{at:%Y-%m-%d %H:%M:%S}", elapsedDuration=600.0)
        for n, at in enumerate(moments, start=1)
    ]  # fmt: skip
    server.nights = []

    def shift(_: Any) -> bool:
        if len(server.calls) == 4:  # between two pages
            del server.activities[0]
        return False

    server.faults.append(shift)
    with garmin_kit(server, source={"files": False, "health": False, "since": "2026-04-12"}) as kit:
        kit.sync()
        kit.sync(force=True)
        assert len(kit.history().originals) == 448


@pytest.mark.parametrize(
    ("status", "content", "message"),
    [
        (400, {"message": "Bad"}, "activitylist-service answered 400"),
        (403, {"message": "u-1 may not"}, "Garmin refuses access, or blocks this network"),
        (409, {}, "activitylist-service answered 409"),
        (500, {}, "activitylist-service answered 500"),
        (302, b"", "it sends us elsewhere"),
        (200, b"<html>", "the response is not JSON"),
        (200, {"no": "list"}, "a list was expected"),
        (200, b'[{"activityId": 1', "the response is not JSON"),
    ],
)
def test_trouble_says_what_it_is_and_keeps_what_is_known(
    server: GarminServer, status: int, content: object, message: str
) -> None:
    with garmin_kit(server) as kit:
        kit.sync()
        server.calls.clear()
        server.faults.append(lambda handler: handler.send(status, content) or True)
        outcome = kit.sync(force=True).sources[0]
        assert message in outcome.error
        assert outcome.synced_at == NOW
        assert len(server.calls) <= 6
        assert len(kit.history().activities) == 4


def test_half_an_answer_is_asked_for_again(server: GarminServer) -> None:
    def cut(handler: Any) -> bool:
        if len(server.calls) > 1:
            return False
        handler.send_response(200)
        handler.send_header("content-length", "500")
        handler.end_headers()
        handler.wfile.write(b'[{"activityId"')
        handler.close_connection = True
        return True

    server.faults.append(cut)
    with garmin_kit(server) as kit:
        assert kit.sync().activities == 4


@pytest.mark.parametrize(
    ("status", "headers", "minutes"),
    [
        (429, {"retry_after": "1800"}, 30),
        (429, {}, 60),
        (427, {}, 60),
        (429, {"retry_after": "x"}, 60),
    ],
)
def test_a_block_stops_everything_for_its_time_in_every_process(
    server: GarminServer, moment: WallClock, status: int, headers: dict[str, str], minutes: int
) -> None:
    secrets = MemorySecrets()
    workout = tk.PlannedWorkout(name="Easy", sport="running", date=NOW.date())
    with garmin_kit(server, moment, secrets) as kit, garmin_kit(server, moment, secrets) as other:
        kit.sync()
        server.calls.clear()
        server.faults.append(lambda handler: handler.send(status, {}, **headers) or True)
        error = kit.sync(force=True).sources[0].error
        assert f"nothing is asked for {minutes} min" in error
        assert len(server.calls) == 1
        server.faults.clear()
        for ask in (
            lambda: other.send(workout),
            lambda: other.sync(force=True),
            lambda: other.log_in("garmin", ask=lambda _: "right"),
        ):
            with pytest.raises(tk.RateLimited, match="nobody should log in again"):
                ask()
        assert not kit.sync(force=True).ok
        assert len(server.calls) == 1
        moment.now += dt.timedelta(minutes=minutes, seconds=1)
        assert kit.sync(force=True).ok
        assert other.send(workout)


def test_tokens_that_rotate_are_renewed_once_for_all_processes(server: GarminServer) -> None:
    secrets, store = MemorySecrets(), MemoryStore()
    with (
        garmin_kit(server, secrets=secrets, store=store) as kit,
        garmin_kit(server, secrets=secrets, store=store) as other,
    ):
        kit.sync()
        other.sync(force=True)
        assert server.refresh == SECRET
        server.access = "another"  # it refuses a token before its time
        assert kit.sync(force=True).ok
        assert server.refresh == "r1"
        assert other.sync(force=True).ok
        assert server.refresh == "r1"
    (kept,) = secrets.kept.values()
    assert json.loads(kept)["di_refresh_token"] == "r1"


def test_a_clock_that_is_an_hour_fast_renews_once(server: GarminServer) -> None:
    server.access = token(0, 1.0)
    server.ends_s = 1.0  # new tokens seem to have ended, too
    with garmin_kit(server) as kit:
        assert kit.sync().ok
        assert kit.sync(force=True).ok
    assert len([call for call in server.calls if "oauth" in call]) == 1


def test_a_revoked_login_is_told_and_never_mended_by_itself(server: GarminServer) -> None:
    with garmin_kit(server, source={"email": "a@b.c", "password": server.password}) as kit:
        kit.sync()
        server.access, server.refresh = "none", "none"
        server.calls.clear()
        error = kit.sync(force=True).sources[0].error
        assert error.endswith("the login to Garmin has ended; log in again: trainkit login garmin")
        assert len(server.calls) == 2
        assert not any("login" in call for call in server.calls)


@pytest.mark.parametrize(("status", "retried"), [(503, True), (429, False), (200, False)])
def test_a_renewal_that_fails_is_no_reason_to_log_in_again(
    server: GarminServer, status: int, retried: bool
) -> None:
    def fail(handler: Any) -> bool:
        if "oauth" not in handler.path:
            return False
        handler.send(status, {})
        return True

    with garmin_kit(server) as kit:
        kit.sync()
        server.faults.append(fail)
        server.access = "another"
        server.calls.clear()
        error = kit.sync(force=True).sources[0].error
        assert "log in again" not in error or status == 429
        assert (len(server.calls) > 2) is retried
        server.faults.clear()
        server.access = GOOD
        assert kit.sync(force=True).ok is (status != 429)


def test_a_renamed_athlete_is_found_under_the_new_name(server: GarminServer) -> None:
    server.resting = [{"calendarDate": "2026-05-09", "value": 44.0}]
    with garmin_kit(server) as kit:
        kit.sync()
        server.name = "u-2"
        server.resting[0]["value"] = 43.0
        assert kit.sync(force=True).ok
        assert kit.history().days[-1].resting_hr == 43


def test_nobody_has_logged_in_yet(server: GarminServer) -> None:
    with (
        garmin_kit(server, source={"tokens": None}) as kit,
        pytest.raises(tk.BackendError, match="log in: trainkit login garmin"),
    ):
        kit.sync()
    assert server.calls == []


@pytest.mark.realdata
def test_real_payloads_are_read(server: GarminServer, data_dir: Path) -> None:
    folder = data_dir / "garmin-connect"

    def payload(name: str) -> Any:
        return json.loads((folder / f"garth__test_{name}__00.json").read_bytes())["json"]

    server.activities, server.nights = [*payload("activity_get"), listed(1, "2023-07-10")], []
    server.variabilities = payload("daily_hrv")["hrvSummaries"]
    server.stresses = payload("daily_stress")
    with garmin_kit(
        server, lambda: dt.datetime(2023, 7, 25, tzinfo=dt.UTC), source={"since": "2023-06-28"}
    ) as kit:
        kit.sync()
        days = {str(day.date): day for day in kit.history().days}
    assert (days["2023-07-02"].hrv_rmssd, days["2023-07-02"].stress) == (44, 29)
    path = data_dir / "backends" / "garmin" / "rhr_day.json"
    metrics = json.loads(path.read_bytes())["json"]["allMetrics"]["metricsMap"]
    server.resting = metrics["WELLNESS_RESTING_HEART_RATE"]
    late = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    with garmin_kit(server, lambda: late, source={"since": "2026-11-01"}) as kit:
        kit.sync()
        assert [(str(day.date), day.resting_hr) for day in kit.history().days] == [
            ("2026-11-20", 51)
        ]
    with garmin_kit(server, lambda: dt.datetime(2026, 1, 9, tzinfo=dt.UTC),
                    source={"since": "2026-01-01"}) as kit:  # fmt: skip
        kit.sync()
        (run,) = kit.history().activities
    assert (run.sport, run.hr_mean, run.start.utcoffset()) == (
        "running",
        142,
        dt.timedelta(hours=-6),
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"base_url": "proxy.example.org"}, "base_url is .*; it must be an address"),
        ({"tokens": "no json"}, "the login that is kept cannot be read; log in again"),
        ({"tokens": "{}"}, "the login that is kept cannot be read; log in again"),
        ({"timezone": "Mars/X"}, "an IANA time zone"),
        ({"emial": "a@b.c"}, "emial"),
    ],
)
def test_a_typo_is_one_clear_line(
    server: GarminServer, options: dict[str, str], message: str
) -> None:
    with (
        garmin_kit(server, source=options) as kit,
        pytest.raises(tk.TrainkitError, match=message) as caught,
    ):
        kit.sync()
    assert "\n" not in str(caught.value)
    assert server.calls == []


def test_activities_of_any_shape_lose_only_themselves(server: GarminServer) -> None:
    server.activities = [
        listed(1, "2026-05-01", startTimeGMT=None),
        listed(2, "2026-05-02", activityType={"typeKey": "quidditch_v2"}, duration=None),
        listed(3, "2026-05-03", averageHR=900.0, distance=-5.0, startTimeGMT="2026-05-03T05:00:00"),
        {"activityId": None, "startTimeLocal": "2026-05-04"},
        {"startTimeLocal": "2026-05-05"},
    ]
    server.nights = [night("2026-05-01", totalSleepTimeInSeconds="x", gmtSleepEndTimeInMillis=None)]
    server.weights = [{"summaryDate": "2026-05-02", "latestWeight": {"weight": 0}}]
    server.resting = [{"calendarDate": "2026-05-02", "value": None}]
    with garmin_kit(server) as kit:
        report = kit.sync()
        found = {activity.provenance.id: activity for activity in kit.history().activities}
        assert set(found) == {"2", "3"}
        assert (found["2"].sport, found["3"].hr_mean) == ("quidditch_v2", None)
        assert [day.date.day for day in kit.history().days] == [1]
    told = " ".join(problem.message for problem in report.problems)
    assert "without a start" in told
    assert "hr_mean of 900" in told


def test_a_server_without_any_days_deletes_none(server: GarminServer) -> None:
    with garmin_kit(server) as kit:
        kit.sync()
        server.nights = []
        assert kit.sync(force=True).ok
        assert len(kit.history().days) == 8
