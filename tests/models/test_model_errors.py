"""A wrong field raises InvalidInput that names the field, the value and what is allowed."""

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest

from trainkit.errors import InvalidInput, TrainkitError
from trainkit.models import (
    Activity,
    Athlete,
    DailyHealth,
    History,
    Lap,
    Problem,
    Provenance,
    RaceResult,
    Streams,
    ThresholdChange,
)

DAY = dt.date(2026, 5, 1)
START = dt.datetime(2026, 5, 1, 7, tzinfo=dt.UTC)


def athlete(**changes: object) -> Athlete:
    known: dict[str, object] = {"sex": "female", "birth_date": "1990-02-03"}
    return Athlete.model_validate({**known, "hr_rest": 48, "hr_max": 186, **changes})


def activity(**changes: object) -> Activity:
    known: dict[str, object] = {"sport": "running", "start": START, "elapsed_s": 60}
    return Activity.model_validate({**known, **changes})


WRONG: list[tuple[Callable[[], object], str, str]] = [
    (lambda: athlete(hr_rest=200, hr_max=100), "hr_rest is 200.0", "below hr_max, 100.0"),
    (lambda: athlete(hr_threshold=190), "hr_threshold is 190.0", "at most hr_max, 186.0"),
    (lambda: athlete(hr_threshold=40), "hr_threshold is 40.0", "above hr_rest, 48.0"),
    (lambda: athlete(sex="m"), "sex is 'm'", "'female' or 'male'"),
    (lambda: athlete(timezone="Europe/Atlantis"), "'Europe/Atlantis'", "IANA time zone"),
    (lambda: athlete(timezone="../etc/passwd"), "timezone", "IANA time zone"),
    (lambda: athlete(risk_style="bold"), "risk_style is 'bold'", "'balanced'"),
    (lambda: athlete(hr_zones=(120, 110)), "hr_zones", "zones in rising order"),
    (lambda: athlete(hr_zones=()), "hr_zones", "at least 1 item"),
    (lambda: athlete(ftp=250), "ftp is 250", "did you mean 'ftp_w'?"),
    (lambda: athlete(ftp_w="strong"), "ftp_w is 'strong'", "a number from 0 to 10000 W"),
    (
        lambda: athlete(changes=[{"date": DAY, "hr_max": 45}]),
        "hr_rest is 48.0",
        "below hr_max, 45.0 on 2026-05-01",
    ),
    (lambda: athlete(changes=[{"date": DAY, "hr_max": 20.5e9}]), "changes.0.hr_max", "260 bpm"),
    (lambda: activity(start=dt.datetime(2026, 1, 1)), "start is", "offset from UTC"),  # noqa: DTZ001
    (lambda: activity(start="yesterday"), "start is 'yesterday'", "offset from UTC"),
    (lambda: activity(elapsed_s=-1), "elapsed_s is -1", "a number from 0 to"),
    (lambda: activity(elapsed_s=float("nan")), "elapsed_s is nan", "a number from 0"),
    (lambda: activity(distance_m=float("inf")), "distance_m is inf", "a number from 0"),
    (lambda: activity(sport=""), "sport is ''", "at least 1 character"),
    (lambda: activity(sport=None), "sport is missing", "a valid string"),
    (lambda: activity(hr_men=140), "hr_men is 140", "did you mean 'hr_mean'?"),
    (lambda: activity(zzz=1), "zzz is 1", "left out: Activity has no such field"),
    (lambda: activity(rpe=11), "rpe is 11", "from 0 to 10"),
    (lambda: activity(laps=[{"start": START}]), "laps.0.elapsed_s is missing", "given"),
    (lambda: activity(streams={"time_s": [1, 0]}), "streams.time_s.1 is 0.0", "never falling"),
    (lambda: activity(originals=[activity(), 3]), "originals.1 is 3", "Activity"),
    (lambda: Activity.model_validate_json("{"), "Activity is '{'", "JSON"),
    (lambda: Activity.model_validate(7), "Activity is 7", "dictionary"),
    (lambda: activity().model_copy(update={"hr_max": 999}), "hr_max is 999", "260 bpm"),
    (lambda: DailyHealth(date="soon"), "date is 'soon'", "a valid date"),  # type: ignore[arg-type]
    (lambda: DailyHealth(date=DAY, sleep_h=25), "sleep_h is 25", "from 0 to 24 h"),
    (lambda: DailyHealth(date=DAY, soreness=101), "soreness is 101", "from 0 to 100 percent"),
    (
        lambda: DailyHealth(date=DAY, body_battery_low=80, body_battery_high=20),
        "body_battery_low",
        "at most body_battery_high, 20.0",
    ),
    (
        lambda: DailyHealth(date=DAY, sleep_start=START, sleep_end=START - dt.timedelta(hours=1)),
        "sleep_start",
        "at most sleep_end",
    ),
    (lambda: RaceResult(date=DAY, distance_m=0, time_s=60), "distance_m is 0", "from 1"),
    (lambda: Provenance(source=""), "source is ''", "at least 1 character"),
    (lambda: Problem(path="a.fit", message="", offset=-1), "offset is -1", "greater than"),
    (lambda: History(days=3), "days is 3", "a sequence of DailyHealth"),  # type: ignore[arg-type]
    (lambda: History(days=[{"date": DAY, "stress": 200}]), "days.stress is 200", "100 percent"),  # type: ignore[list-item]
    (lambda: Lap(start=START, elapsed_s=1, hr_mean=3), "hr_mean is 3", "from 20 to 260 bpm"),
    (lambda: ThresholdChange(date=DAY, threshold_speed_m_s=40), "threshold_speed_m_s", "12 m/s"),
]


