"""Races as a coach would speak of them: predicted, ahead, and whether one fits."""

import datetime as dt
from collections.abc import Iterator

from trainkit.coach._chat.spoken import HIGH_RATIO, Notes, finish, join
from trainkit.coach._chat.today_words import say_recovery, say_warnings

__all__ = ["say_forecast", "say_race", "say_races", "say_ready"]

_HARMLESS, _SOON_OVER = ("undertraining",), ("mandatory rest",)
_RATIO = "ACWR: internal load, ewma 7/28"
_NEAR_DAYS = 14
_WARNED_DAYS = 7
_HARD_DAYS = 2  # 48 hours after a hard session


def say_forecast(notes: Notes) -> str:
    """A predicted time with its interval."""
    head = notes.facts[0].subject.partition(": ")[0]
    if notes.number(f"{head}: predicted time") is None:
        return finish(f"I cannot predict it: it {notes.lack(notes.facts[0].subject)}")
    fast = notes.say(f"{head}: predicted time, fast end", " It may be as fast as ")
    slow = notes.say(f"{head}: predicted time, slow end", " and as slow as ", ".")
    time = notes.say(f"{head}: predicted time", "Your races make ", " likely.")
    return f"{time}{fast}{slow}"


def say_races(notes: Notes) -> str:
    """The races ahead, with the time until them and the forecast."""
    told = []
    for head in _heads(notes):
        day = head.rpartition(" ")[2]
        name = notes.words(f"{head}: kind") or "race"
        far = notes.say(f"{head}: distance", " over ")
        left = notes.say(f"{head}: days to go", ", in ")
        told.append(f"Your {name}{far} is on {day}{left}.")
    time = notes.say("plan: forecast of the race", "As you train now it would take ")
    ends = notes.say("plan: forecast, fast end", ", between ")
    ends += notes.say("plan: forecast, slow end", " and ")
    return join(*told, f"{time}{ends}." if time else "") or "No race is known."


def say_race(notes: Notes, day: dt.date, today: dt.date) -> str:
    """Whether a race on a day fits what is known."""
    away = (day - today).days
    if any(str(day) in fact.subject for fact in notes.about("goals")):
        return join(f"Yes: {day:%A} {day} is the day of your race.", say_recovery(notes))
    against = list(_speaks_against(notes, away))
    warned = say_warnings(notes, *_HARMLESS, *(_SOON_OVER if away > _HARD_DAYS else ()))
    if against or (warned and away <= _WARNED_DAYS):
        because = f": {'; '.join(against)}." if against else "."
        return join(f"I would not race on {day:%A} {day}{because}", warned)
    if notes.number("recovery: score") is None and notes.number(_RATIO) is None:
        return (
            f"I know too little to say whether a race on {day:%A} {day} fits: neither your "
            "recovery nor your load of four weeks is known."
        )
    place = notes.words(f"plan {day:%A} {day}: session")
    instead = f"It takes the place of {place.lower()} in your plan, and" if place else "It"
    return join(
        f"Nothing that I know speaks against a race on {day:%A} {day}.",
        notes.say("recovery: score", "Your recovery today is ", "."),
        f"{instead} counts as a hard day: keep the days around it easy.",
    )


def _speaks_against(notes: Notes, away: int) -> Iterator[str]:
    """Reasons not to race in some days: little recovery, a hard day before, a fast rise, a goal."""
    if notes.value("recovery: colour") in {"red", "yellow"} and away <= _HARD_DAYS:
        yield notes.say("recovery: score", "your recovery is only ")
    since = notes.number("sessions: days since the last hard one")
    if since is not None and since + away < _HARD_DAYS:
        subject = "sessions: days since the last hard one"
        yield notes.say(subject, "your last hard session was ", " before today")
    ratio = notes.number(_RATIO)
    if ratio is not None and ratio > HIGH_RATIO:
        yield notes.say(_RATIO, "your load ratio is ")
    for fact in notes.about("goals"):
        left = fact.value - away if isinstance(fact.value, float) else 0.0
        if fact.subject.endswith(": days to go") and 0 < left <= _NEAR_DAYS:
            yield f"your goal race is only {notes.mark(fact)} from today"


def say_ready(notes: Notes) -> str:
    """What speaks for and against readiness for the main race: time, forecast, plan, body."""
    heads = [head for head in _heads(notes) if notes.number(f"{head}: days to go") is not None]
    if not heads:
        notes.lack("goals: races ahead")
        return "I know of no race ahead: set a goal, and ask again."
    head = next((head for head in heads if head.startswith("goal A")), heads[0])
    kind = notes.words(f"{head}: kind") or "race"
    far = notes.say(f"{head}: distance", " over ")
    left = notes.say(f"{head}: days to go", " is in ")
    time = _forecast_of(notes, head)
    target = notes.say(f"{head}: target time", "; your target is ")
    against = notes.words("plan: goal against the forecast")
    judged = f", so the goal is {against}" if target and against else ""
    done = notes.say("plan: adherence", "You have kept to ", " of the plan so far.")
    return join(
        f"Your {kind}{far}{left}.",
        f"{time}{target}{judged}." if time else "I cannot forecast it: no race or test is known.",
        done,
        notes.say("recovery: score", "Your recovery today is ", "."),
        say_warnings(notes),
        notes.say(_RATIO, "Your load of a week against four is ", "."),
    )


def _heads(notes: Notes) -> list[str]:
    return list(dict.fromkeys(fact.subject.partition(": ")[0] for fact in notes.about("goals")))


def _forecast_of(notes: Notes, head: str) -> str:
    """The forecast of the plan, else what real runners with such races ran."""
    time = notes.say("plan: forecast of the race", "As you train now it would take ")
    low, high = "plan: forecast, fast end", "plan: forecast, slow end"
    if not time:
        time = notes.say(f"{head}: predicted time", "Your races make ", " likely")
        low, high = f"{head}: predicted time, fast end", f"{head}: predicted time, slow end"
    if time and notes.number(low) is not None:
        time += notes.say(low, " (between ") + notes.say(high, " and ", ")")
    return time
