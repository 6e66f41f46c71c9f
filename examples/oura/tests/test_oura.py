"""The source passes the conformance tests, and every fault that a service may have."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from oura_service import OuraService, night, nights_before, score, serve_oura, workout
from trainkit_oura.source import OuraOptions, OuraSource

import trainkit as tk
from trainkit.net.oauth import Tokens
from trainkit.plugins import Registry
from trainkit.plugins.conformance import OverTheNetwork, SourceConformance
from trainkit.records import Accounts

NOW = dt.datetime(2026, 3, 10, 6, tzinfo=dt.UTC)
SINCE = dt.date(2026, 1, 1)
SECRET = "app-secret-that-nobody-may-see"
DAYS = [f"2026-03-0{day}" for day in range(1, 8)]
ATHLETE = tk.Athlete(
    sex="female", birth_date="1992-05-14", hr_rest=50, hr_max=188, timezone="Europe/Berlin"
)


class Secrets:
    """Secrets in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self.kept.get(name)

    def set(self, name: str, value: str) -> None:
        self.kept[name] = value

    def delete(self, name: str) -> None:
        self.kept.pop(name, None)


@pytest.fixture
def service() -> Iterator[OuraService]:
    with serve_oura() as made:
        made.kinds["sleep"] = nights_before(DAYS)
        made.kinds["daily_sleep"] = [score(day, 81) for day in DAYS]
        made.kinds["daily_readiness"] = [score(day, 77) for day in DAYS]
        made.kinds["workout"] = [
            workout(f"{day}T17:00:00+01:00", f"{day}T18:00:00+01:00") for day in DAYS
        ]
        yield made


def accounts_with(tokens: Tokens, secrets: Secrets | None = None) -> Accounts:
    store = Registry().make("store", "memory", {})
    accounts = Accounts(secrets or Secrets(), lambda: store, "me", clock=lambda: NOW)
    accounts.write("oura", tokens.dump())
    return accounts


def options(url: str, **more: object) -> OuraOptions:
    values = {
        "client_id": "app",
        "client_secret": SECRET,
        "base_url": url,
        "oauth_url": url,
        "since": SINCE,
        "clock": lambda: NOW,
    }
    return OuraOptions.model_validate(values | more)


def kit_at(service: OuraService, secrets: Secrets | None = None, **more: Any) -> tk.Kit:
    source = {
        "name": "oura",
        "client_id": "app",
        "client_secret": SECRET,
        "base_url": service.url,
        "oauth_url": service.url,
        "since": SINCE.isoformat(),
        **more.pop("source", {}),
    }
    kit = tk.Kit(
        source=source,
        athlete=ATHLETE,
        secrets=secrets or Secrets(),
        **{"clock": lambda: NOW, **more},
    )
    if not (secrets and secrets.kept):
        browser = Browser()
        assert kit.log_in("oura", browser.show, browser.paste) == "daily workout"
    return kit


class Browser:
    """The athlete's browser, which is sent to an address and agrees."""

    def show(self, url: str) -> None:
        self.state = parse_qs(urlsplit(url).query)["state"][0]

    def paste(self) -> str:
        return f"http://localhost/?code=c1&state={self.state}&scope=daily+workout"


class TestConformance(OverTheNetwork, SourceConformance):
    plugin = "source.oura"
    secret = SECRET
    patience_s = 60.0

    @pytest.fixture
    def adapter(self, service: OuraService) -> OuraSource:
        return self.at(service.url)

    def at(self, url: str) -> OuraSource:
        accounts = accounts_with(Tokens("a0", "r0", NOW.timestamp() + 9999))
        return OuraSource(options(url, accounts=accounts, read_s=0.3, tries=1))


def test_nights_scores_and_workouts_arrive(service: OuraService) -> None:
    with kit_at(service) as kit:
        report = kit.sync()
        assert (report.days, report.activities) == (7, 7)
        history = kit.history()
        assert not kit.history(use="prompt").days
        assert not kit.history(use="training").activities
    day, run = history.days[0], history.activities[0]
    assert (day.hrv_rmssd, day.hrv_sdnn, day.resting_hr, day.sleep_h) == (62.0, None, 47.0, 7.5)
    assert (day.deep_h, day.light_h, day.rem_h, day.awake_h) == (1.5, 4.0, 2.0, 0.5)
    assert (day.in_bed_h, day.sleep_score, day.readiness) == (8.0, 81.0, 77.0)
    assert (day.sleep_end, day.respiration) == (
        dt.datetime.fromisoformat("2026-03-01T07:00+01:00"),
        14.5,
    )
    assert (run.sport, run.elapsed_s, run.distance_m) == ("running", 3600.0, 10_000.0)
    assert day.provenance.licence == run.provenance.licence == "oura-api"


