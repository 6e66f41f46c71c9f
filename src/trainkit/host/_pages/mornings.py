"""The last seven mornings beside the athlete's own median, and how old the data are."""

import datetime as dt
from statistics import median

from trainkit._html import escape
from trainkit.errors import InvalidInput
from trainkit.host._pages.amounts import count, day_name, near_day
from trainkit.host._pages.shapes import shape_of
from trainkit.kit import Kit
from trainkit.models import Assessment

__all__ = ["age_notice", "own_median", "show_mornings"]

_SHOWN, _USUAL = 7, 60  # mornings
_FEWEST = 14  # mornings that have a median worth showing

Scores = list[tuple[dt.date, float, str]]


def show_mornings(kit: Kit, today: dt.date) -> str:
    """Draw the colour and the score of seven mornings up to today; empty where none has one."""
    known = {day: (score, status) for day, score, status in _scores(kit)}
    days = [today - dt.timedelta(days=back) for back in reversed(range(_SHOWN))]
    if not any(day in known for day in days):
        return ""
    cells = []
    for day in days:
        score, status = known.get(day, (None, ""))
        shown = "<b>-</b>" if score is None else f"{shape_of(status)}<b>{score:.0f}</b>"
        said = f"{day_name(day)}: " + ("no score" if score is None else f"{score:.0f}, {status}")
        look = f' class="{status}"' if status else ""
        cells.append(
            f'<li{look}><a href="/trends" aria-label="{escape(said)}"><small>{day:%a}</small>'
            f"{shown}</a></li>"
        )
    return f'<ol class="mornings" aria-label="Seven mornings">{"".join(cells)}</ol>'


def own_median(kit: Kit, today: dt.date) -> float | None:
    """Return the median of sixty mornings before today; None where fewer than 14 are known."""
    first = today - dt.timedelta(days=_USUAL)
    known = [score for day, score, _ in _scores(kit) if first <= day < today]
    return median(known) if len(known) >= _FEWEST else None


def age_notice(today: Assessment) -> str:
    """Say how old the data are, where they are not of today or yesterday."""
    age = today.data_age_days
    if today.data_until is None or age is None or age < 2:
        return ""
    days = count(age, "1 day", "{} days")
    return (
        f'<p class="notice warn" role="status">Your data end on '
        f"{near_day(today.data_until, today.date)}, {days} ago: what stands here is the last that "
        'is known. <a href="/settings">Bring newer data in</a>, or say below how you feel.</p>'
    )


def _scores(kit: Kit) -> Scores:
    """Return the mornings that have a score, computed once for a history."""
    from trainkit import recovery  # noqa: PLC0415  it needs the engines

    history = kit.history()
    try:
        athlete = kit.athlete
    except InvalidInput:
        return []
    if history.span is None:
        return []

    def score() -> Scores:
        found = recovery.scores(history, athlete)
        days = [day.item() for day in found.dates[-_USUAL - _SHOWN :]]
        rows = zip(days, found.score[-len(days) :], found.status()[-len(days) :], strict=True)
        return [(day, float(value), str(status)) for day, value, status in rows if status]

    return history.memoize(("mornings of today's page", athlete), score)
