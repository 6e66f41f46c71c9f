"""Draw the gallery of charts from simulated data; ``--write`` updates docs/gallery."""

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

import trainkit as tk
from trainkit import charts
from trainkit.charts import Chart

FOLDER = Path(__file__).resolve().parents[1] / "gallery"
WIDTHS = {"": 640, "-narrow": 350}
END = dt.date(2026, 6, 28)
RACE = dt.date(2026, 9, 20)
THRESHOLD_M_S = 4.1
FTP_W = 245.0

_TOP = """# Gallery

Every chart that `trainkit.charts` draws, from a simulated athlete: a season and a half with three
races, an illness and an evening out. Each function returns a `Chart`, which notebooks show;
`chart.svg(640, theme="auto")` is the text of a file that follows light and dark, without any other
package. `trainkit.plots` has the same functions and gives plotly figures to zoom in
(`pip install "trainkit[plot]"`). Rows of a Strava list are enough for load, form and volume: what a
chart cannot show, it says in words.

```python
from trainkit import charts, plots

charts.form(history, me)  # a notebook shows it
Path("form.svg").write_text(charts.form(history, me).svg(640, theme="auto"))
plots.form(history, me).show()
```

This page is made by `python docs/site/gallery.py --write`.
"""

_FOOT = """## The numbers behind

One line each, as tables for any data-frame library; [`trainkit.loads`](../api/loads.md) has the
same as models.

```python
history.best_efforts([1000, 5000, 10_000])  # exact windows, with when and where
history.season_bests(first_month=11)  # the best of each season over each raced distance
history.totals("month")  # sessions, time, distance, climb and load by sport
history.zones("month", measure="power")  # time in each zone, with the zones of the day
history.drift(min_minutes=90)  # heart rate against pace in long runs
```
"""


class Picture(NamedTuple):
    """A chart of the page: its file, what to read in it, the line that makes it, and the chart."""

    name: str
    words: str
    code: str
    draw: Callable[[], Chart]


def _athlete() -> tk.Athlete:
    return tk.Athlete(
        name="Sam",
        sex="female",
        birth_date=dt.date(1991, 4, 2),
        hr_rest=49,
        hr_max=188,
        hr_threshold=169,
        ftp_w=FTP_W,
        threshold_speed_m_s=THRESHOLD_M_S,
        mass_kg=61,
    )


def _history(days: int = 480) -> tk.History:
    """Simulate a season and a half with an illness, an evening and three races, with samples."""
    event = tk.SimulatedEvent
    events = [
        event(kind="race", day=dt.date(2025, 10, 12), distance_m=21_097.5),
        event(kind="race", day=dt.date(2026, 3, 29), distance_m=10_000),
        event(kind="race", day=dt.date(2026, 5, 31), distance_m=5_000),
        event(kind="illness", day=dt.date(2026, 5, 4), days=6, fever=True),
        event(kind="journal", day=dt.date(2026, 6, 13), values={"alcohol_units": 4}),
    ]
    athlete = _athlete()
    history = tk.simulate(athlete, days=days, seed=7, end=END, events=events)
    recorded = [
        activity.model_copy(update={"streams": _record(activity, number)})
        for number, activity in enumerate(history.activities)
    ]
    races = [
        tk.RaceResult(date=run.day, distance_m=run.distance_m or 0.0, time_s=run.elapsed_s)
        for run in history.activities
        if (run.name or "").startswith("Race")
    ]
    return history.model_copy(update={"activities": tuple(recorded), "races": tuple(races)})