def test_a_host_that_has_read_the_terms_opens_the_data(service: OuraService) -> None:
    with kit_at(service, source={"allow_prompt": True}) as kit:
        kit.sync()
        assert len(kit.history(use="prompt").days) == 7
        assert not kit.history(use="training").days


def test_naps_zeros_and_damage_become_no_nights(service: OuraService) -> None:
    evening = ("2026-03-02T14:00:00+01:00", "2026-03-02T14:40:00+01:00")
    service.kinds["sleep"] = [
        *nights_before(["2026-03-02"]),
        night(*evening, type="late_nap", total_sleep_duration=1800),
        night(*evening, type="rest", total_sleep_duration=1200),
        night(*evening, type="deleted", total_sleep_duration=1200),
        # As Oura writes what was not measured, an end before the start, and no offset.
        night("2026-03-03T23:00:00+01:00", "2026-03-03T07:00:00+01:00",
              average_hrv=None, lowest_heart_rate=0, deep_sleep_duration=None),
        night("2026-03-03T23:00:00", "2026-03-04T07:00:00", average_hrv=-1),
        {"id": "no day", "type": "long_sleep"},
        "no document",
    ]  # fmt: skip
    service.kinds["daily_sleep"] = [score("2026-03-05", None), score("2026-03-06", 333)]
    service.kinds["daily_readiness"] = []
    service.kinds["workout"] = [
        workout("?", "?", day=DAYS[0]),
        workout("2026-03-01T10:00:00+01:00", "?"),
    ]
    with kit_at(service) as kit:
        report = kit.sync()
        first, second, third = kit.history().days
    assert (first.sleep_h, first.nap_h) == (7.5, 0.5)
    assert (second.sleep_start, second.hrv_rmssd, second.resting_hr) == (None, None, None)
    assert (second.deep_h, second.sleep_h) == (None, 7.5)
    assert (third.sleep_start, third.hrv_rmssd, third.sleep_h) == (None, None, 7.5)
    messages = " ".join(problem.message for problem in report.problems)
    assert "document without a day was left out" in messages
    assert "workout without a start was left out" in messages
    assert "sleep_score of 333 is out of range" in messages


def test_edits_and_deletions_are_followed_in_four_calls(service: OuraService) -> None:
    with kit_at(service) as kit:
        kit.sync()
        service.kinds["sleep"][0]["average_hrv"] = 70
        del service.kinds["sleep"][6], service.kinds["workout"][0]
        for kind in ("daily_sleep", "daily_readiness"):
            del service.kinds[kind][6]
        service.calls.clear()
        assert kit.sync(force=True).ok
        assert len(service.calls) == 4
        history = kit.history()
    assert (len(history.days), len(history.activities)) == (6, 6)
    assert history.days[0].hrv_rmssd == 70


def test_pages_that_change_while_they_are_read_lose_and_double_nothing(
    service: OuraService,
) -> None:
    days = [str(SINCE + dt.timedelta(days=at)) for at in range(50)]
    service.kinds["sleep"] = nights_before(days)
    seen: list[str] = []

    def grow(handler: Any) -> bool:
        if "/sleep?" in handler.path:
            seen.append(handler.path)
            if len(seen) == 2:  # a nap appears before everything else: all pages shift
                nap = night(f"{SINCE}T12:00:00+01:00", f"{SINCE}T12:30:00+01:00", type="late_nap")
                service.kinds["sleep"].insert(0, nap)
        return False

    service.fault = grow
    with kit_at(service) as kit:
        kit.sync()
        assert sum(day.sleep_h is not None for day in kit.history().days) == 50
        kit.sync(force=True)
        assert len(kit.history().day_originals) == 57 - 7 + len(set(DAYS) - set(days))


