"""The illness pattern: ordinary mornings are left alone however they vary, and illnesses show."""

import csv
import datetime as dt
from pathlib import Path

import numpy as np
import pytest

import trainkit as tk
from builders.days import ATHLETE, LAST
from trainkit.recovery import DETECTORS, daily_signals
from trainkit.recovery._illness import illness_evidence
from trainkit.recovery._whitening import Expectation, whiten

DAYS = 120
DETECTOR = next(entry for entry in DETECTORS if entry.kind == "illness_pattern")
ANYBODY = Expectation(sd=1.6, least_sd=0.8, again=0.6, momentum=0.2)


def autoregressive(days: int, again: float, random: np.random.Generator) -> np.ndarray:
    """White noise made autocorrelated, with an SD of 1."""
    noise = random.standard_normal(days)
    series = noise.copy()
    for day in range(1, days):
        series[day] = again * series[day - 1] + np.sqrt(1 - again**2) * noise[day]
    return series


def person(
    seed: int,
    *,
    again: float = 0.9,
    sd: float = 2.4,
    hrv_sd: float = 0.2,
    bpm: tuple[float, ...] = (),
    ln: tuple[float, ...] = (),
) -> tk.History:
    """Mornings of a person without training, with shifts on the last days."""
    random = np.random.default_rng(seed)
    beats = 60 + sd * autoregressive(DAYS, again, random)
    ln_rmssd = np.log(45) + hrv_sd * autoregressive(DAYS, 0.3, random)
    beats[DAYS - len(bpm) :] += bpm
    ln_rmssd[DAYS - len(ln) :] += ln
    dates = np.arange(np.datetime64(LAST) - DAYS + 1, np.datetime64(LAST) + 1)
    return tk.History.from_columns(
        {"date": dates, "resting_hr": np.round(beats, 2), "hrv_rmssd": np.exp(ln_rmssd)}
    )


def level(history: tk.History, back: int = 0) -> int:
    return int(DETECTOR.levels(history, ATHLETE)[-1 - back])


@pytest.mark.parametrize(("again", "sd"), [(0.0, 2.5), (0.5, 2.5), (0.9, 2.4), (0.93, 3.5)])
def test_of_a_hundred_ordinary_mornings_three_at_most_are_flagged(again: float, sd: float) -> None:
    flags = [DETECTOR.levels(person(seed, again=again, sd=sd), ATHLETE)[20:] for seed in range(60)]
    assert np.mean(np.array(flags) >= 2) <= 0.03
    assert np.mean(np.array(flags) == 3) <= 0.003


def test_an_illness_shows_in_most_people_whose_heart_rate_is_steady_from_day_to_day() -> None:
    bpm, ln = (3.0, 6.0, 6.0), (-0.12, -0.25, -0.25)
    ill = [person(seed, bpm=bpm, ln=ln) for seed in range(40)]
    found = np.mean([DETECTOR.levels(history, ATHLETE)[-3:].any() for history in ill])
    well = np.mean([DETECTOR.levels(person(seed), ATHLETE)[-3:].any() for seed in range(40)])
    assert found >= 0.75
    assert well <= 0.1


def test_a_heart_rate_that_has_been_high_for_weeks_is_no_news() -> None:
    higher = (5.0,) * 30
    flags = [DETECTOR.levels(person(seed, bpm=higher), ATHLETE)[-24:] >= 2 for seed in range(20)]
    assert np.mean(flags) <= 0.06


@pytest.mark.parametrize("seed", range(5))
def test_critical_needs_both_measures(seed: int) -> None:
    alone = person(seed, hrv_sd=0.08, bpm=(8.0, 12.0, 14.0), ln=(0.1, 0.1, 0.1))
    assert level(alone) == 2
    both = person(seed, hrv_sd=0.08, bpm=(8.0, 12.0, 14.0), ln=(-0.3, -0.5, -0.55))
    assert level(both) == 3


@pytest.mark.parametrize("seed", range(5))
def test_a_change_too_small_to_train_by_is_no_warning(seed: int) -> None:
    """Two bpm are many SD of somebody with a very steady heart rate, and mean nothing."""
    assert level(person(seed, sd=0.2, hrv_sd=0.02, bpm=(0.6, 1.2, 1.5))) == 0


