"""What many athletes get is what each gets alone, however ragged the columns and the cuts."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from trainkit import assess, cohort, simulate
from trainkit.cohort._mornings import RECOVERY_FIELDS, Mornings, TileMornings
from trainkit.cohort._recovery import find_warnings, score_recovery
from trainkit.errors import InvalidInput
from trainkit.models import Athlete, DailyHealth, History
from trainkit.recovery import DETECTORS, scores

Fields = dict[str, np.ndarray]
MEASURED = ("hrv_rmssd", "resting_hr", "sleep_h", "sleep_score", "sleep_start", "sleep_end")
LEVELS = ("", "info", "warning", "critical")
STATUS = ("", "red", "yellow", "green")


def ragged_fields(athletes: int, days: int, seed: int) -> Fields:
    """Athletes who begin late, stop early, keep no journal, and miss nights, with wild values."""
    rng = np.random.default_rng(seed)
    shape = (days, athletes)
    load = np.where(rng.random(shape) < 0.3, 0.0, rng.gamma(4, 20, shape))
    start = rng.normal(-1, 0.6, shape)
    hours = rng.normal(7.4, 0.9, shape)
    fields = {
        "load": load,
        "external": load * rng.uniform(0.8, 1.2, shape),
        "training_load": np.where(rng.random(shape) < 0.1, 0.0, load),
        "longest_min": load * 0.9,
        "hrv_rmssd": np.exp(rng.normal(4, 0.15, shape) + rng.normal(0, 0.3, athletes)).round(1),
        "resting_hr": (rng.normal(52, 2.5, shape) + rng.normal(0, 5, athletes)).round(),
        "sleep_h": hours,
        "sleep_score": rng.normal(75, 12, shape).clip(0, 100),
        "sleep_start": start,
        "sleep_end": start + hours,
        "weight_kg": 70 + rng.normal(0, 0.5, shape),
        "alcohol_units": rng.poisson(0.3, shape).astype(float),
        "stress": rng.normal(32, 8, shape),
        "pain": np.where(rng.random(shape) < 0.05, 50.0, 0.0),
        "illness": (rng.random(shape) < 0.02).astype(float),
        "fever": (rng.random(shape) < 0.01).astype(float),
    }
    fields["rpe_excess"] = rng.normal(0, 2, shape)
    fields["matched_external"] = np.where(rng.random(shape) < 0.1, np.nan, fields["external"])
    fields["matched_internal"] = load
    for name in ("soreness", "energy", "mood", "sleep_quality", "felt_stress"):
        fields[name] = rng.integers(0, 11, shape) * 10.0
    ill = rng.random(athletes) < 0.3  # in the last days
    fields["resting_hr"][-4:, ill] += 8
    fields["hrv_rmssd"][-4:, ill] *= 0.7
    wild = rng.random(shape) < 0.01
    fields["hrv_rmssd"][wild] *= 3
    for column in fields.values():
        column[rng.random(shape) < 0.05] = np.nan
        column[:, rng.random(athletes) < 0.1] = np.nan
    for athlete in range(athletes):
        late = rng.integers(0, days) if rng.random() < 0.3 else 0
        early = rng.integers(1, 18) if rng.random() < 0.3 else 0
        for name, column in fields.items():
            column[:late, athlete] = np.nan
            if name not in {"load", "training_load"}:
                column[days - early :, athlete] = np.nan
    return {name: fields[name] for name in RECOVERY_FIELDS}


def dates_of(fields: Fields) -> np.ndarray:
    return np.datetime64("2026-01-01", "D") + np.arange(len(fields["load"]))


def part_of(fields: Fields, athletes: slice, **options: float | str) -> Mornings:
    tile = TileMornings(fields, dates_of(fields), illness=True)
    return tile.part(athletes).mornings(**options)  # type: ignore[arg-type]


def answers_of(mornings: Mornings) -> Fields:
    return {**score_recovery(mornings), **find_warnings(mornings)}


@pytest.mark.parametrize(("days", "seed"), [(9, 0), (75, 1), (300, 2)])
def test_many_get_to_the_last_bit_what_each_gets_alone(days: int, seed: int) -> None:
    fields = ragged_fields(20, days, seed)
    together = answers_of(part_of(fields, slice(0, 20)))
    for athlete in (0, 9, 13):
        alone = answers_of(part_of(fields, slice(athlete, athlete + 1)))
        for name, column in alone.items():
            np.testing.assert_array_equal(together[name][athlete], column[0], err_msg=name)


@pytest.mark.parametrize(("days", "seed"), [(150, 4), (400, 5)])
def test_no_answer_depends_on_the_days_that_are_cut_away(days: int, seed: int) -> None:
    fields = ragged_fields(24, days, seed)
    cut = part_of(fields, slice(0, 24), sleep_need_h=7.5, risk_style="aggressive")
    everybody = np.ones(24, bool)
    whole = cut.choose(everybody)
    lately, always = answers_of(cut), answers_of(whole)
    for name in always:
        np.testing.assert_allclose(lately[name], always[name], rtol=0, atol=1e-9, err_msg=name)
    # Nobody who is left out by suspicion has a warning by the whole evidence.
    (illness,) = (found for found in DETECTORS if found.kind == "illness_pattern")
    nights = cut.all_nights(everybody)
    levels = illness.levels(nights.history, nights.athlete)
    age = score_recovery(cut)["age_days"]
    asked = len(levels) - 1 - np.nan_to_num(age).astype(int)
    found = np.where(np.isnan(age), 0, levels[asked, np.arange(24)])
    assert ((lately["illness_pattern"] > 0) == (found > 0)).all()
    assert found.any()
    assert not cut.suspect(age).all()


@pytest.mark.parametrize(
    ("name", "option", "value"),
    [
        ("recovery", "bands", "1/2"),
        ("recovery", "sleep_need_h", 40.0),
        ("warnings", "sleep_need_h", "eight"),
        ("warnings", "risk_style", "wild"),
    ],
)
def test_a_wrong_option_is_the_callers_and_no_fault_of_a_tile(
    tmp_path: Path, name: str, option: str, value: object
) -> None:
    made = cohort.create(tmp_path / "cohort", 2, ("2026-01-01", "2026-01-20"))
    with pytest.raises(InvalidInput, match=option):
        made.compute(name, options={name: {option: value}})


def test_a_few_fields_and_days_are_enough_to_answer(tmp_path: Path) -> None:
    made = cohort.create(tmp_path / "cohort", 2, "2026-01-01", fields=["load", "hrv_rmssd"])
    for day in range(16):
        nights = np.array([60.0 + day % 5, np.nan])
        date = dt.date(2026, 1, 1) + dt.timedelta(days=day)
        made.update(date, {}, health={"hrv_rmssd": nights}, durable=False)
        if day in {0, 15}:
            done = made.compute("recovery", "warnings")
            known = [float(day == 15), 0.0]
            np.testing.assert_array_equal(~np.isnan(done["score"]), known)
            np.testing.assert_array_equal(done["status"] > 0, known)
            assert not done["illness_pattern"].any()


def holey(history: History, seed: int) -> History:
    """Leave out nights and measures of a simulated person, and let a journal be kept."""
    rng = np.random.default_rng(seed)
    days = []
    for day in history.days:
        update: dict[str, object] = {
            name: None for name in MEASURED if rng.random() < 0.15 or day.date.day == 3
        }
        if rng.random() < 0.7:
            update |= {"energy": float(rng.integers(0, 101)), "soreness": 10.0 * rng.integers(11)}
        if rng.random() < 0.05:
            update |= {"pain": 65.0, "illness": bool(rng.random() < 0.3)}
        days.append(DailyHealth(**{**day.model_dump(exclude_none=True), **update}))
    stop = int(rng.integers(0, 4))
    done = history.activities
    rated = tuple(each.model_copy(update={"rpe": float(rng.integers(1, 11))}) for each in done)
    return history.model_copy(update={"days": days[: len(days) - stop], "activities": rated})


def test_people_with_holes_and_journals_get_what_assess_gives(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    people = [holey(simulate(days=100 + 30 * seed, seed=seed), seed) for seed in range(1, 5)]
    last = max(person.dates[-1] for person in people).item()
    assert isinstance(last, dt.date)
    first = min(person.dates[0] for person in people).item()
    folder = tmp_path_factory.mktemp("holey") / "cohort"
    pairs = ((f"athlete {row}", person) for row, person in enumerate(people))
    made = cohort.from_histories(folder, pairs, (first, last))
    athlete = people[0].athlete
    assert isinstance(athlete, Athlete)
    options: dict[str, dict[str, object]] = {
        name: {"sleep_need_h": athlete.sleep_need_h} for name in ("recovery", "warnings")
    }
    done = made.compute("recovery", "warnings", options=options)
    for row, recorded in enumerate(people):
        today = assess(recorded, athlete, last)
        answer = done.row(row)
        assert round(float(answer["score"])) == round(today.recovery.score)
        points = {component.name: component.points for component in today.recovery.components}
        for name in ("hrv", "resting_hr", "sleep", "load", "wellness"):
            expected = points.get(name, np.nan)
            np.testing.assert_allclose(answer[name], expected, rtol=0, atol=1e-9, err_msg=name)
        kinds = {kind for kind in done if kind not in _SCORED}
        got = {kind: LEVELS[int(answer[kind])] for kind in kinds if answer[kind]}
        expected_levels = {w.kind: w.level for w in today.warnings if w.kind in kinds}
        assert got == expected_levels
        colours = scores(recorded, athlete).status()
        age = int((np.datetime64(today.recovery.date) - recorded.dates[0]).astype(int))
        assert STATUS[int(answer["status"])] == colours[age]


_SCORED = {"score", "age_days", "status", "hrv", "resting_hr", "sleep", "load", "wellness"}
