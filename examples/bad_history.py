"""Find what is wrong with a damaged history; ``--write`` updates docs/guides/bad-history.svg."""

import datetime as dt
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

import numpy as np

import trainkit as tk
from trainkit.data_quality import QualityReport

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "guides" / "bad-history.svg"
ME = tk.Athlete(
    sex="female", birth_date=dt.date(1990, 5, 1), hr_rest=50, hr_max=188, threshold_speed_m_s=3.3
)
WIDTH, LEFT, TOP, ROW = 760, 150, 46, 24
RIGHT = WIDTH - 20
ACTIVITY, DAYS, INK, PAPER = "#c25a38", "#3b76b0", "#222", "#fff"


def damaged_history() -> tk.History:
    """Simulate four months, and damage them as devices and exports do."""
    good = tk.simulate(ME, days=120, seed=4)
    runs, days = list(good.activities), list(good.days)
    runs[10] = runs[10].model_copy(update={"distance_m": 10_000 * runs[10].elapsed_s / 600})
    runs[24] = runs[24].model_copy(update={"streams": ride_into_a_tunnel()})
    runs[40] = runs[40].model_copy(update={"ascent_m": 30_000.0})
    unset = dt.datetime(1989, 12, 31, 6, tzinfo=dt.UTC)
    runs.append(runs[60].model_copy(update={"start": unset}))
    days[70] = days[70].model_copy(update={"hrv_rmssd": 190.0, "resting_hr": 31.0})
    del days[84:92]
    return tk.History(athlete=ME, activities=tuple(runs), days=tuple(days))


def ride_into_a_tunnel() -> tk.Streams:
    """Return the samples of a run whose heart rate leaps, drops out and sticks."""
    seconds = np.arange(3000.0)
    heart_rate = np.round(
        140 + 8 * np.sin(seconds / 90) + np.random.default_rng(0).normal(0, 1, 3000)
    )
    heart_rate[600:604] = 214
    heart_rate[1200:1260] = 0
    heart_rate[1800:2200] = 151
    return tk.Streams(time_s=seconds, heart_rate=heart_rate)


def picture(report: QualityReport, history: tk.History) -> str:
    """Draw when each kind of finding occurs."""
    kinds = list(report.counts)
    first = min(day.date for day in history.days)
    last = max(day.date for day in history.days)
    height = TOP + ROW * len(kinds) + 34
    scale = (RIGHT - LEFT) / (last - first).days
    starts = {activity.key: activity.day for activity in history.activities}
    body = [
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>',
        text(12, 24, "What tk.quality finds in a damaged history", size=15, weight="bold"),
        *months(first, last, scale, height),
    ]
    for row, kind in enumerate(kinds):
        y = TOP + ROW * row + ROW / 2
        body.append(text(LEFT - 10, y + 4, f"{kind} ({report.counts[kind]})", anchor="end"))
        body.append(f'<line x1="{LEFT}" y1="{y}" x2="{RIGHT}" y2="{y}" stroke="#ddd"/>')
        for finding in report.of(kind):
            day = starts.get(finding.activity or "", finding.first_day) or first
            end = finding.last_day or day
            x = LEFT + max((day - first).days, 0) * scale
            long = max((end - day).days, 1) * scale if day >= first else 4
            colour = DAYS if finding.activity is None else ACTIVITY
            body.append(
                f'<rect x="{x:.1f}" y="{y - 7}" width="{max(long, 5):.1f}" height="14" rx="2" '
                f'fill="{colour}"><title>{escape(finding.message)}</title></rect>'
            )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="sans-serif" font-size="12" role="img">{"".join(body)}</svg>\n'
    )


def months(first: dt.date, last: dt.date, scale: float, height: int) -> Iterator[str]:
    """Label the first day of each month, and the two colours."""
    day = first
    while day <= last:
        if day.day == 1:
            x = LEFT + (day - first).days * scale
            yield f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{height - 28}" stroke="#eee"/>'
            yield text(x, height - 12, f"{day:%b %Y}")
        day += dt.timedelta(days=1)
    for x, colour, words in ((430, ACTIVITY, "in an activity"), (570, DAYS, "in daily measures")):
        yield f'<rect x="{x}" y="14" width="12" height="12" fill="{colour}"/>'
        yield text(x + 18, 24, words)


def text(
    x: float, y: float, words: str, *, size: int = 12, anchor: str = "start", weight: str = "normal"
) -> str:
    """Return a text element."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" '
        f'font-weight="{weight}" fill="{INK}">{escape(words)}</text>'
    )


if __name__ == "__main__":
    history = damaged_history()
    report = tk.quality(history)
    print(report)
    if "--write" in sys.argv[1:]:
        PICTURE.write_text(picture(report, history), encoding="utf-8")
