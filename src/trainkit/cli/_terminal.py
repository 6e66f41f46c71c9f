"""Print the last weeks on a terminal."""

from collections.abc import Sequence

import numpy as np

from trainkit import recovery
from trainkit.cli._streams import can_say, make_console, say_text
from trainkit.loads import WeekTotals, weekly_totals
from trainkit.models import Athlete, History

__all__ = ["print_weeks"]

_COLOURS = {"green": "green", "yellow": "yellow", "red": "red", "": "dim"}
_BARS, _REST = " ▁▂▃▄▅▆▇█", "·"
_PLAIN_BARS, _PLAIN_REST = " .:-=+*%#", "."  # for a terminal without these characters
_WEEKS = 8
_WIDE = 66  # columns of all that a week shows


def print_weeks(history: History, athlete: Athlete) -> None:
    """Print the last eight weeks: each day's load, distance, longest session, recovery."""
    from rich.text import Text

    console = make_console()
    signals = recovery.daily_signals(history, athlete)
    scored = recovery.scores(history, athlete)
    shown = slice(-7 * _WEEKS, None)
    dates = history.dates[shown]
    loads, statuses = np.nan_to_num(signals.loads.internal)[shown], scored.status()[shown]
    score, hrv = scored.score[shown], np.exp(signals.hrv.mean)[shown]
    top = max(float(loads.max(initial=0.0)), 1.0)
    totals = weekly_totals(history, signals.loads, dates[-1].item(), weeks=-(-dates.size // 7))
    sport, weeks = next(iter(totals.items()), ("training", []))
    say_text("")
    coloured = console.color_system is not None and not console.no_color
    said = "each day's load" + (" in the colour of its morning" if coloured else "")
    say_text(f"The last eight weeks: {said}; {sport.replace('_', ' ')}")
    bars, rest = (_BARS, _REST) if can_say(_BARS + _REST) else (_PLAIN_BARS, _PLAIN_REST)
    narrow = console.width < _WIDE
    more = "" if narrow else "  recovery     HRV"
    console.print(Text(f"  {'':26}load      km  longest{more}", "dim"))
    for number, end in enumerate(range(dates.size % 7 or 7, dates.size + 1, 7)):
        week = slice(max(end - 7, 0), end)
        line = Text(f"  {dates[week][0]}  ")
        line.append("  " * (7 - dates[week].size))
        for load, status in zip(loads[week], statuses[week], strict=True):
            bar = bars[int(np.ceil(load / top * (len(bars) - 1)))]
            line.append(bar if load else rest, _COLOURS[str(status)]).append(" ")
        line.append(f"{loads[week].sum():4.0f}{_distance(weeks[number : number + 1])}")
        if narrow:
            console.print(line)
            continue
        mean = score[week][~np.isnan(score[week])]
        line.append(f"{mean.mean():10.0f}" if mean.size else f"{'-':>10}")
        line.append(f"{hrv[week][-1]:5.0f} ms" if not np.isnan(hrv[week][-1]) else "")
        console.print(line)


def _distance(weeks: Sequence[WeekTotals]) -> str:
    """Format a week's distance and longest session; dashes without any."""
    km = sum(week.distance_m for week in weeks) / 1000
    minutes = max((week.longest_min for week in weeks), default=0.0)
    return f"{f'{km:.0f}' if km else '-':>8}{f'{minutes:.0f} min' if minutes else '-':>9}"
