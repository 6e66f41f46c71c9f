"""Strava against a real server on loopback: limits, rotating tokens, webhooks and its licence."""

import datetime as dt
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import trainkit as tk
from builders.accounts import MemorySecrets
from builders.strava_server import StravaServer, ride, serve_strava
from trainkit.adapters.sources.strava import StravaOptions, StravaSource
from trainkit.adapters.stores.memory import MemoryStore
from trainkit.net.oauth import Tokens
from trainkit.plugins.conformance import OverTheNetwork, SourceConformance
from trainkit.ports import Source
from trainkit.records import Accounts

NOW = dt.datetime(2026, 5, 10, 6, 4, tzinfo=dt.UTC)
ATHLETE = tk.Athlete(
    sex="female", birth_date="1992-05-14", hr_rest=50, hr_max=188, timezone="Europe/Berlin"
)
SAMPLES = {"time": {"data": [0, 1]}, "heartrate": {"data": [100, 101]}}
SECRET = "app-secret-that-nobody-may-see"


class Moment:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest.fixture
def server() -> Iterator[StravaServer]:
    with serve_strava() as made:
        made.activities = [ride(n, f"2026-05-0{n}") for n in range(1, 8)]
        yield made


def kit_at(
    server: StravaServer, moment: Moment, secrets: MemorySecrets | None = None, **more: Any
) -> tk.Kit:
    source = {
        "name": "strava",
        "client_id": "7",
        "client_secret": SECRET,
        "refresh_token": "r0",
        "base_url": f"{server.url}/api/v3",
        "oauth_url": f"{server.url}/oauth",
        **more.pop("source", {}),
    }
    return tk.Kit(
        source=source,
        athlete=ATHLETE,
        secrets=secrets or MemorySecrets(),
        clock=moment,
        **more,
    )


class TestConformance(OverTheNetwork, SourceConformance):
    plugin = "source.strava"
    secret = SECRET
    patience_s = 60.0

    @pytest.fixture
    def adapter(self, server: StravaServer) -> Source:
        return self.at(server.url)

    def at(self, url: str) -> Source:
        """A source with a login that is valid."""
        store = MemoryStore()
        accounts = Accounts(MemorySecrets(), lambda: store, "me", clock=lambda: NOW)
        accounts.write("strava", Tokens("a0", "r0", NOW.timestamp() + 9999).dump())
        values = {"client_id": "7", "client_secret": SECRET, "base_url": url, "oauth_url": url}
        more = {"accounts": accounts, "clock": lambda: NOW, "read_s": 0.3}
        return StravaSource(StravaOptions(**values, **more))  # type: ignore[arg-type]


def test_activities_come_with_samples_on_local_days(server: StravaServer, moment: Moment) -> None:
    server.streams["1"] = {
        "time": {"data": [0, 1, 3]},
        "heartrate": {"data": [100, None, 104]},
        "latlng": {"data": [[40.7, -74.0], None, [40.8, -74.1]]},
        "watts": None,
    }
    server.activities[6] = ride(7, "2026-05-07", start_date="2026-05-08T01:00:00Z",
                                start_date_local="2026-05-07T21:00:00Z")  # fmt: skip
    with kit_at(server, moment) as kit:
        kit.sync()
        activities = kit.history().activities
        assert not kit.history(use="prompt").activities
        assert not kit.history(use="training").activities
    assert activities[0].streams is not None
    assert set(activities[0].streams.columns) == {"heart_rate", "latitude", "longitude"}
    assert [activity.day.day for activity in activities] == [1, 2, 3, 4, 5, 6, 7]
    assert activities[0].start.utcoffset() == dt.timedelta(hours=-4)
    assert activities[0].provenance.licence == "strava-api"


def test_many_activities_come_once_while_the_list_changes(
    server: StravaServer, moment: Moment
) -> None:
    start = dt.datetime(2026, 4, 20, tzinfo=dt.UTC)
    moments = [
        (start + dt.timedelta(minutes=50 * n)).strftime("%Y-%m-%dT%H:%M:%SZ") for n in range(450)
    ]
    server.activities = [
        ride(n, "2026-05-01", start_date=text, start_date_local=text, moving_time=600,
             elapsed_time=600, distance=3000.0) for n, text in enumerate(moments, start=1)
    ]  # fmt: skip

    def shift(_: str) -> None:
        if len(server.calls) == 3:  # between two pages
            del server.activities[0]

    server.answer = shift
    with kit_at(server, moment, source={"files": False}) as kit:
        report = kit.sync()
        assert report.activities == 450
        kit.sync(force=True)
        assert len(kit.history().originals) == 449