def test_a_list_without_end_is_an_error(service: OuraService) -> None:
    def again(handler: Any) -> bool:
        handler.answer(200, {"data": [], "next_token": "same"})
        return True

    with kit_at(service) as kit:
        kit.sync()
        service.fault = again
        assert "does not end" in kit.sync(force=True).sources[0].error


def fail(status: int, times: int = 10**6, body: bytes = b"", **headers: str) -> Any:
    left = [times]

    def fault(handler: Any) -> bool:
        left[0] -= 1
        if left[0] >= 0:
            handler.answer(status, body, **headers)
        return left[0] >= 0

    return fault


def cut_twice() -> Any:
    left = [2]

    def fault(handler: Any) -> bool:
        left[0] -= 1
        if left[0] >= 0:
            handler.cut()
        return left[0] >= 0

    return fault


def silent_once() -> Any:
    left = [1]

    def fault(_: Any) -> bool:
        left[0] -= 1
        if left[0] >= 0:
            time.sleep(0.6)
        return False

    return fault


@pytest.mark.parametrize(
    "fault",
    [fail(401, 1), fail(500, 1), fail(429, 1, retry_after="0"), fail(429, 1), cut_twice(),
     silent_once()],
    ids=("401 once", "500", "429 with a time", "429", "half a body", "silence"),
)  # fmt: skip
def test_trouble_that_passes_loses_and_doubles_nothing(
    service: OuraService, fault: Callable[[Any], bool]
) -> None:
    with kit_at(service, source={"read_s": 0.3}) as kit:
        service.fault = fault
        assert kit.sync().ok
        history = kit.history()
    assert (len(history.originals), len(history.day_originals)) == (7, 7)


@pytest.mark.parametrize(
    ("status", "body", "message", "most_calls"),
    [
        (401, b"{}", "connect again: trainkit login oura", 3),
        (403, b"{}", "agree to all scopes", 1),
        (404, b"", "answered 404", 1),
        (409, b"", "answered 409", 1),
        (426, b"", "too old", 1),
        (200, b"<html>maintenance</html>", "is not JSON", 1),
        (200, b'{"data": {}}', "a list was expected", 1),
    ],
)
def test_trouble_that_stays_says_what_to_do_and_keeps_what_is_known(
    service: OuraService, status: int, body: bytes, message: str, most_calls: int
) -> None:
    with kit_at(service) as kit:
        kit.sync()
        service.calls.clear()
        service.fault = fail(status, body=body)
        (outcome,) = kit.sync(force=True).sources
        assert message in outcome.error
        assert SECRET not in outcome.error
        assert outcome.synced_at == NOW
        assert len(service.calls) <= most_calls
        assert len(kit.history().activities) == 7


def test_a_pause_that_it_asks_for_holds_in_every_process(
    service: OuraService, tmp_path: Path
) -> None:
    store, secrets = f"sqlite:///{tmp_path}/kit.db", Secrets()
    with kit_at(service, secrets, store=store) as kit:
        kit.sync()
        service.fault = fail(429, retry_after="3600")
        assert "answered 429" in kit.sync(force=True).sources[0].error
    service.calls.clear()
    with kit_at(service, secrets, store=store) as kit:
        assert "possible in 60 min" in kit.sync(force=True).sources[0].error
    assert service.calls == []


def test_a_cursor_of_last_year_and_a_wrong_clock_catch_up(service: OuraService) -> None:
    moment = [NOW - dt.timedelta(days=365)]
    service.kinds["workout"].append(workout("2025-02-01T10:00:00+01:00", "2025-02-01T11:00+01:00"))
    service.kinds["workout"].append(workout("2025-08-01T10:00:00+02:00", "2025-08-01T11:00+02:00"))
    with kit_at(service, clock=lambda: moment[0], source={"since": "2025-01-01"}) as kit:
        kit.sync()
        assert len(kit.history().activities) == 1
        moment[0] = NOW
        kit.sync()
        assert len(kit.history().activities) == 9
        moment[0] = NOW - dt.timedelta(hours=1)
        kit.sync(force=True)
        assert (len(kit.history().activities), len(kit.history().days)) == (9, 7)