def _record(activity: tk.Activity, seed: int) -> tk.Streams:
    """Make one sample a second: effort by the name of the session, and a heart that follows."""
    random = np.random.default_rng(seed)
    size = max(int(activity.duration_s), 60)
    time_s = np.arange(float(size))
    name = (activity.name or "").removesuffix(" (simulated)")
    effort = _effort(name, time_s) * random.normal(1.0, 0.015)
    if name == "Race":
        effort = np.full(size, (activity.distance_m or 0.0) / size / THRESHOLD_M_S)
    effort = effort * (1 + 0.03 * _smooth(random.normal(size=size), 20))
    heart = np.empty(size)
    level = 0.55
    for at, target in enumerate((effort**0.75 * (1 + 0.00002 * time_s)).tolist()):
        level += (target - level) / 35
        heart[at] = level
    beats = np.round(np.minimum(169 * heart, 184) + random.normal(0, 0.8, size))
    if activity.sport == "cycling":
        effort = effort * _surges(time_s, seed)
        fitter = 1.0 if activity.start.year == END.year else 0.93
        watts = np.round(fitter * FTP_W * effort * np.clip(random.normal(1, 0.08, size), 0, 2))
        return tk.Streams(time_s=time_s, heart_rate=beats, power=watts, speed=8.4 * effort**0.4)
    height = 40 + 25 * np.sin(time_s / 500) + 12 * np.sin(time_s / 170)
    speed = THRESHOLD_M_S * effort
    return tk.Streams(
        time_s=time_s,
        heart_rate=beats,
        speed=speed,
        distance=np.cumsum(speed),
        altitude=height,
    )


def _effort(name: str, time_s: np.ndarray) -> np.ndarray:
    """Return the share of the threshold at each second."""
    whole = float(time_s[-1]) + 1
    middle = (time_s > 720) & (time_s < whole - 480)
    if name == "Intervals":
        hard = middle & ((time_s - 720) % 360 < 240)
        return np.where(hard, 1.09, np.where(middle, 0.60, 0.70))
    if name == "Tempo run":
        return np.where(middle, 0.97, 0.70)
    return np.full(time_s.size, 0.66 if name == "Endurance ride" else 0.72)


def _surges(time_s: np.ndarray, number: int) -> np.ndarray:
    """Return how much harder parts of a ride are: sprints, or hard minutes, fresher with time."""
    seconds, times = ((12, 4.2), (60, 2.7), (240, 1.88), (1200, 1.43))[number % 4]
    hard = (time_s > 900) & ((time_s - 900) % (4 * seconds + 240) < seconds)
    fading = np.exp(-((time_s - 900) % (4 * seconds + 240)) / (8 * seconds))
    return np.where(hard & (time_s < time_s[-1] - 600), times * (0.94 + 0.06 * fading), 1.0)


def _smooth(values: np.ndarray, size: int) -> np.ndarray:
    return np.convolve(values, np.ones(size) / np.sqrt(size), mode="same")


def _workout() -> tk.PlannedWorkout:
    """Plan six times four minutes, as the recorded intervals have them."""
    step, target = tk.models.Step, tk.models.Target
    hard = step(kind="interval", until="time", amount=240, target=target(
        kind="speed", low=4.3, high=4.6, unit="m/s"))  # fmt: skip
    easy = step(kind="recovery", until="time", amount=120)
    return tk.PlannedWorkout(
        name="Intervals",
        sport="running",
        steps=(
            step(kind="warmup", until="time", amount=720),
            tk.models.Repeat(steps=(hard, easy), times=7),
            step(kind="cooldown", until="time", amount=600),
        ),
    )