def test_edits_and_deletions_are_followed_in_one_call(server: StravaServer, moment: Moment) -> None:
    with kit_at(server, moment) as kit:
        kit.sync()
        server.calls.clear()
        kit.sync(force=True)
        assert len(server.calls) == 1
        server.activities[0] |= {"name": "Renamed", "sport_type": "Run", "type": "Run"}
        del server.activities[1]
        kit.sync(force=True)
        found = {activity.provenance.id: activity for activity in kit.history().activities}
        assert set(found) == {"1", "3", "4", "5", "6", "7"}
    assert (found["1"].name, found["1"].sport) == ("Renamed", "running")


def test_data_is_fetched_anew_before_its_seven_days_are_over(
    server: StravaServer, moment: Moment
) -> None:
    with kit_at(server, moment) as kit:
        kit.sync()
        for _ in range(10):
            moment.now += dt.timedelta(days=1)
            kit.sync()
            assert len(kit.history().activities) == 7
        moment.now += dt.timedelta(days=8)  # no sync meanwhile
        assert not kit.history().activities


@pytest.mark.parametrize(("every", "most"), [((0, 1, 3, 4, 6), 6), (range(7), 7)])
def test_a_daily_sync_makes_few_calls_and_loses_no_samples(
    server: StravaServer, moment: Moment, every: Sequence[int], most: int
) -> None:
    """Seven weeks of an athlete who trains on some days of a week, after a first sync."""
    start = NOW.date() - dt.timedelta(days=60)
    days = [start + dt.timedelta(days=n) for n in range(110)]
    rides = [ride(n, str(day)) for n, day in enumerate(days) if day.weekday() in every]
    server.streams = {str(item["id"]): {**SAMPLES} for item in rides}
    with kit_at(server, moment) as kit:
        for day in range(49):
            today = moment.now.date()
            server.activities = [item for item in rides if item["start_date"][:10] < str(today)]
            server.calls.clear()
            assert kit.sync().ok
            assert day == 0 or len(server.calls) <= most
            found = {found.day: found.streams for found in kit.history().activities}
            back = {today - dt.timedelta(days=n) for n in range(1, 42)}
            assert {day for day in back if day.weekday() in every} <= set(found)
            late = today - dt.timedelta(days=24)
            assert all(found[day] is not None for day in found if day >= late)
            moment.now += dt.timedelta(days=1, seconds=day % 3 - 1)  # never quite the same minute


def test_many_edits_are_taken_over_several_syncs_and_what_waits_is_told(
    server: StravaServer, moment: Moment
) -> None:
    server.streams = {str(number): SAMPLES for number in range(1, 8)}
    with kit_at(server, moment) as kit:
        kit.sync()
        for item in server.activities:
            item["name"] = "Commute"
        server.calls.clear()
        outcome = kit.sync(force=True).sources[0]
        assert len(server.calls) == 5
        assert "3 of 7 edited activities follow with the next sync" in str(outcome)
        assert not kit.sync(force=True).problems
        history = kit.history()
    assert {found.name for found in history.activities} == {"Commute"}
    assert all(found.streams is not None for found in history.activities)


def test_what_has_no_samples_costs_no_call(server: StravaServer, moment: Moment) -> None:
    server.activities = [ride(1, "2026-05-08", manual=True), ride(2, "2026-04-05")]
    with kit_at(server, moment) as kit:
        kit.sync()
        assert not [call for call in server.calls if "/streams" in call]
        assert len(kit.history().activities) == 2


def test_an_empty_list_deletes_nothing_and_true_deletions_are_followed(
    server: StravaServer, moment: Moment
) -> None:
    with kit_at(server, moment) as kit:
        kit.sync()
        server.answer = lambda path: (200, []) if "/athlete/activities" in path else None
        outcome = kit.sync(force=True).sources[0]
        assert "although it is there" in str(outcome)
        assert len(kit.history().activities) == 7
        server.answer = lambda _: None
        server.activities.clear()  # the athlete deletes everything
        kit.sync(force=True)
        assert not kit.history().activities


