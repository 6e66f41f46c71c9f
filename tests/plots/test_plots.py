"""Each picture is a figure that holds the library's numbers."""

import builtins
import datetime as dt
from pathlib import Path

import numpy as np
import pytest

import trainkit as tk
from builders.campaigns import campaign
from builders.patterned import patterned
from trainkit import plots
from trainkit.coach import insights
from trainkit.recovery import daily_signals, scores


@pytest.fixture(scope="module")
def history() -> tk.History:
    return tk.simulate(days=120, seed=2)


def test_the_figures_show_the_librarys_numbers(history: tk.History) -> None:
    pytest.importorskip("plotly", reason="the plot extra is not installed")
    athlete = history.athlete
    assert athlete is not None
    now = daily_signals(history, athlete)
    load = plots.load(history, athlete)
    np.testing.assert_array_equal(load.data[0].y, now.loads.internal)
    np.testing.assert_array_equal(load.data[1].y, now.acwr)
    hrv = plots.hrv(history, athlete)
    np.testing.assert_array_equal(hrv.data[-1].y, np.exp(now.hrv.mean))
    recovery = plots.recovery(history, athlete)
    np.testing.assert_array_equal(recovery.data[0].y, scores(history, athlete).score)
    assert all(one.layout.title.text for one in (load, hrv, recovery))


def test_a_mean_max_curve_falls(history: tk.History) -> None:
    pytest.importorskip("plotly", reason="the plot extra is not installed")
    watts = np.linspace(100, 300, 2000)
    ride = history.activities[0].model_copy(
        update={"streams": tk.Streams(time_s=np.arange(2000.0), power=watts)}
    )
    best = np.array(plots.mean_max([ride, *history.activities]).data[0].y)
    there = best[~np.isnan(best)]
    assert there.size >= 10
    assert np.all(np.diff(there) <= 0)


def test_without_the_extra_it_says_what_to_install(
    history: tk.History, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def no_plotly(name: str, *rest: object, **more: object) -> object:
        if name.partition(".")[0] == "plotly":
            raise ModuleNotFoundError("No module named 'plotly'", name="plotly")
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("trainkit._optional.import_module", no_plotly)
    with pytest.raises(tk.MissingExtra, match=r"trainkit\[plot\]"):
        plots.recovery(history, history.athlete)  # type: ignore[arg-type]


def test_a_plan_is_drawn_by_its_phases(history: tk.History) -> None:
    pytest.importorskip("plotly", reason="the plot extra is not installed")
    athlete = history.athlete
    assert athlete is not None
    goal = tk.Goal(distance_m=10_000, date=dt.date(2026, 8, 23))
    made = tk.plan(goal, athlete, history, start=dt.date(2026, 6, 29))
    drawn = plots.plan(made, athlete, history)
    bars = [one for one in drawn.data if one.type == "bar"]
    assert [one.name for one in bars] == ["base", "build", "peak", "taper"]
    assert sum(float(np.sum(one.y)) for one in bars) == pytest.approx(
        sum(one.load or 0.0 for one in made.workouts)
    )
    lines = {one.name: np.asarray(one.y) for one in drawn.data if one.type == "scatter"}
    assert set(lines) == {"fitness", "form", "ACWR"}
    assert lines["ACWR"].max() < 1.6
    assert lines["form"][-1] > lines["form"][:40].min()


def test_a_fault_search_is_drawn_with_its_learning_curve(tmp_path: Path) -> None:
    pytest.importorskip("plotly", reason="the plot extra is not installed")
    report = campaign(tmp_path, trials=12).run()
    bars, line = plots.campaign(report).data
    assert tuple(bars.y) == report.severities
    assert tuple(line.y) == report.learning_curve
    assert len(bars.x) == 12


def test_an_insight_is_drawn_with_its_groups_or_its_days() -> None:
    pytest.importorskip("plotly", reason="the plot extra is not installed")
    patterns = patterned(21, effects=("sleep", "trend_resting_hr"))
    found = {one.kind: one for one in insights(patterns.history, patterns.athlete, most=20)}
    groups = plots.insight(found["sleep"])
    means = [group.value for group in found["sleep"].data.groups]
    np.testing.assert_array_equal(groups.data[0].y, means)
    days = plots.insight(found["trend"])
    assert [trace.name for trace in days.data][1:] == ["mean before", "mean after"]
    waiting = insights(tk.History(), patterns.athlete)[0]
    assert len(plots.insight(waiting).data) == 0
