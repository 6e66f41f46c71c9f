"""Sums, means and extremes of a period as a coach would say them."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import NamedTuple

from trainkit.coach._chat.asked_amount import Asked, write_amount
from trainkit.coach._chat.periods import Period, say_day, say_span
from trainkit.coach._chat.spoken import Notes, join, list_sessions
from trainkit.models.fact import Fact

__all__ = ["MORNINGS", "say_amount", "say_change", "say_sessions"]


class _Sport(NamedTuple):
    """A sport in sentences: what was done, and one session of it."""

    past: str
    noun: str


_SPORTS = {
    "running": _Sport("ran", "run"),
    "cycling": _Sport("rode", "ride"),
    "swimming": _Sport("swam", "swim"),
    "walking": _Sport("walked", "walk"),
    "hiking": _Sport("hiked", "hike"),
    "rowing": _Sport("rowed", "rowing session"),
}
_ANY = _Sport("covered", "session")
_ING = {"running": "running", "cycling": "riding", "swimming": "swimming", "walking": "walking"}
MORNINGS = {"sleep": "night", "hrv": "morning", "resting_hr": "morning", "weight": "day"}
"""Quantities of a morning, and how their days are counted."""
_START = {
    "sleep": "You slept",
    "hrv": "Your HRV was",
    "resting_hr": "Your resting heart rate was",
    "weight": "Your weight was",
}
_MORNING_NAMES = {
    "sleep": "sleep",
    "hrv": "HRV",
    "resting_hr": "resting heart rate",
    "weight": "weight",
}
_NIGHTS = {"sleep": "night"}
_NAMES = {
    "distance": "distance",
    "time": "time",
    "climb": "climb",
    "load": "load",
    "pace": "pace",
    "speed": "speed",
    "heart_rate": "heart rate",
    "max_heart_rate": "maximum heart rate",
    "power": "power",
}
_ENDS = {
    "distance": ("longest", "shortest"),
    "time": ("longest", "shortest"),
    "climb": ("most in a session", "least in a session"),
    "load": ("most in a session", "least in a session"),
    "pace": ("slowest", "fastest"),
    "speed": ("fastest", "slowest"),
    "heart_rate": ("highest", "lowest"),
    "max_heart_rate": ("highest", "lowest"),
    "power": ("highest", "lowest"),
}
_TITLES = {
    ("distance", "most"): "longest {noun}",
    ("distance", "least"): "shortest {noun}",
    ("time", "most"): "longest {noun}",
    ("time", "least"): "shortest {noun}",
    ("climb", "most"): "{noun} with the most climbing",
    ("climb", "least"): "{noun} with the least climbing",
    ("load", "most"): "hardest {noun} by load",
    ("load", "least"): "easiest {noun} by load",
    ("pace", "least"): "fastest {noun} by mean pace",
    ("pace", "most"): "slowest {noun} by mean pace",
    ("speed", "most"): "fastest {noun} by mean speed",
    ("speed", "least"): "slowest {noun} by mean speed",
    ("heart_rate", "most"): "{noun} with the highest mean heart rate",
    ("heart_rate", "least"): "{noun} with the lowest mean heart rate",
    ("max_heart_rate", "most"): "highest recorded heart rate",
    ("max_heart_rate", "least"): "lowest maximum heart rate of a {noun}",
    ("power", "most"): "{noun} with the most mean power",
    ("power", "least"): "{noun} with the least mean power",
}


def say_amount(notes: Notes, asked: Asked, period: Period, begin: dt.date | None) -> str:
    """Answer a question on an amount over a period.

    Parameters
    ----------
    notes : Notes
        What the tool answered.
    asked : Asked
        The question.
    period : Period
        The days.
    begin : date, optional
        The first day of the records.

    Returns
    -------
    str
        The sentences.
    """
    head = _head(notes)
    late = _say_begin(period, begin)
    if asked.metric in MORNINGS:
        return join(_say_morning(notes, asked, period, head), late)
    noun = _SPORTS.get(asked.sport, _ANY).noun
    if not notes.number(f"{head}: sessions"):
        notes.mark(notes.facts[0])
        return join(f"You recorded no {noun} {period.words}.", late)
    if asked.metric == "overview":
        return join(_say_overview(notes, asked, period, head), late)
    if asked.metric == "activities":
        return join(_say_count(notes, asked, period, head), late)
    name = _NAMES[asked.metric]
    if notes.number(f"{head}: mean {name} of a session") is None:
        notes.mark(notes.facts[0])
        return join(f"No {noun} {period.words} has a {name} recorded.", late)
    say: Callable[[Notes, Asked, Period, str], str] = {
        "total": _say_total,
        "weekly": _say_weekly,
        "mean": _say_mean,
        "week": _say_week,
    }.get(asked.statistic, _say_extreme)
    return join(say(notes, asked, period, head), late)


def say_change(both: tuple[Notes, Notes], asked: Asked, periods: tuple[Period, Period]) -> str:
    """Compare two periods, the one that was named first with the other."""
    told: list[str] = []
    facts: list[Fact] = []
    for notes, period in zip(both, periods, strict=True):
        fact = notes.find(_subject(_head(notes), asked)) or notes.facts[0]
        is_zero = fact.value == 0.0 and asked.statistic == "total"
        if not isinstance(fact.value, float) or not (
            is_zero or fact is not notes.facts[0] or asked.metric == "activities"
        ):
            notes.mark(notes.facts[0])
            return f"I cannot compare them: nothing is recorded of it {period.words}."
        facts.append(fact)
        if is_zero:
            notes.mark(fact)
            told.append(f"nothing {period.words}")
            continue
        unit = (" session" if fact.value == 1 else " sessions") * (asked.metric == "activities")
        told.append(f"{_amount(notes, fact, asked)}{unit} {period.words}")
    start = _START.get(asked.metric) or f"You {_past(asked)}"
    if asked.metric in {"pace", "speed", "heart_rate", "max_heart_rate", "power"}:
        start = f"Your average {_NAMES[asked.metric]} was"
    days = [(period.last - period.first).days + 1 for period in periods]
    uneven = ""
    if days[0] != days[1] and asked.statistic == "total":
        uneven = f"The first is of {_days(days[0])}, the second of {_days(days[1])}."
    return join(f"{start} {told[0]} and {told[1]}: {_difference(asked, facts)}.", uneven)


def say_sessions(notes: Notes, period: Period, sport: str) -> str:
    """The sessions of a single day, each with its amounts."""
    told = list_sessions(notes, period.first)
    if not told:
        noun = _SPORTS.get(sport, _ANY).noun
        notes.mark(notes.facts[0])
        return f"You recorded no {noun} {period.words}."
    return f"What you did {period.words}: {told}."


def _head(notes: Notes) -> str:
    return notes.facts[0].subject.rpartition(": ")[0]


def _subject(head: str, asked: Asked) -> str:
    """The subject of the fact that is compared."""
    if asked.metric in MORNINGS:
        return f"{head}: mean"
    if asked.metric == "activities":
        return f"{head}: sessions"
    name = _NAMES[asked.metric]
    return f"{head}: total {name}" if asked.statistic == "total" else _mean_of(head, name)


def _mean_of(head: str, name: str) -> str:
    return f"{head}: mean {name} of a session"


def _say_total(notes: Notes, asked: Asked, period: Period, head: str) -> str:
    total = _write_fact(notes, f"{head}: total {_NAMES[asked.metric]}", asked)
    runs = _count(notes, asked, head)
    if asked.metric == "load":
        return f"Your load {period.words} was {total}, from {runs}."
    joined = "for " if asked.metric == "time" else ""
    return f"You {_past(asked)} {joined}{total} {period.words}, in {runs}."


def _say_weekly(notes: Notes, asked: Asked, period: Period, head: str) -> str:
    weekly = _write_fact(notes, f"{head}: {_NAMES[asked.metric]} a week", asked)
    if not weekly:
        return _say_total(notes, asked, period, head)
    runs = _count(notes, asked, head)
    if asked.metric == "load":
        return f"Your load {period.words} was {weekly} a week on average, from {runs} in all."
    joined = "for " if asked.metric == "time" else ""
    past = _past(asked)
    return f"On average you {past} {joined}{weekly} a week {period.words}, in {runs} in all."


def _say_mean(notes: Notes, asked: Asked, period: Period, head: str) -> str:
    name = _NAMES[asked.metric]
    mean = _write_fact(notes, _mean_of(head, name), asked)
    runs = _count(notes, asked, head)
    if asked.metric in {"distance", "time", "climb", "load"}:
        noun = _SPORTS.get(asked.sport, _ANY).noun
        verb = {"climb": "climbed", "load": "had a load of"}.get(asked.metric, "was")
        after = " long" if asked.metric in {"distance", "time"} else ""
        return f"Over {runs} {period.words}, a {noun} {verb} {mean}{after} on average."
    return f"Your average {name} {period.words} was {mean}, over {runs}."


def _say_week(notes: Notes, asked: Asked, period: Period, head: str) -> str:
    fact = notes.find(f"{head}: {_NAMES[asked.metric]}, most in a week")
    if fact is None or fact.first is None or fact.date is None:
        notes.mark(notes.facts[0])
        return f"Too few whole weeks are recorded {period.words} to compare them."
    by = "" if asked.metric == "distance" else f" by {_NAMES[asked.metric]}"
    sport = f"{_ING[asked.sport]} " if asked.sport in _ING else ""
    days = say_span(fact.first, fact.date)
    return f"Your biggest {sport}week{by} {period.words} was {days}: {_amount(notes, fact, asked)}."


def _say_extreme(notes: Notes, asked: Asked, period: Period, head: str) -> str:
    """The session with the most or the least, and its day."""
    name = _NAMES[asked.metric]
    end = _ENDS[asked.metric][asked.statistic == "least"]
    fact = notes.find(f"{head}: {name}, {end}")
    if fact is None or fact.date is None:
        notes.mark(notes.facts[0])
        return f"No session {period.words} is long enough to compare its {name}."
    noun = _SPORTS.get(asked.sport, _ANY).noun
    title = _TITLES[asked.metric, asked.statistic].format(noun=noun)
    amount = f"{'load ' if asked.metric == 'load' else ''}{_amount(notes, fact, asked)}"
    day = "" if period.first == period.last else f"on {say_day(fact.date)}: "
    return f"Your {title} {period.words} was {day}{amount}."


def _say_count(notes: Notes, asked: Asked, period: Period, head: str) -> str:
    """How often, on how many days where that is another number, and how often a week."""
    if asked.statistic == "rest":
        subject = f"{head}: days without a recorded session"
        plural = "" if notes.number(subject) == 1 else "s"
        what = f" day{plural} without a recorded session {period.words}."
        return notes.say(subject, "You had ", what)
    count, days = notes.number(f"{head}: sessions"), notes.number(f"{head}: days with a session")
    past = "trained" if asked.sport not in _SPORTS else _SPORTS[asked.sport].past
    times = "time" if count == 1 else "times"
    told = notes.say(f"{head}: sessions", f"You {past} ", f" {times} {period.words}")
    if days != count:
        told += notes.say(f"{head}: days with a session", ", on ", " days")
    fact = notes.find(f"{head}: sessions a week")
    if fact is not None and isinstance(fact.value, float):
        notes.mark(fact)
        told += f": {fact.value:.1f} [{fact.id}] a week"
    return f"{told}."


def _say_overview(notes: Notes, asked: Asked, period: Period, head: str) -> str:
    """How often, how long, how far and how hard, and the hardest session."""
    count = _say_count(notes, asked, period, head)[:-1].partition(": ")[0]
    parts = [
        _write_fact(notes, f"{head}: total time", asked._replace(metric="time")),
        _write_fact(notes, f"{head}: total distance", asked._replace(metric="distance")),
    ]
    load = notes.say(f"{head}: total load", "Your load was ")
    hardest = notes.find(f"{head}: load, most in a session")
    if hardest is not None and hardest.date is not None:
        amount = notes.mark(hardest)
        load += f"; the hardest day was {say_day(hardest.date)}, with a session of load {amount}"
    amounts = " and ".join(filter(None, parts))
    return f"{count}: {amounts} in all. {load}."


def _say_morning(notes: Notes, asked: Asked, period: Period, head: str) -> str:
    known = notes.number(f"{head}: days known") or 0.0
    what = _MORNING_NAMES[asked.metric]
    if not known:
        notes.mark(notes.facts[0])
        return f"No {what} is recorded {period.words}."
    high, low = f"{head}: value, highest", f"{head}: value, lowest"
    longest = ("longest", "shortest") if asked.metric == "sleep" else ("highest", "lowest")
    if asked.statistic in {"most", "least"}:
        subject = high if asked.statistic == "most" else low
        title = f"{longest[asked.statistic == 'least']} {_NIGHTS.get(asked.metric, what)}"
        return f"Your {title} {period.words} was {_with_day(notes, subject, asked)}."
    mean = _write_fact(notes, f"{head}: mean", asked)
    if known == 1:
        return f"{_START[asked.metric]} {mean} {period.words}."
    days = notes.say(f"{head}: days known", "over ", f" {MORNINGS[asked.metric]}s")
    ends = [_with_day(notes, subject, asked) for subject in (low, high)]
    told = f"{_START[asked.metric]} {mean} on average {period.words}, {days}."
    return f"{told} The {longest[1]} was {ends[0]}; the {longest[0]}, {ends[1]}."


def _with_day(notes: Notes, subject: str, asked: Asked) -> str:
    """An amount with the day that it is of; a night is named by its morning."""
    fact = notes.find(subject)
    if fact is None:
        return ""
    joined = " in the night to" if asked.metric == "sleep" else ", on"
    day = "" if fact.date is None else f"{joined} {say_day(fact.date)}"
    return f"{_amount(notes, fact, asked)}{day}"


def _say_begin(period: Period, begin: dt.date | None) -> str:
    """Say where the records begin, if that is within or after the period."""
    if begin is None or period.first >= begin:
        return ""
    return f"Your records begin on {say_day(begin)}."


def _count(notes: Notes, asked: Asked, head: str) -> str:
    """The number of sessions, and of those that have the quantity where they are fewer."""
    noun = _SPORTS.get(asked.sport, _ANY).noun
    plural = "" if notes.number(f"{head}: sessions") == 1 else "s"
    name = _NAMES[asked.metric]
    some = notes.say(f"{head}: sessions with {name}", ", ", f" of them with a {name}")
    return notes.say(f"{head}: sessions", "", f" {noun}{plural}") + some


def _past(asked: Asked) -> str:
    if asked.metric == "climb":
        return "climbed"
    if asked.metric == "load":
        return "had a load of"
    if asked.metric == "activities":
        return "did"
    if asked.sport in _SPORTS:
        return _SPORTS[asked.sport].past
    return _ANY.past if asked.metric == "distance" else "trained"


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"


def _difference(asked: Asked, facts: Sequence[Fact]) -> str:
    """How much more or less, without a mark: it follows from both amounts."""
    first, other = (fact.value for fact in facts)
    change = first - other if isinstance(first, float) and isinstance(other, float) else 0.0
    like = max(facts, key=lambda fact: bool(fact.unit))  # a zero is a count without a unit
    words = write_amount(like.model_copy(update={"value": abs(change)}), asked)
    if asked.metric == "activities":
        return f"{words} {'more' if change > 0 else 'fewer'}" if change else "the same"
    if asked.metric == "distance" and not asked.imperial and abs(change) >= 1000:
        words = f"{abs(change) / 1000:.1f} km"
    if words == write_amount(like.model_copy(update={"value": 0.0}), asked):
        return "about the same"
    more = {"pace": ("slower", "faster"), "speed": ("faster", "slower")}.get(
        asked.metric, ("more", "less")
    )
    return f"{words} {more[change < 0]}"


def _write_fact(notes: Notes, subject: str, asked: Asked) -> str:
    fact = notes.find(subject)
    return "" if fact is None or fact.value is None else _amount(notes, fact, asked)


def _amount(notes: Notes, fact: Fact, asked: Asked) -> str:
    """An amount with its mark, in the units of the question."""
    notes.mark(fact)
    return f"{write_amount(fact, asked)} [{fact.id}]"