def test_its_limits_are_kept_by_their_headers(server: StravaServer, moment: Moment) -> None:
    with kit_at(server, moment) as kit:
        kit.sync()
        server.calls.clear()
        server.headers = {"x-readratelimit-limit": "100,1000", "x-readratelimit-usage": "100,300"}
        server.activities.append(ride(8, "2026-05-08"))
        outcome = kit.sync(force=True).sources[0]
        assert "it is free again in 11 min" in outcome.error  # at 06:15
        assert len(server.calls) == 1
        kit.sync(force=True)
        assert len(server.calls) == 1
        server.headers = {}
        moment.now += dt.timedelta(minutes=11)
        assert kit.sync(force=True).ok
        assert len(kit.history().activities) == 8


def test_a_429_without_a_wait_gets_one_computed(server: StravaServer, moment: Moment) -> None:
    with kit_at(server, moment) as kit:
        kit.sync()
        server.headers = {"x-ratelimit-limit": "600,30000", "x-ratelimit-usage": "600,30000"}
        server.answer = lambda _: (429, {"errors": "Rate Limit Exceeded", "message": "Too Many"})
        outcome = kit.sync(force=True).sources[0]
        assert "it is free again in 1076 min" in outcome.error  # at midnight in UTC


@pytest.mark.parametrize(
    ("status", "content", "message"),
    [
        (403, {"errors": [{"field": "Status", "code": "Inactive"}]}, "deactivated your app"),
        (403, {"message": "Forbidden"}, "agree to all scopes"),
        (401, {"message": "Authorization Error"}, "connect again"),
        (404, "", "answered 404"),
        (409, "", "answered 409"),
        (200, "<html>", "is not JSON"),
        (200, {"no": "list"}, "a list was expected"),
    ],
)
def test_trouble_says_what_to_do_and_keeps_what_is_known(
    server: StravaServer, moment: Moment, status: int, content: object, message: str
) -> None:
    with kit_at(server, moment) as kit:
        kit.sync()
        server.calls.clear()
        server.answer = lambda _: (status, content)
        outcome = kit.sync(force=True).sources[0]
        assert message in outcome.error
        assert SECRET not in outcome.error
        assert outcome.synced_at == NOW
        assert len(server.calls) <= 3
        assert len(kit.history().activities) == 7


@pytest.mark.parametrize("trouble", ["500", "half a body", "silence", "401"])
def test_trouble_that_passes_loses_and_doubles_nothing(
    server: StravaServer, moment: Moment, trouble: str
) -> None:
    def fail_once(path: str) -> tuple[int, object] | None:
        if "/streams" in path or failed:
            return None
        failed.append(path)
        if trouble == "silence":
            time.sleep(0.6)
            return None
        return (500 if trouble == "500" else 401), ""

    failed: list[str] = []
    with kit_at(server, moment, source={"read_s": 0.3}) as kit:
        kit.sync()
        if trouble == "half a body":
            server.cuts = 2
        else:
            server.answer = fail_once
        server.activities.append(ride(8, "2026-05-08"))
        assert kit.sync(force=True).ok
        assert len(kit.history().originals) == 8
    assert bool(failed) == (trouble != "half a body")
    assert server.cuts == 0


def test_a_429_with_a_time_is_kept_by_every_process(
    server: StravaServer, moment: Moment, tmp_path: Path
) -> None:
    store, secrets = f"sqlite:///{tmp_path}/kit.db", MemorySecrets()
    with kit_at(server, moment, secrets, store=store) as kit:
        kit.sync()
        server.headers = {"retry-after": "600"}
        server.answer = lambda _: (429, {"errors": "Rate Limit Exceeded", "message": "Too Many"})
        assert "it is free again in 10 min" in kit.sync(force=True).sources[0].error
    server.calls.clear()
    with kit_at(server, moment, secrets, store=store) as kit:
        assert "possible in 10 min" in kit.sync(force=True).sources[0].error
        assert server.calls == []
        server.headers, server.answer = {}, lambda _: None
        moment.now += dt.timedelta(minutes=10, seconds=1)
        assert kit.sync(force=True).ok
        assert len(kit.history().originals) == 7


