"""Each chart shows the library's numbers, and says in words what it cannot show."""

import datetime as dt
import math
from collections.abc import Callable

import numpy as np
import pytest

import trainkit as tk
from trainkit import charts
from trainkit._html import Area, Bars, Chart, Curve, day_number, is_known
from trainkit.loads import best_efforts, daily_loads, totals, zone_totals
from trainkit.metrics.acwr import definitions
from trainkit.models import PlannedWorkout, Repeat, Step, Streams, Target
from trainkit.planning import forecast
from trainkit.recovery import daily_signals

ATHLETE = tk.Athlete(sex="male", birth_date=dt.date(1985, 1, 1), hr_rest=50, hr_max=190, ftp_w=250)
FIRST = dt.date(2026, 1, 5)
OF_HISTORY: dict[str, Callable[[tk.History], Chart]] = {
    "form": lambda history: charts.form(history, ATHLETE),
    "load": lambda history: charts.load(history, ATHLETE),
    "acwr": lambda history: charts.acwr(history, ATHLETE),
    "volume": charts.volume,
    "zones": lambda history: charts.zones(history, ATHLETE),
    "hrv": lambda history: charts.hrv(history, ATHLETE),
    "recovery": lambda history: charts.recovery(history, ATHLETE),
    "resting_hr": lambda history: charts.resting_hr(history, ATHLETE),
    "sleep": lambda history: charts.sleep(history, ATHLETE),
    "mean_max": lambda history: charts.mean_max(history.activities),
    "best_pace": charts.best_pace,
}


def rows(days: int, *, every: int = 2, gap: range = range(0), sport: str = "running") -> tk.History:
    """Rows of a list, without heart rates and samples."""
    activities = [
        tk.Activity(
            sport=sport,
            start=dt.datetime.combine(FIRST, dt.time(7), tzinfo=dt.UTC) + dt.timedelta(days=day),
            elapsed_s=3000 + 60 * day,
            distance_m=9000 + 100 * day,
        )
        for day in range(0, days, every)
        if day not in gap
    ]
    return tk.History(activities=tuple(activities))


@pytest.fixture(scope="module")
def history() -> tk.History:
    return tk.simulate(ATHLETE, days=120, seed=4)


def nights(days: int) -> tk.History:
    dates = [FIRST + dt.timedelta(days=day) for day in range(days)]
    columns = {"date": dates, "hrv_rmssd": [50.0 + day % 7 for day in range(days)]}
    return tk.History.from_columns(columns)


