"""The provenance gate: what a licence forbids goes nowhere, and is counted."""

import datetime as dt

import pytest

import trainkit as tk
from trainkit.models import Licence
from trainkit.privacy import LICENCES, Gate
from trainkit.telemetry import Meter

START = dt.datetime(2026, 5, 1, 7, tzinfo=dt.UTC)
USES = ("prompt", "training")


def under(licence: str) -> tk.Provenance:
    return tk.Provenance(source=f"from {licence}", licence=licence)


def run(licence: str, *, hour: int = 0) -> tk.Activity:
    return tk.Activity(
        sport="running",
        start=START + dt.timedelta(hours=hour),
        elapsed_s=1800,
        hr_mean=151 if licence == "strava-api" else None,
        provenance=under(licence),
    )


@pytest.fixture
def mixed() -> tk.History:
    """Each kind of record under each of four licences; two recordings of one run."""
    licences = ("user-file", "strava-api", "garmin-api", "unheard-of")
    return tk.History(
        activities=tuple(run(one, hour=0 if at < 2 else 5 * at) for at, one in enumerate(licences)),
        days=[tk.DailyHealth(date=START.date(), hrv_rmssd=50 + at, provenance=under(one))
              for at, one in enumerate(licences)],
        races=tuple(tk.RaceResult(date=START.date(), distance_m=5000 + at, time_s=1500,
                                  provenance=under(one)) for at, one in enumerate(licences)),
        workouts=tuple(tk.PlannedWorkout(date=START.date(), name=f"Run {at}",
                                         provenance=under(one)) for at, one in enumerate(licences)),
    )  # fmt: skip


def test_the_table_of_licences() -> None:
    table = {one.name: (one.prompt, one.training, one.keep_days) for one in LICENCES.values()}
    assert table == {
        "user-file": (True, True, None),
        "user-export": (True, True, None),
        "simulated": (True, True, None),
        "strava-api": (False, False, 7.0),
        "garmin-api": (True, False, None),
    }


@pytest.mark.parametrize("use", USES)
def test_nothing_forbidden_passes(mixed: tk.History, use: str) -> None:
    meter = Meter()
    assert len(mixed.activities) == 3  # the first two are one run
    with meter.call("privacy", use):
        kept, refused = Gate().filter_history(mixed, use)  # type: ignore[arg-type]
    text = kept.model_dump_json()
    forbidden = {"strava-api", "unheard-of"} | ({"garmin-api"} if use == "training" else set())
    assert not any(one in text for one in forbidden)
    assert refused == dict.fromkeys(forbidden, 4)
    assert meter.counts().refusals == 4 * len(forbidden)
    assert "user-file" in text
    assert all(one.hr_mean is None for one in kept.activities)  # no field of a merged run leaks
    assert kept.days[0].hrv_rmssd == (52 if use == "prompt" else 50)


def test_an_allowed_history_passes_unchanged() -> None:
    history = tk.simulate(days=30)
    for use in USES:
        kept, refused = Gate().filter_history(history, use)  # type: ignore[arg-type]
        assert kept == history
        assert refused == {}


def test_a_source_may_add_a_licence_but_loosen_none() -> None:
    own = Licence(name="acme", prompt=True, training=False, keep_days=2)
    loose = Licence(name="strava-api", prompt=True, training=True)
    gate = Gate([own, loose])
    assert (gate.allows("acme", "prompt"), gate.allows("acme", "training")) == (True, False)
    assert not gate.allows("strava-api", "prompt")
    assert gate.retention_s("strava-api") == 7 * 86_400
    assert (
        gate.retention_s("acme"),
        gate.retention_s("user-file"),
        gate.retention_s("unheard-of"),
    ) == (
        2 * 86_400,
        None,
        None,
    )
    assert gate.cache_retention_s("unheard-of") == 7 * 86_400
    now = dt.datetime(2026, 5, 10, tzinfo=dt.UTC)
    assert gate.cutoffs(now) == {
        "acme": dt.datetime(2026, 5, 8, tzinfo=dt.UTC),
        "strava-api": dt.datetime(2026, 5, 3, tzinfo=dt.UTC),
    }


def test_a_forbidden_use_is_refused_with_its_reason() -> None:
    gate, meter = Gate(), Meter()
    gate.check(["user-file", "garmin-api"], "prompt")
    with (
        meter.call("llm", "reply"),
        pytest.raises(tk.BackendError, match=r"'strava-api' may not .* prompt: Strava API policy"),
    ):
        gate.check(["user-file", "strava-api"], "prompt")
    with pytest.raises(tk.BackendError, match="its terms are unknown"):
        gate.check(["unheard-of"], "training")
    assert meter.counts("llm").refusals == 1
    with pytest.raises(tk.InvalidInput, match="'prompt', 'training'"):
        gate.allows("user-file", "fun")  # type: ignore[arg-type]


def test_a_history_names_the_licences_that_forbid_a_use(mixed: tk.History) -> None:
    assert Gate().restrictions(mixed, "prompt") == {"strava-api", "unheard-of"}
    assert Gate().restrictions(mixed, "training") == {"strava-api", "unheard-of", "garmin-api"}
    told = Gate([Licence(name="unheard-of", prompt=True)])
    assert told.restrictions(mixed, "prompt") == {"strava-api"}
    assert Gate().restrictions(tk.History(), "prompt") == frozenset()


def test_the_strictest_licence_is_the_one_that_allows_least() -> None:
    gate = Gate()
    assert gate.strictest(["user-file", "garmin-api"]) == "garmin-api"
    assert gate.strictest(["strava-api", "garmin-api", "user-file"]) == "strava-api"
    assert gate.strictest(["strava-api", "unheard-of"]) == "unheard-of"
    assert gate.strictest([]) == ""