def test_tokens_rotate_and_a_withdrawn_access_says_so(service: OuraService) -> None:
    moment, secrets = [NOW], Secrets()
    with kit_at(service, secrets, clock=lambda: moment[0]) as kit:
        kit.sync()
        assert service.renewals == 1
        service.access = "another"  # it refuses a token before its time
        assert kit.sync(force=True).ok
        moment[0] = NOW + dt.timedelta(days=2)
        assert kit.sync().ok
        assert service.renewals == 3
        (text,) = secrets.kept.values()
        assert (Tokens.parse(text) or Tokens("", "", None)).refresh == "r3"
        service.refresh, moment[0] = "revoked", NOW + dt.timedelta(days=4)
        assert "connect again: trainkit login oura" in kit.sync().sources[0].error
        kit.log_out("oura")
        assert secrets.kept == {}
        assert "no account is connected" in kit.sync(force=True).sources[0].error


def test_a_refused_login_is_no_bug_of_the_plugin(service: OuraService) -> None:
    with kit_at(service) as kit:
        with pytest.raises(tk.InvalidInput, match="whole address that this login led to"):
            kit.log_in("oura", show=lambda _: None, paste=lambda: "http://localhost/?code=1")
        assert kit.sync().ok  # the plugin is still in use


def test_the_sandbox_is_asked_below_its_own_path(service: OuraService) -> None:
    with kit_at(service, source={"sandbox": True}) as kit:
        kit.sync()
    assert all(call.startswith("/v2/sandbox/usercollection/") for call in service.calls[1:])


NIGHTS = [  # start, end, local day
    (
        "2026-03-28T23:00:00+01:00",
        "2026-03-29T07:00:00+02:00",
        "2026-03-29",
    ),  # Berlin
    ("2026-03-29T23:30:00-04:00", "2026-03-30T07:00:00-04:00", "2026-03-30"),  # New York
    ("2026-04-02T00:30:00+09:00", "2026-04-02T08:00:00+09:00", "2026-04-02"),  # Tokyo
    ("2026-04-02T23:00:00+09:00", "2026-04-03T06:00:00+09:00", "2026-04-03"),
    ("2026-04-02T22:00:00-10:00", "2026-04-03T05:00:00-10:00", "2026-04-03"),  # Honolulu, again
    ("2026-04-05T23:00:00+09:00", "2026-04-06T07:00:00+09:00", "2026-04-06"),  # without the 5th
    ("2026-10-24T23:00:00+02:00", "2026-10-25T07:00:00+01:00", "2026-10-25"),  # an hour more
]
WORKOUTS = [  # start, local day
    ("2026-03-28T23:30:00+01:00", "2026-03-28"),
    ("2026-03-29T23:30:00+02:00", "2026-03-29"),
    ("2026-03-30T22:00:00-04:00", "2026-03-30"),  # tomorrow in UTC
    ("2026-04-02T00:30:00+09:00", "2026-04-02"),  # yesterday in UTC
    ("2026-04-03T06:30:00+09:00", "2026-04-03"),
    ("2026-04-02T20:30:00-10:00", "2026-04-02"),  # later, and a day before
    ("2026-10-25T00:30:00+02:00", "2026-10-25"),
]


def test_a_traveller_sleeps_and_trains_on_local_days(service: OuraService) -> None:
    service.kinds = {kind: [] for kind in service.kinds}
    service.kinds["sleep"] = [night(start, end) for start, end, _ in NIGHTS]
    for sleep in service.kinds["sleep"]:
        sleep["total_sleep_duration"] = 25_200 if "-10:00" in sleep["bedtime_end"] else 23_400
    service.kinds["workout"] = [
        workout(start, f"{start[:17]}59{start[19:]}") for start, _ in WORKOUTS
    ]
    with kit_at(service, clock=lambda: dt.datetime(2026, 11, 1, tzinfo=dt.UTC)) as kit:
        kit.sync()
        history = kit.history()
    assert [str(day.date) for day in history.days] == sorted({day for *_, day in NIGHTS})
    found = {day.sleep_end.isoformat() for day in history.days if day.sleep_end}
    assert found == {end for _, end, _ in NIGHTS} - {NIGHTS[3][1]}
    twice = next(day for day in history.days if str(day.date) == "2026-04-03")
    assert (twice.sleep_h, twice.nap_h) == (7.0, 6.5)  # two nights ended on that day
    trained = {run.start.isoformat(): str(run.day) for run in history.activities}
    assert trained == dict(WORKOUTS)
