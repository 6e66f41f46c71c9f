"""Whether something is getting better: the last weeks beside those before them."""

import datetime as dt
import re

from trainkit.coach._chat.amount_question import read_measure
from trainkit.coach._chat.amounts import compare_periods, records_begin
from trainkit.coach._chat.periods import Period, say_span
from trainkit.coach._chat.spoken import Notes, finish, join
from trainkit.coach._fact_sheet import Facts
from trainkit.coach._tools import Toolbox
from trainkit.models.fact import Fact

__all__ = ["TREND_QUESTIONS", "answer_trend"]

TREND_QUESTIONS = ("Am I getting fitter?", "Am I getting faster?", "Is my HRV rising?")
"""An example of each kind of question about a trend."""

_WEEKS_DAYS = 28
_SEASON_DAYS, _YEAR_DAYS = 84, 365
_FILLED_DAYS = 126  # three time constants of fitness: before, it knows too little of what was
_USUAL_M = 5000.0
_SAME_LOAD = 0.05
_MINUTE_S = 60.0
_AHEAD = re.compile(
    r"\b(?:should|could|would|will|shall|can|may|need|how (?:do|to)|help|want|plan|advice|tips?)\b"
)
_FITTER = re.compile(
    r"\b(?:fitter|unfit|out of shape|in (?:better|worse) shape)\b"
    r"|\b(?:los|gain|build|improv|increas|decreas)(?:e|es|ed|t|ing) (?:my |any )?fitness\b"
    r"|\bfitness (?:\w+ )?(?:ris|improv|grow|fall|drop|increas|decreas|chang|going)\w*"
)
_FASTER = re.compile(
    r"\b(?:get|gets|getting|got|gotten|become|becoming|am i|been|running|run) (?:any )?"
    r"(?:faster|quicker|slower)\b"
)
_BETTER = re.compile(r"\bimprov\w*|\bprogress\w*|\b(?:getting|got) (?:any )?better\b")
_TREND = re.compile(
    r"\b(?:go|goes|going|went|gone) (?:up|down)\b|\bris(?:e|es|ing|en)\b|\brose\b"
    r"|\bfall(?:s|ing|en)?\b|\bfell\b|\bdropp?(?:s|ed|ing)?\b|\bimprov\w*|\bincreas\w*|\bdecreas\w*|\bdeclin\w*"
    r"|\bgetting (?:any )?(?:better|worse|higher|lower|longer|shorter|more|less)\b|\btrend\w*"
    r"|\bchang(?:e|ed|es|ing)\b"
)


def answer_trend(
    text: str, distance_m: float | None, toolbox: Toolbox, facts: Facts
) -> "tuple[str, tuple[Fact, ...]] | None":
    """Answer whether somebody gets fitter or faster, or whether a measure rises or falls.

    Parameters
    ----------
    text : str
        The question, in small letters.
    distance_m : float, optional
        The distance that it names [m].
    toolbox : Toolbox
        The tools.
    facts : Facts
        The facts of the day.

    Returns
    -------
    (str, tuple of Fact) or None
        The answer with its facts; None for another kind of question.
    """
    if _AHEAD.search(text):
        return None
    if _FASTER.search(text) or (distance_m is not None and _BETTER.search(text)):
        return _say_faster(distance_m or _USUAL_M, toolbox)
    if _FITTER.search(text):
        return _say_fitter(toolbox, facts)
    if not _TREND.search(text):
        return None
    asked = read_measure(text)
    return None if asked is None else compare_periods(toolbox, asked, _four_weeks(toolbox.day))


def _four_weeks(last: dt.date) -> tuple[Period, Period]:
    """The last four weeks, and the four before."""
    middle = last - dt.timedelta(days=_WEEKS_DAYS - 1)
    first = middle - dt.timedelta(days=_WEEKS_DAYS)
    end = middle - dt.timedelta(days=1)
    return (
        Period(middle, last, f"in the last four weeks ({say_span(middle, last)})"),
        Period(first, end, f"in the four before ({say_span(first, end)})"),
    )


