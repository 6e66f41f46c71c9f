"""Print the last weeks on a terminal."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from trainkit.cli._streams import can_say, make_console, may_be_terminal, say, say_text

if TYPE_CHECKING:  # what was collected before is printed without them
    from trainkit.loads import WeekTotals
    from trainkit.models import Athlete, History

__all__ = ["describe_weeks", "print_weeks", "show_weeks"]

_COLOURS = {"green": "green", "yellow": "yellow", "red": "red", "": "dim"}
_BARS, _REST = " ▁▂▃▄▅▆▇█", "·"
_PLAIN_BARS, _PLAIN_REST = " .:-=+*%#", "."  # for a terminal without these characters
_WEEKS = 8
_WIDE = 66  # columns of all that a week shows


def print_weeks(history: "History", athlete: "Athlete") -> None:
    """Print the last eight weeks: each day's load, distance, longest session, recovery."""
    show_weeks(describe_weeks(history, athlete))


def describe_weeks(history: "History", athlete: "Athlete") -> dict[str, Any]:
    """Collect what `show_weeks` prints, as JSON takes it."""
    import numpy as np

    from trainkit import recovery
    from trainkit.loads import weekly_totals

    signals = recovery.weeks_of_signals(history, athlete, _WEEKS)
    scored = recovery.scores(signals.history, athlete)
    shown = slice(-7 * _WEEKS, None)
    dates = scored.dates[shown]
    loads, statuses = np.nan_to_num(signals.loads.internal)[shown], scored.status()[shown]
    score, hrv = scored.score[shown], np.exp(signals.hrv.mean)[shown]
    totals = weekly_totals(
        signals.history, signals.loads, dates[-1].item(), weeks=-(-dates.size // 7)
    )
    sport, weeks = next(iter(totals.items()), ("training", []))
    rows = []
    for number, end in enumerate(range(dates.size % 7 or 7, dates.size + 1, 7)):
        week = slice(max(end - 7, 0), end)
        known = score[week][~np.isnan(score[week])]
        rows.append(
            {
                "first": str(dates[week][0]),
                "loads": loads[week].tolist(),
                "statuses": [str(status) for status in statuses[week]],
                "sport": _distance(weeks[number : number + 1]),
                "recovery": float(known.mean()) if known.size else None,
                "hrv": None if np.isnan(hrv[week][-1]) else float(hrv[week][-1]),
            }
        )
    return {"sport": sport, "weeks": rows}


def show_weeks(described: Mapping[str, Any]) -> None:
    """Print what `describe_weeks` collected."""
    console = make_console() if may_be_terminal() else None
    weeks, sport = described["weeks"], described["sport"]
    top = max((load for week in weeks for load in week["loads"]), default=0.0)
    if not top:
        return  # no training in eight weeks: rows of dots would say nothing
    top = max(top, 1.0)
    say_text("")
    coloured = console is not None and console.color_system is not None and not console.no_color
    said = "each day's load" + (" in the colour of its morning" if coloured else "")
    say_text(f"The last eight weeks: {said}; {sport.replace('_', ' ')}")
    bars, rest = (_BARS, _REST) if can_say(_BARS + _REST) else (_PLAIN_BARS, _PLAIN_REST)
    narrow = console is not None and console.width < _WIDE
    more = "" if narrow else "  recovery     HRV"
    _print_parts(console, [(f"  {'':26}load      km  longest{more}", "dim")])
    for week in weeks:
        line = [(f"  {week['first']}  {'  ' * (7 - len(week['loads']))}", "")]
        for load, status in zip(week["loads"], week["statuses"], strict=True):
            bar = bars[math.ceil(load / top * (len(bars) - 1))] if load else rest
            line += [(bar, _COLOURS[status]), (" ", "")]
        line.append((f"{sum(week['loads']):4.0f}{week['sport']}", ""))
        if not narrow:
            mean, hrv = week["recovery"], week["hrv"]
            line.append((f"{'-':>10}" if mean is None else f"{mean:10.0f}", ""))
            line.append(("" if hrv is None else f"{hrv:5.0f} ms", ""))
        _print_parts(console, line)


def _print_parts(console: Any, parts: Sequence[tuple[str, str]]) -> None:
    """Print texts with their styles in one line; without a console plainly."""
    if console is None:
        say("".join(text for text, _ in parts))
        return
    from rich.text import Text

    console.print(Text.assemble(*parts))


def _distance(weeks: "Sequence[WeekTotals]") -> str:
    """Format a week's distance and longest session; dashes without any."""
    km = sum(week.distance_m for week in weeks) / 1000
    minutes = max((week.longest_min for week in weeks), default=0.0)
    return f"{f'{km:.0f}' if km else '-':>8}{f'{minutes:.0f} min' if minutes else '-':>9}"
