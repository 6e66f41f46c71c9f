"""Each picture is a figure that holds the library's numbers."""

import builtins
import datetime as dt
import inspect
from pathlib import Path

import numpy as np
import pytest

import trainkit as tk
from builders.campaigns import campaign
from builders.patterned import patterned
from trainkit import charts, plots
from trainkit.charts import Area, Bars, Chart, Curve, Event, Level, Mark, Panel, Span, Zone
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
    np.testing.assert_array_equal(groups.data[0].x, means)  # lying, as Insight.chart has it
    assert groups.layout.yaxis.autorange == "reversed"
    names = [f"{name} (" for name in (group.name for group in found["sleep"].data.groups)]
    assert all(told.startswith(name) for told, name in zip(groups.data[0].y, names, strict=True))
    days = plots.insight(found["trend"])
    assert [trace.name for trace in days.data][1:] == ["mean before", "mean after"]
    waiting = insights(tk.History(), patterns.athlete)[0]
    assert len(plots.insight(waiting).data) == 0


def test_every_chart_has_a_figure_with_the_same_arguments() -> None:
    drawn = {name for name in charts.__all__ if inspect.isfunction(getattr(charts, name))}
    assert drawn == set(plots.__all__) - {"figure", "insight"}
    for name in drawn:
        chart, figure = getattr(charts, name), getattr(plots, name)
        assert inspect.signature(figure).parameters == inspect.signature(chart).parameters
        assert "plotly.graph_objects.Figure" in figure.__doc__
        assert "MissingExtra" in figure.__doc__


def test_a_figure_has_the_words_events_and_bands_of_its_chart() -> None:
    pytest.importorskip("plotly", reason="the plot extra is not installed")
    x = [20_000.0, 20_001.0, 20_002.0]
    chart = Chart(
        "Nights",
        [
            Panel(
                "RMSSD [ms]",
                [
                    Area("range", x, [1, 2, 3], [4, 5, 6], "#3b82c4"),
                    Curve("night", x, x, "#3b82c4"),
                ],
                levels=[Level(2.0, "need")],
                zones=[Zone(-np.inf, 3.0, "low", "#3b82c4")],
                marks=[Mark(x[1], 3.0, "L", "long run")],
            ),
            Panel("pace [min/km]", [Bars("", x, x, 1.0, "#3b82c4")], clock=True, falling=True),
        ],
        note="A note.",
        description="What it shows.",
        events=[Event(x[0], "race"), Event(x[2], "race")],
        spans=[Span(x[0], x[2], "ill", "#3b82c4")],
    )
    figure = plots.figure(chart)
    texts = [note.text for note in figure.layout.annotations]
    for word in ("need", "low", "L", "ill", "race", "<b>RMSSD [ms]</b>", "<b>pace [min/km]</b>"):
        assert word in texts
    assert figure.layout.title.text == "Nights"
    assert figure.layout.title.subtitle.text == "A note."
    assert figure.layout.meta["description"] == "What it shows."
    low, high = figure.layout.yaxis2.range
    assert low > high  # fast is at the top
    assert figure.layout.yaxis.domain[0] > figure.layout.yaxis2.domain[1]
    assert list(figure.data[-1].x) == [dt.date(2024, 10, day) for day in (4, 5, 6)]


def test_without_data_a_figure_says_why() -> None:
    pytest.importorskip("plotly", reason="the plot extra is not installed")
    figure = plots.volume(tk.History())
    assert [note.text for note in figure.layout.annotations] == ["There is no activity yet."]
    assert not figure.layout.xaxis.visible
