"""Numbers in sentences of the engines: each leads to the fact that says how it was made."""

import re
from functools import partial

from trainkit.host._pages import shell
from trainkit.host._pages.amounts import mark_english, put_units

__all__ = ["tell_traced"]

_NUMBER = r"[-+\u2212]?\d+(?:[.,:]\d+)*"
_PLACES = (
    (rf"Recovery ({_NUMBER})|recovery of ({_NUMBER})", "recovery: score"),
    (rf"7-day mean of ({_NUMBER} ms)", "HRV (RMSSD): 7-day mean"),
    (rf"resting heart rate: ({_NUMBER} bpm)", "resting heart rate: this morning"),
    (rf"sleep: ({_NUMBER} h)", "sleep: last night"),
    (rf"regularity ({_NUMBER})", "sleep: regularity"),
    (rf"({_NUMBER} h) short over 7 nights", "sleep: debt of 7 nights"),
    (rf"ACWR ({_NUMBER})", "ACWR: internal load, ewma 7/28"),
    (rf"form(?: is)? ({_NUMBER})", "form: form (TSB)"),
    (rf"fitness ({_NUMBER})", "form: fitness (CTL)"),
    (rf"fatigue ({_NUMBER})", "form: fatigue (ATL)"),
    (rf"divergence ({_NUMBER})", "ACWR: divergence"),
    (rf"({_NUMBER}) hard days? in the last 7", "sessions, 7 days: hard"),
    (rf"most recently ({_NUMBER} days?)", "sessions: days since the last hard one"),
    (rf"HRV of ({_NUMBER} ms)", "HRV (RMSSD): 7-day mean"),
    (rf"Resting heart rate of ({_NUMBER} bpm)", "resting heart rate: this morning"),
    (rf"you are ({_NUMBER} points)", "recovery: score"),
    (rf"^({_NUMBER} min)\b", "today: duration"),
)
_TRACES = tuple((re.compile(pattern), subject) for pattern, subject in _PLACES)


def tell_traced(text: object) -> str:
    """Escape a sentence as `tell` does, and link its numbers to the facts behind them."""
    said = put_units(text)
    for pattern, subject in _TRACES:
        said = pattern.sub(partial(_link, subject), said)
    return mark_english(said)


def _link(subject: str, found: re.Match[str]) -> str:
    number = next(group for group in found.groups() if group)
    before, _, after = found[0].partition(number)
    target = f"{shell.NUMBERS}#{shell.anchor(subject)}"
    return f'{before}<a class="n" href="{target}">{number}</a>{after}'