def _pictures() -> list[Picture]:
    history = _history()
    me = _athlete()
    spring = history.between(dt.date(2026, 4, 1), END)
    run = [a for a in history.activities if (a.name or "").startswith("Intervals")][-1]
    goal = tk.Goal(distance_m=21_097.5, date=RACE, time_s=5700, name="Harbour Half")
    plan = tk.plan(goal, me, history, start=END + dt.timedelta(days=1))
    return [
        Picture(
            "form",
            "Is the training adding up? Fitness, fatigue and form over the load they follow from, "
            "with races. The band is the middle of your own days.",
            "charts.form(history, me)",
            lambda: charts.form(history, me),
        ),
        Picture(
            "volume",
            'How much, of what? Hours a week by sport; `by="month"` and `"year"` too.',
            "charts.volume(history)",
            lambda: charts.volume(history),
        ),
        Picture(
            "zones",
            "How hard? Time in heart-rate zones by month, with the zones of each day.",
            "charts.zones(history, me)",
            lambda: charts.zones(history, me),
        ),
        Picture(
            "activity",
            "Was it done as planned? The samples of a session over its planned steps and targets.",
            "charts.activity(run, me, workout)",
            lambda: charts.activity(run, me, _workout()),
        ),
        Picture(
            "mean-max",
            "Am I stronger than last season? Best mean power by season, with critical power.",
            "charts.mean_max(history.activities)",
            lambda: charts.mean_max(history.activities),
        ),
        Picture(
            "best-pace",
            "Am I faster? Best pace over each distance by season, with critical speed.",
            "charts.best_pace(history)",
            lambda: charts.best_pace(history),
        ),
        Picture(
            "load",
            "Too much at once? The load of each day, and its ratio to the usual load.",
            "charts.load(history, me)",
            lambda: charts.load(spring, me),
        ),
        Picture(
            "acwr",
            "Why does another program show another ratio? Its definitions side by side.",
            "charts.acwr(history, me)",
            lambda: charts.acwr(history.between(dt.date(2026, 1, 1), END), me),
        ),
        Picture(
            "hrv",
            "What moved my mornings? Nights, their 7-day mean and normal range, with illness, "
            "alcohol, pain and races.",
            "charts.hrv(history, me)",
            lambda: charts.hrv(spring, me),
        ),
        Picture(
            "recovery",
            "How recovered was I? The score of each morning in its colours. `charts.resting_hr` "
            "and `charts.sleep` draw what it is made of.",
            "charts.recovery(history, me)",
            lambda: charts.recovery(spring, me),
        ),
        Picture(
            "plan",
            "What is ahead? Load by phase with a letter for each key session, fitness, form and "
            "the load ratio up to the race.",
            "charts.plan(plan, me, history)",
            lambda: charts.plan(plan, me, history),
        ),
        Picture(
            "stress",
            "What would hurt the plan most? Its weeks as planned, and after the worst disruption "
            "that a search found, once the plan is adapted.",
            "charts.stress(tk.stress(plan, me, history))",
            lambda: charts.stress(tk.stress(plan, me, history, trials=30)),
        ),
        Picture(
            "forecast",
            "Will it be enough? The finish time with its interval as each week saw it, and the "
            "goal.",
            "charts.forecast(plan, me, history)",
            lambda: charts.forecast(plan, me, history),
        ),
    ]


def build() -> dict[Path, str]:
    """Return the text of every file of the gallery."""
    parts, files = [_TOP], {}
    for picture in _pictures():
        chart = picture.draw()
        for suffix, width in WIDTHS.items():
            path = FOLDER / f"{picture.name}{suffix}.svg"
            files[path] = chart.svg(width, theme="auto") + "\n"
        alt = chart.description.replace('"', "'")
        question, answer = picture.words.split("? ", 1)
        parts.append(
            f"## {question}?\n\n{answer}\n\n```python\n{picture.code}\n```\n\n"
            f'<picture>\n<source media="(max-width: 520px)" srcset="{picture.name}-narrow.svg">\n'
            f'<img src="{picture.name}.svg" loading="lazy" alt="{alt}">\n</picture>\n'
        )
    parts.append(_FOOT)
    files[FOLDER / "index.md"] = "\n".join(parts)
    return files


def main() -> None:
    """Write the gallery, or print what it weighs."""
    files = build()
    if "--write" in sys.argv[1:]:
        FOLDER.mkdir(exist_ok=True)
        for path, text in files.items():
            path.write_text(text, encoding="utf-8")
    print(f"{len(files)} files, {sum(len(text.encode()) for text in files.values()) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