def _say_fitter(toolbox: Toolbox, facts: Facts) -> tuple[str, tuple[Fact, ...]]:
    """Fitness by load, four weeks apart, and the pulse at the same pace where it has changed."""
    notes = Notes(facts, facts.day)
    now, before = "form: fitness (CTL)", "form: fitness (CTL) 28 days before"
    fit, was = notes.number(now), notes.number(before)
    if fit is None or was is None:
        reason = finish(f"I do not know your fitness: {notes.lack(now) or 'no records'}")
        return reason, tuple(notes.used.values())
    change = fit - was
    if abs(change) <= _SAME_LOAD * max(fit, was):
        verdict = "Your fitness is steady"
    else:
        verdict = "Yes, your fitness is rising" if change > 0 else "No, your fitness is falling"
    told = f"{verdict}: {notes.say(now)} now{notes.say(before, ' and ', ' four weeks ago')}."
    limit = "That is the load of your training (CTL), not your speed: a race or a test shows that."
    pulse, behind = _pulse_at_pace(toolbox)
    return join(told, _say_begin(facts), limit, pulse), (*notes.used.values(), *behind)


def _say_begin(facts: Facts) -> str:
    """Say that a mean over short records rises of itself."""
    day = records_begin(facts)
    if day is None or facts.day is None or (facts.day - day).days >= _FILLED_DAYS:
        return ""
    return f"Your records begin on {say_span(day, day)}; while they are short, it rises of itself."


def _pulse_at_pace(toolbox: Toolbox) -> tuple[str, tuple[Fact, ...]]:
    """What the patterns say of the heart rate at the same pace."""
    for fact in toolbox.call("get_insights"):
        if fact.subject.endswith(": text") and "same pace" in str(fact.value):
            return f"{fact.value} [{fact.id}]", (fact,)
    return "", ()


def _say_faster(distance_m: float, toolbox: Toolbox) -> tuple[str, tuple[Fact, ...]]:
    """The best effort of twelve weeks beside that of the year before them."""
    middle = toolbox.day - dt.timedelta(days=_SEASON_DAYS - 1)
    spans = (
        (middle, toolbox.day),
        (middle - dt.timedelta(days=_YEAR_DAYS), middle - dt.timedelta(days=1)),
    )
    found = [
        toolbox.call(
            "find_best_efforts",
            {"distance_m": distance_m, "first": str(first), "last": str(last), "limit": 1},
        )[0]
        for first, last in spans
    ]
    notes = Notes(found)
    times = [fact.value if isinstance(fact.value, float) else None for fact in found]
    named = f"{distance_m / 1000:g} km"
    if times[0] is None and times[1] is None:
        why = f"I know of no effort over {named} in the last 64 weeks"
        pulse, behind = _pulse_at_pace(toolbox)
        return join(f"{why}, so I cannot compare.", pulse), (*found, *behind)
    told = [
        f"{words} {notes.mark(fact)}, on {fact.date}" if time is not None else f"{words} none"
        for words, fact, time in zip(
            (f"Your best {named} of the last twelve weeks is", "of the year before it is"),
            found,
            times,
            strict=True,
        )
    ]
    verdict = ""
    if times[0] is not None and times[1] is not None:
        verdict = f": {_say_seconds(times[1] - times[0])}"
    return f"{' and '.join(told)}{verdict}.", tuple(found)


def _say_seconds(faster_s: float) -> str:
    seconds = round(abs(faster_s))
    if not seconds:
        return "the same"
    minutes, rest = divmod(seconds, round(_MINUTE_S))
    amount = f"{minutes}:{rest:02d} min" if minutes else f"{seconds} s"
    return f"{amount} {'faster' if faster_s > 0 else 'slower'}"