def test_who_varies_wildly_needs_more_evidence() -> None:
    calm, wild = (
        illness_evidence(daily_signals(person(3, again=0.0, sd=sd), ATHLETE)).usual[-1]
        for sd in (1.5, 6.0)
    )
    assert wild > 1.2 * calm


@pytest.mark.parametrize("again", [0.0, 0.5, 0.9])
def test_surprises_are_white_with_an_sd_of_one(again: float) -> None:
    random = np.random.default_rng(1)
    series = [2.4 * autoregressive(400, again, random) for _ in range(20)]
    surprises = np.array([whiten(one, ANYBODY).surprise[100:] for one in series])
    today, before = surprises[:, 1:].ravel(), surprises[:, :-1].ravel()
    assert abs(np.corrcoef(today, before)[0, 1]) < 0.12
    assert surprises.std() == pytest.approx(1, abs=0.12)


def test_the_filter_moves_a_course_as_it_moves_the_data() -> None:
    """A planted course adds to the surprises what `shift` says, whatever days are missing."""
    random = np.random.default_rng(2)
    plain = 2.4 * autoregressive(90, 0.8, random)
    plain[[70, 84]] = np.nan
    course = (1.2, 2.4, 3.0)
    for first in (85, 86):
        planted = plain.copy()
        planted[first : first + 3] += course
        before, after = whiten(plain, ANYBODY), whiten(planted, ANYBODY)
        for morning in range(2):
            day = first + morning
            moved = after.surprise[day] - before.surprise[day]
            assert moved == pytest.approx(before.shift(course, morning)[day], abs=0.2)


def test_a_later_morning_never_changes_an_earlier_surprise() -> None:
    series = 2.4 * autoregressive(90, 0.8, np.random.default_rng(4))
    whole, cut = whiten(series, ANYBODY), whiten(series[:60], ANYBODY)
    np.testing.assert_array_equal(whole.surprise[:60], cut.surprise)


@pytest.fixture(scope="module")
def real_people(data_dir: Path) -> dict[str, tk.History]:
    """Nights of the people in docs/validation.md; both halves, since nothing is fitted here."""
    people: dict[str, list[dict[str, str]]] = {}
    with (data_dir / "people" / "lifesnaps_nights.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            people.setdefault(row["id"], []).append(row)

    def column(rows: list[dict[str, str]], name: str) -> np.ndarray:
        values = np.array([float(row[name] or "nan") for row in rows])
        return np.where(values > 0, values, np.nan)

    return {
        person: tk.History.from_columns(
            {
                "date": [row["date"] for row in rows],
                "hrv_rmssd": column(rows, "rmssd"),
                "resting_hr": column(rows, "resting_hr"),
                "sleep_h": column(rows, "minutesAsleep") / 60,
            }
        )
        for person, rows in people.items()
    }


@pytest.mark.realdata
def test_real_mornings_are_left_alone(real_people: dict[str, tk.History]) -> None:
    levels = np.concatenate(
        [
            DETECTOR.levels(history, ATHLETE)[
                ~np.isnan(daily_signals(history, ATHLETE).resting_hr_z)
            ]
            for history in real_people.values()
        ]
    )
    assert levels.size > 1000
    assert np.mean(levels >= 2) <= 0.03
    assert np.mean(levels == 3) <= 0.003


@pytest.mark.parametrize("said", [True, False])
def test_an_illness_that_was_reported_is_not_told_as_a_guess(said: bool) -> None:
    history = person(1, bpm=(12.0, 12.0, 12.0), ln=(-0.6, -0.6, -0.6))
    report = tk.models.DailyHealth(date=LAST - dt.timedelta(days=2), illness=said)
    known = history.merge(tk.History(days=[report]))
    message = DETECTOR.warning(known, ATHLETE, len(known.dates) - 1).message
    assert ("the illness that you reported" in message) == said
    assert ("Alcohol, travel and stress" in message) != said
