"""Daily records are read as columns, and say what a model of each would say."""

import datetime as dt
import json
from collections.abc import Callable

import pytest

import trainkit as tk
from trainkit.models import DailyHealth, Provenance
from trainkit.models._day_rows import Rows
from trainkit.records._day_bodies import read_days

FETCHED = dt.datetime(2026, 5, 1, 5, 30, tzinfo=dt.UTC)
SOURCE = Provenance(source="watch", id="n1", fetched_at=FETCHED, licence="strava-api")
DAYS = [
    DailyHealth(date="2026-05-01", hrv_rmssd=61.25, resting_hr=48, illness=True, notes="à bout"),
    DailyHealth(
        date="2026-05-02",
        sleep_h=7.1,
        sleep_start=dt.datetime(2026, 5, 1, 22, 5, tzinfo=dt.timezone(dt.timedelta(hours=2))),
        provenance=SOURCE,
    ),
    DailyHealth(date="2026-05-02", mood=70, provenance=Provenance(source="app")),
    DailyHealth(date="2025-12-31"),
]


def bodies(days: list[DailyHealth]) -> list[str]:
    return [day.model_dump_json(exclude_defaults=True) for day in days]


def test_columns_say_what_models_say() -> None:
    read = read_days(bodies(DAYS))
    assert isinstance(read, Rows)
    history, modelled = tk.History(days=read), tk.History(days=DAYS)
    assert history == modelled
    assert history.model_dump_json() == modelled.model_dump_json()
    assert history.day_originals == modelled.day_originals
    assert tk.History(days=read_days([])) == tk.History()


def test_a_simulated_year_is_read_exactly() -> None:
    days = [*tk.simulate(days=365).day_originals]
    assert tk.History(days=read_days(bodies(days))) == tk.History(days=days)


@pytest.mark.parametrize(
    "change",
    [
        lambda plain: plain | {"resting_hr": "48"},
        lambda plain: plain | {"originals": []},
        lambda plain: plain | {"illness": 1},
    ],
    ids=["text", "originals", "number"],
)
def test_what_only_models_take_is_read_one_by_one(
    change: Callable[[dict[str, object]], dict[str, object]],
) -> None:
    plain = [json.dumps(change(json.loads(body))) for body in bodies(DAYS)]
    expected = [DailyHealth.model_validate_json(body) for body in plain]
    assert tk.History(days=read_days(plain)) == tk.History(days=expected)


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        "3",
        "{}",
        '{"date":"2026-05-01","hrv_rmsd":50}',
        '{"date":"2026-05-01","hrv_rmssd":-5}',
        '{"date":"2026-13-01"}',
        '{"date":"2026-05-01","body_battery_low":80,"body_battery_high":20}',
        '{"date":"2026-05-01","provenance":{}}',
        '{"date":"2026-05-01","sleep_start":"2026-05-01T22:00:00"}',
    ],
)
def test_what_no_model_takes_is_refused(body: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        DailyHealth.model_validate_json(body)
    with pytest.raises(ValueError):  # noqa: PT011
        read_days([*bodies(DAYS), body])
