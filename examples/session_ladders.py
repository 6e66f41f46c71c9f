"""Print the ladders of swims and first runs; ``--write`` updates docs/guides/session-ladders.md."""

import datetime as dt
import sys
from pathlib import Path

import trainkit as tk
from trainkit.models import ThresholdChange
from trainkit.workouts import (
    GENTLE_WALK_RUN,
    SWIM_LADDERS,
    WALK_RUN,
    SwimSession,
    WalkRunSession,
    estimate,
)

PAGE = Path(__file__).resolve().parents[1] / "docs" / "guides" / "session-ladders.md"
DAY = dt.date(2026, 6, 1)
TITLES = {
    "beginner": "First lengths, to 1500 m without a rest",
    "endurance": "Endurance",
    "threshold": "Threshold",
    "speed": "Speed",
    "long": "Distance",
    "open_water": "Open-water skills",
}


def swimmer(pace_s: float) -> tk.Athlete:
    """Describe an athlete by the pace at CSS [s per 100 m]."""
    css = ThresholdChange(
        date=dt.date(2026, 1, 1), sport="swimming", threshold_speed_m_s=100 / pace_s
    )
    return tk.Athlete.model_validate(
        {
            "sex": "female",
            "birth_date": "1990-01-01",
            "hr_rest": 55,
            "hr_max": 188,
            "changes": (css,),
        }
    )


def swim_row(swim: SwimSession, athlete: tk.Athlete) -> str:
    """Write a rung as a row of a table."""
    workout = swim.build(600, athlete, DAY)
    what = estimate(workout, athlete, DAY)
    main = (workout.notes or "").split("main set ", 1)[1]
    main = main.split("; pull ", 1)[0].split("; cool-down ", 1)[0]
    return f"| {swim.rung} | {main} | {swim.metres:.0f} | {what.minutes:.0f} | {what.load:.0f} |"


def swims() -> str:
    """Write the ladders of swims, for a CSS of 1:45 per 100 m."""
    athlete = swimmer(105)
    first = SWIM_LADDERS["threshold"][2].build(600, athlete, DAY)
    text = f"A session in full, for a CSS of 1:45 per 100 m. **{first.name}**: {first.notes}\n"
    for purpose, ladder in SWIM_LADDERS.items():
        rows = "\n".join(swim_row(swim, athlete) for swim in ladder)
        text += f"\n### {TITLES[purpose]}\n\n"
        text += f"| rung | main set | m in all | min | load |\n|---|---|---|---|---|\n{rows}\n"
    return text


def run_row(week: tuple[WalkRunSession, ...]) -> str:
    """Write a week as a row of a table."""
    middles = [
        (session.build(60, swimmer(105), DAY).notes or "").split("; ")[1]
        if session.run_min
        else f"brisk walk of {session.walk_min:g} min"
        for session in week
    ]
    running, longest = (
        max(getattr(session, field) for session in week) for field in ("run_min", "longest_run_min")
    )
    whole = max(session.whole_min for session in week)
    return f"| {week[0].rung} | {' / '.join(middles)} | {running:g} | {longest:g} | {whole:g} |"


def runs() -> str:
    """Write the two walk-run ladders."""
    first = WALK_RUN[0][0].build(60, swimmer(105), DAY)
    text = f"A session in full. **{first.name}**: {first.notes}\n"
    for title, ladder in (("Nine weeks", WALK_RUN), ("The gentler ladder", GENTLE_WALK_RUN)):
        rows = "\n".join(run_row(week) for week in ladder)
        text += f"\n### {title}\n\n"
        text += (
            "| week | between two walks of 5 min | running, min | longest, min | whole, min |\n"
            f"|---|---|---|---|---|\n{rows}\n"
        )
    return text


def page(shown: str) -> str:
    """Put the ladders between the marks of the page."""
    for name, text in (("swims", swims()), ("runs", runs())):
        begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->\n"
        before, rest = shown.split(begin)
        shown = before + begin + "\n" + text + "\n" + end + rest.split(end)[1]
    return shown


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        sys.stdout.write(f"{swims()}\n{runs()}")