def test_doubled_lists_a_cursor_of_last_year_and_a_wrong_clock_double_nothing(
    server: StravaServer, moment: Moment
) -> None:
    server.activities += [dict(item) for item in server.activities[:3]]
    server.activities.append(ride(90, "2025-05-01"))
    moment.now = NOW - dt.timedelta(days=365)
    with kit_at(server, moment) as kit:
        kit.sync()
        moment.now = NOW
        kit.sync()
        found = {activity.provenance.id for activity in kit.history().originals}
        assert found == {str(number) for number in range(1, 8)}  # last year's is over
        for hours in (-1, 2):  # a clock that was set, and set right again
            moment.now += dt.timedelta(hours=hours)
            assert kit.sync(force=True).ok
            assert len(kit.history().originals) == 7


def test_rotating_tokens_are_kept_and_renewed_once(server: StravaServer, moment: Moment) -> None:
    secrets = MemorySecrets()
    with kit_at(server, moment, secrets) as kit:
        kit.sync()
        assert server.refresh == "r1"
        server.access = "another"  # it refuses a token before its time
        assert kit.sync(force=True).ok
        assert server.refresh == "r2"
        moment.now += dt.timedelta(hours=6)
        assert kit.sync(force=True).ok
    (text,) = secrets.kept.values()
    assert Tokens.parse(text) == Tokens("a3", "r3", moment.now.timestamp() + 21600)
    with kit_at(server, moment, secrets) as kit:
        kit.sync()
        server.refresh, moment.now = "revoked", moment.now + dt.timedelta(hours=7)
        error = kit.sync(force=True).sources[0].error
        assert "connect again: trainkit login strava" in error


def test_a_withdrawn_access_purges_and_forged_events_do_nothing(
    server: StravaServer, moment: Moment
) -> None:
    secrets, own = MemorySecrets(), {"subscription_id": 5, "owner_id": 9}
    event = {"object_type": "athlete", "updates": {"authorized": "false"}, **own}
    with kit_at(server, moment, secrets, source={**own, "verify_token": "ours"}) as kit:
        kit.sync()
        kit.log(tk.DailyHealth(date=dt.date(2026, 5, 1), mood=80))
        for forged in (None, [], {**event, "subscription_id": 6}, {**event, "owner_id": 8},
                       {**event, "updates": {}}, {**event, "updates": None}):  # fmt: skip
            assert kit.receive(forged) == "ignore"
        for aspect in ("create", "update", "delete"):
            change = {"object_type": "activity", "object_id": 1, "aspect_type": aspect, **own}
            assert kit.receive(change) == "sync"
        assert len(kit.history().activities) == 7
        assert kit.receive(event) == "purge"
        history = kit.history()
        assert (len(history.activities), len(history.days)) == (0, 1)
        assert secrets.kept == {}


def test_a_new_webhook_is_answered_only_with_the_own_token() -> None:
    source = StravaSource(
        StravaOptions(client_id="7", client_secret=SECRET, verify_token="ours", clock=lambda: NOW)
    )
    query = {"hub.mode": "subscribe", "hub.challenge": "15f7", "hub.verify_token": "ours"}
    assert source.answer_challenge(query) == {"hub.challenge": "15f7"}
    for wrong in ({}, {**query, "hub.verify_token": "other"}, {**query, "hub.mode": "x"}):
        with pytest.raises(tk.InvalidInput, match="your own verify_token"):
            source.answer_challenge(wrong)


@pytest.mark.realdata
def test_real_payloads_are_read(server: StravaServer, moment: Moment, data_dir: Path) -> None:
    folder = data_dir / "backends" / "strava"
    server.activities = json.loads((folder / "list_summaries.json").read_bytes())["json"]
    streams = json.loads((folder / "streams_full_own.json").read_bytes())["json"]
    server.streams = {str(item["id"]): streams for item in server.activities}
    moment.now = dt.datetime(2025, 10, 25, tzinfo=dt.UTC)
    with kit_at(server, moment, source={"days": 3650}) as kit:
        kit.sync()
        activities = kit.history().activities
    assert activities
    assert activities[-1].streams is not None
    event = json.loads((folder / "webhook_event_deauthorized.json").read_bytes())
    own = {name: event[name] for name in ("subscription_id", "owner_id")}
    with kit_at(server, moment, source=own) as kit:
        assert kit.receive(event) == "purge"