CASES = {
    "nothing": tk.History(),
    "one day": rows(1),
    "three days": rows(3),
    "thirty days": rows(30),
    "a gap": rows(90, gap=range(40, 70)),
    "one sport": rows(60, sport="rowing"),
    "nights alone": nights(40),
    "one night": nights(1),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", OF_HISTORY)
def test_a_chart_has_something_in_each_panel_or_says_why_it_has_none(name: str, case: str) -> None:
    chart = OF_HISTORY[name](CASES[case])
    assert chart.title
    for panel in chart.panels:
        assert any(is_known(series) for series in panel.series), panel.unit
        assert "[" in panel.unit
    if not chart.panels:
        assert chart.missing.endswith(".")
        assert chart.missing in " ".join(chart.svg(640).replace("<", ">").split(">"))
    else:
        assert chart.description
    assert "nan" not in chart.svg(350)


def test_rows_of_a_list_are_enough_for_load_form_volume_and_pace() -> None:
    history = rows(90)
    for name in ("form", "load", "acwr", "volume", "best_pace"):
        assert OF_HISTORY[name](history).panels, name
    for name in ("hrv", "resting_hr", "sleep", "zones", "mean_max"):
        assert not OF_HISTORY[name](history).panels, name


def test_form_is_that_of_the_signals_after_six_weeks(history: tk.History) -> None:
    chart = charts.form(
        history, ATHLETE, goals=[tk.Goal(distance_m=10_000, date=dt.date(2026, 6, 1))]
    )
    signals = daily_signals(history, ATHLETE)
    fitness, form, load = (panel.series[0] for panel in chart.panels)
    assert isinstance(fitness, Curve)
    assert isinstance(form, Curve)
    assert isinstance(load, Bars)
    np.testing.assert_array_equal(fitness.y, signals.performance.ctl)
    known = ~np.isnan(np.array(form.y))
    assert known.sum() == np.count_nonzero(~np.isnan(signals.performance.tsb)) - 42
    np.testing.assert_array_equal(np.array(form.y)[known], signals.performance.tsb[known])
    assert [event.text for event in chart.events] == ["10 km"]
    (zone,) = chart.panels[1].zones
    inside = np.array(form.y)[known]
    assert np.mean((inside >= zone.low) & (inside <= zone.high)) == pytest.approx(0.8, abs=0.03)


def test_weeks_of_a_long_history_sum_up_its_days() -> None:
    history = rows(300)
    chart = charts.form(history, ATHLETE)
    bars = chart.panels[-1].series[0]
    assert isinstance(bars, Bars)
    assert "week" in chart.panels[-1].unit
    daily = daily_loads(history, ATHLETE)
    assert np.nansum(bars.heights) == pytest.approx(np.nansum(daily.internal))
    monday = np.datetime64(FIRST)
    first_week = daily.internal[(daily.dates >= monday) & (daily.dates < monday + 7)]
    assert bars.heights[0] == pytest.approx(np.nansum(first_week))
    assert bars.x[0] == day_number(FIRST) + 3


def test_stacks_of_hours_are_the_totals_and_small_sports_are_one() -> None:
    sports = ["running", "cycling", "swimming", "rowing", "yoga", "walking"]
    activities = [
        activity
        for at, sport in enumerate(sports)
        for activity in rows(30, every=at + 1, sport=sport).activities
    ]
    history = tk.History(activities=tuple(activities))
    (panel,) = charts.volume(history).panels
    hours = sum(sum(series.heights) for series in panel.series if isinstance(series, Bars))
    assert hours == pytest.approx(sum(row.minutes for row in totals(history)) / 60)
    assert panel.series[-1].name == "2 others"
    top = panel.series[-1]
    assert isinstance(top, Bars)
    weeks = {row.first: 0.0 for row in totals(history)}
    for row in totals(history):
        weeks[row.first] += row.minutes / 60
    tops = [low + high for low, high in zip(top.base, top.heights, strict=True)]
    assert tops == pytest.approx(list(weeks.values()))


def test_every_definition_of_the_ratio_has_a_panel_and_one_has_a_band() -> None:
    history = rows(80)
    chart = charts.acwr(history, ATHLETE)
    ratios = definitions(daily_loads(history, ATHLETE).internal)
    shown = (ratios.rolling, ratios.uncoupled, ratios.ewma, ratios.fatigue_over_fitness)
    assert len(chart.panels) == 4
    for panel, column in zip(chart.panels, shown, strict=True):
        (curve,) = panel.series
        assert isinstance(curve, Curve)
        np.testing.assert_allclose(curve.y, np.minimum(column, 2.5), rtol=1e-12)
    assert [bool(panel.zones) for panel in chart.panels] == [True, False, False, False]


def session(*, steps: bool = False, pause_s: float = 0.0) -> tk.Activity:
    time_s = np.arange(1800.0)
    time_s[900:] += pause_s
    hard = (np.arange(1800) // 300) % 2 == 1
    start = dt.datetime(2026, 5, 1, 7, tzinfo=dt.UTC)
    laps = [
        tk.Lap(start=start + dt.timedelta(seconds=300 * at), elapsed_s=300)
        for at in range(6 if steps else 3)
    ]
    return tk.Activity(
        sport="running",
        start=start,
        elapsed_s=float(time_s[-1]),
        laps=tuple(laps),
        streams=Streams(
            time_s=time_s,
            speed=np.where(hard, 4.0, 2.5),
            heart_rate=np.where(hard, 170.0, 130.0),
        ),
    )


WORKOUT = PlannedWorkout(
    name="3 x 5 min",
    sport="running",
    steps=(
        Repeat(
            times=3,
            steps=(
                Step(kind="recovery", until="time", amount=300),
                Step(
                    kind="interval", until="time", amount=300,
                    target=Target(kind="speed", low=3.9, high=4.2, unit="m/s"),
                ),
            ),
        ),
    ),
)  # fmt: skip


@pytest.mark.parametrize("laps", [False, True])
def test_planned_steps_lie_under_the_samples_with_their_targets(laps: bool) -> None:
    chart = charts.activity(session(steps=laps), ATHLETE, WORKOUT)
    assert [(span.start, span.text) for span in chart.spans] == [
        (300.0 * at, "hard" if at % 2 else "recovery") for at in range(6)
    ]
    pace, heart = chart.panels
    assert pace.falling
    band, curve = pace.series
    assert isinstance(band, Area)
    assert isinstance(curve, Curve)
    assert band.x[:2] == [300, 600]
    assert (band.low[0], band.high[0]) == pytest.approx((1000 / 4.2, 1000 / 3.9))
    assert set(np.round(curve.y, 6)) == {250.0, 400.0}
    assert [level.text for level in heart.levels] == ["zone 2", "zone 3", "zone 4"]
    assert len(chart.events) == (5 if laps else 2)


def test_a_pause_is_a_gap_of_a_session() -> None:
    chart = charts.activity(session(pause_s=600))
    curve = chart.panels[0].series[-1]
    assert isinstance(curve, Curve)
    missing = [x for x, y in zip(curve.x, curve.y, strict=True) if math.isnan(y)]
    assert missing
    assert min(missing) > 895
    assert max(missing) < 1505


def test_steps_after_a_lap_button_have_no_place() -> None:
    steps = (Step(kind="warmup"), Step(kind="interval", until="time", amount=60))
    workout = WORKOUT.model_copy(update={"steps": steps})
    assert charts.activity(session(), ATHLETE, workout).spans == []


def test_what_no_sensor_measured_is_not_drawn() -> None:
    time_s = np.arange(600.0)
    indoor = session().model_copy(
        update={
            "streams": Streams(
                time_s=time_s, speed=0 * time_s, heart_rate=0 * time_s, power=200 + 0 * time_s
            )
        }
    )
    (panel,) = charts.activity(indoor, ATHLETE).panels
    assert panel.unit == "power [W]"
    bare = indoor.model_copy(update={"streams": None})
    assert "no samples" in charts.activity(bare).missing


def test_bests_of_each_season_follow_a_fitted_hyperbola() -> None:
    seconds = np.arange(1.0, 2400)
    watts = np.diff(250 * seconds + 15_000 * (1 - np.exp(-seconds / 5)), prepend=0.0)
    rides = [
        tk.Activity(
            sport="cycling",
            start=dt.datetime(year, 5, 1, 7, tzinfo=dt.UTC),
            elapsed_s=2400,
            streams=Streams(time_s=seconds, power=share * watts),
        )
        for year, share in ((2025, 0.9), (2026, 1.0))
    ]
    (panel,) = charts.mean_max(rides).panels
    names = [series.name for series in panel.series]
    assert names[:3] == ["best mean power", "2026", "2025"]
    assert names[3] == "model: CP 250 W, W' 15.0 kJ"
    assert [level.text for level in panel.levels] == ["CP 250 W"]
    (alone,) = charts.mean_max(rides[:1]).panels
    assert alone.series[0].name == "best mean power"
    assert len(alone.series) == 2


def test_paces_are_those_of_the_best_efforts() -> None:
    history = rows(60)
    chart = charts.best_pace(history, [1000, 5000])
    curve = chart.panels[0].series[0]
    assert isinstance(curve, Curve)
    best = best_efforts(history, [1000, 5000])
    assert list(curve.y) == pytest.approx([1000 * e.time_s / e.distance_m for e in best])
    assert "at least as fast" in chart.note  # of totals no model is fitted
    assert len(chart.panels[0].series) == 2


def test_hours_in_zones_are_the_sums() -> None:
    recorded = tk.History(activities=(session(), session(pause_s=60)))
    (panel,) = charts.zones(recorded, ATHLETE).panels
    rows_of_zones = zone_totals(recorded, ATHLETE)
    hours = sum(sum(series.heights) for series in panel.series if isinstance(series, Bars))
    assert hours == pytest.approx(sum(row.minutes for row in rows_of_zones) / 60)


def test_mornings_are_marked_with_what_happened() -> None:
    base = nights(60)
    columns = {
        "date": [FIRST + dt.timedelta(days=day) for day in (30, 31, 32, 40, 50)],
        "illness": [True, True, True, False, None],
        "alcohol_units": [None, None, None, 5.0, None],
        "pain": [None, None, None, None, 60.0],
    }
    race = tk.RaceResult(date=FIRST + dt.timedelta(days=45), distance_m=10_000, time_s=2500)
    history = base.merge(tk.History.from_columns(columns)).model_copy(update={"races": (race,)})
    chart = charts.hrv(history, ATHLETE)
    at = day_number(FIRST)
    assert [(span.start, span.end, span.text) for span in chart.spans] == [
        (at + 29.5, at + 32.5, "ill")
    ]
    marks = {event.text: event.x - at for event in chart.events}
    assert marks == {"10 km": 45, "alcohol": 40, "pain": 50}


@pytest.fixture(scope="module")
def plan() -> tk.TrainingPlan:
    start = dt.date(2026, 6, 29)
    phases = ["base"] * 14 + ["build"] * 14 + ["taper"] * 7
    kinds = ["rest", "easy", "threshold", "easy", "rest", "easy", "long"]
    workouts = [
        PlannedWorkout(
            name=kinds[day % 7],
            date=start + dt.timedelta(days=day),
            sport="running",
            kind=kinds[day % 7],
            load=0.0 if kinds[day % 7] == "rest" else 50.0,
            hard=kinds[day % 7] == "threshold",
            phase=phase,
            planned_s=3000,
            planned_m=9000,
        )
        for day, phase in enumerate(phases)
    ]
    goal = tk.Goal(distance_m=10_000, date=start + dt.timedelta(days=34), time_s=2500)
    return tk.TrainingPlan(goals=(goal,), start=start, workouts=tuple(workouts))


def test_a_plan_has_its_phases_key_sessions_and_race(
    plan: tk.TrainingPlan, history: tk.History
) -> None:
    chart = charts.plan(plan, ATHLETE, history)
    first = day_number(plan.start)
    assert [(s.text, s.start - first, s.end - first) for s in chart.spans] == [
        ("base", -0.5, 13.5),
        ("build", 13.5, 27.5),
        ("taper", 27.5, 34.5),
    ]
    assert [mark.letter for mark in chart.panels[0].marks] == ["T", "L"] * 5
    assert "L long, T threshold" in chart.note
    assert [event.x - first for event in chart.events] == [34]


def test_a_forecast_knows_each_week_only_what_was_before(
    plan: tk.TrainingPlan, history: tk.History
) -> None:
    race = tk.RaceResult(date=dt.date(2026, 5, 10), distance_m=5000, time_s=1230)
    raced = history.model_copy(update={"races": (race,)})
    chart = charts.forecast(plan, ATHLETE, raced)
    area, curve = chart.panels[0].series[:2]
    assert isinstance(area, Area)
    assert isinstance(curve, Curve)
    for at, time_s in zip(curve.x, curve.y, strict=True):
        day = dt.date(1970, 1, 1) + dt.timedelta(days=int(at))
        known = raced.until(day - dt.timedelta(days=1))
        assert time_s == pytest.approx(forecast(plan, ATHLETE, known, on=day).time_s)
    assert all(low < high for low, high in zip(area.low, area.high, strict=True))
    assert [level.text for level in chart.panels[0].levels] == ["goal 41:40"]
    assert "No forecast yet" in charts.forecast(plan, ATHLETE, history).missing