@pytest.mark.parametrize(("make", "names", "allowed"), WRONG)
def test_wrong_field_is_named_with_its_value_and_range(
    make: Callable[[], object], names: str, allowed: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        make()
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, TrainkitError)
    assert names in str(caught.value)
    assert allowed in str(caught.value)


STREAMS: list[tuple[dict[str, object], str, str]] = [
    ({"time_s": [0, 1], "power": [1]}, "power", "of the length of time_s, 2"),
    ({"time_s": [0, 1], "developer": {"x": [1]}}, "developer.x", "length of time_s"),
    ({"time_s": [0], "extra": {"x": ["a"]}}, "extra.x", "an array of numbers"),
    ({"time_s": [0, np.nan]}, "time_s.1", "known"),
    ({"time_s": [np.nan, 0]}, "time_s.0", "known"),
    ({"time_s": [0, 5, 4]}, "time_s.2", "never falling"),
    ({"time_s": [0], "speed": [np.inf]}, "speed", "finite"),
    ({"time_s": [[0]]}, "time_s", "1 dimension"),
    ({"time_s": 3}, "time_s", "1 dimension"),
    ({"time_s": [True]}, "time_s", "an array of numbers"),
    ({"time_s": None}, "time_s", "1 dimension"),
    ({"time_s": "f8:!"}, "time_s", "base64"),
    ({"time_s": "f8:AAAA"}, "time_s", "base64"),
    ({"time_s": "i4:AAAA"}, "time_s", "base64"),
    ({"time_s": [0], "rr_time_s": [0.8]}, "rr_time_s", "length of rr_ms"),
    ({"time_s": [0], "rr_ms": [800, 810], "rr_time_s": [0.8]}, "rr_time_s", "length of rr_ms"),
    ({"time_s": [0], "heartrate": [60]}, "heartrate", "did you mean 'heart_rate'?"),
]


@pytest.mark.parametrize(("columns", "name", "allowed"), STREAMS)
def test_wrong_column_is_named(columns: dict[str, object], name: str, allowed: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Streams.model_validate(columns)
    assert caught.value.argument == name
    assert allowed in caught.value.allowed


def test_models_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        activity().sport = "cycling"  # type: ignore[misc]


def test_numpy_numbers_are_numbers() -> None:
    made = activity(hr_mean=np.float32(140.5), distance_m=np.int64(1000))
    assert (made.hr_mean, made.distance_m) == (140.5, 1000.0)
    assert type(made.hr_mean) is float


def test_repr_shows_what_is_known() -> None:
    shown = repr(DailyHealth(date=DAY, sleep_h=7.5))
    assert "sleep_h=7.5" in shown
    assert "resting_hr" not in shown
