"""Recovery and warnings of a cohort are those of each athlete alone."""

import numpy as np
import pytest

from trainkit import assess, cohort, simulate
from trainkit.models import Athlete, History
from trainkit.recovery import DETECTORS, REPORTED, scores

LEVELS = ("", "info", "warning", "critical")
STATUS = ("", "red", "yellow", "green")


@pytest.fixture(scope="module")
def people() -> list[History]:
    """Histories that begin on different days and end on the same one."""
    return [simulate(days=90 + 45 * seed, seed=seed) for seed in range(5)]


def athlete_of(history: History) -> Athlete:
    assert history.athlete is not None
    return history.athlete


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, people: list[History]) -> cohort.Cohort:
    first = min(history.dates[0] for history in people).item()
    pairs = [(f"athlete {seed}", history) for seed, history in enumerate(people)]
    folder = tmp_path_factory.mktemp("people") / "cohort"
    return cohort.from_histories(
        folder, iter(pairs), (first, people[0].dates[-1].item()), tile_athletes=3
    )


def test_histories_become_columns(made: cohort.Cohort, people: list[History]) -> None:
    for seed, history in enumerate(people):
        column = made.daily("resting_hr", f"athlete {seed}")
        np.testing.assert_array_equal(column[-history.dates.size :], history.daily("resting_hr"))
        assert np.isnan(column[: -history.dates.size]).all()


def test_scores_equal_those_of_one(made: cohort.Cohort, people: list[History]) -> None:
    need = athlete_of(people[0]).sleep_need_h
    done = made.compute("recovery", options={"recovery": {"sleep_need_h": need}})
    for row, history in enumerate(people):
        recovery = assess(history, athlete_of(history)).recovery
        answer = done.row(row)
        assert round(float(answer["score"])) == round(recovery.score)
        assert answer["age_days"] == recovery.age_days
        colour = scores(history, athlete_of(history)).status()[-1 - recovery.age_days]
        assert STATUS[int(answer["status"])] == colour
        points = {component.name: component.points for component in recovery.components}
        for name in ("hrv", "resting_hr", "sleep", "load", "wellness"):
            expected = points.get(name, np.nan)
            np.testing.assert_allclose(answer[name], expected, rtol=0, atol=1e-9, err_msg=name)


def test_warnings_equal_those_of_one(made: cohort.Cohort, people: list[History]) -> None:
    need = athlete_of(people[0]).sleep_need_h
    done = made.compute("warnings", options={"warnings": {"sleep_need_h": need}})
    found = 0
    for row, history in enumerate(people):
        warnings = assess(history, athlete_of(history)).warnings
        expected = {warning.kind: warning.level for warning in warnings}
        got = {kind: LEVELS[int(level)] for kind, level in done.row(row).items() if level}
        expected = {kind: level for kind, level in expected.items() if kind in done}
        assert got == expected
        found += len(got)
    assert found
    kinds = {detector.kind for detector in (*DETECTORS, *REPORTED)}
    assert set(done) == kinds - {"hard_to_do", "undertraining", "time_zones", "warning_sign"}
