"""What the rules say about the circumstances of a day that no record shows."""

import re

from trainkit.coach._chat.spoken import Notes, join
from trainkit.coach._chat.today_words import say_today

__all__ = ["CONDITIONS", "find_conditions", "say_conditions"]

_SHORT = (
    "After a night of less than five hours nothing hard: go easily, or rest if you feel bad. One "
    "night costs little fitness."
)
_COLD = (
    "With a cold neither a race nor anything hard. Enter it in your journal as an illness: the "
    "rules rest on its days, then begin with 20 easy minutes, and leave as many days without "
    "anything hard as it lasted. Fever, a cough from the chest or aching limbs: see a doctor."
)
_FLIGHT = (
    "After a flight over more than three time zones: easy days, one for each zone to the east and "
    "one for two to the west, and nothing hard on the second to fourth day. Train by daylight, and "
    "do not read the first nights as an illness."
)
_HEAT = (
    "In heat go by effort and not by pace: the pulse is higher at the same speed, and that is the "
    "weather. Train early or late and shorter, drink, and move anything hard to a cooler day; stop "
    "if you feel dizzy or cold."
)
_DRINKS = (
    "Alcohol raises the pulse of a night and lowers its HRV, so the morning says less about your "
    "training. Go easily or rest today, and drink water; nothing hard."
)
_HEIGHT = (
    "In the first days at altitude the pulse is higher and the HRV lower at the same effort. Easy "
    "and short for three days, by effort, then as usual; headache or sickness: rest, and go down "
    "if it gets worse."
)
_SHOT = (
    "After a vaccination one or two easy days, or rest; with a fever or aching limbs rest until "
    "they have gone. Nothing hard meanwhile."
)
_MISSED = (
    "What was missed is not made up for: after one to three sessions go on with the plan as it is; "
    "after four to seven days leave out the least important sessions of the week and keep the long "
    "one; after more than a week begin with half of what is usual. A plan follows by itself "
    "when it is adapted (at the terminal: trainkit adapt)."
)
_CONDITIONS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(words), sentence)
    for words, sentence in (
        (
            r"\bslept (?:only |just |about |for |maybe )*(?:[0-4]|one|two|three|four)"
            r"(?:[.,]\d+| and a half)? ?h(?:ours?|rs?)?\b"
            r"|\b(?:hardly|barely) slept\b|\bno sleep\b|\bcould ?n.?t sleep\b",
            _SHORT,
        ),
        (
            r"\bi(?:'m|'ve| am| have| got| caught| ?ve got)?(?: a| got a| down with a)? cold\b"
            r"|\b(?:with|have|got|caught|having) (?:a|the|my)(?: \w+)? cold\b|\bsniffles?\b"
            r"|\bsore throat\b|\b(?:runny|blocked|stuffed) nose\b|\bcough(?:ing)?\b",
            _COLD,
        ),
        (
            r"\bjet ?-?lag(?:ged)?\b|\b(?:i|we) (?:flew|have flown)\b|\btime ?zones?\b"
            r"|\b(?:long|night|overnight) flight\b",
            _FLIGHT,
        ),
        (
            r"\b(?:2[89]|3\d|4[0-5]) ?(?:degrees|°|c\b)|\b(?:too |so |very |really )?hot "
            r"(?:outside|out|today|day|weather)\b|\bheat ?wave\b|\bthis heat\b|\bin the heat\b"
            r"|\bhumid\b",
            _HEAT,
        ),
        (
            r"\bhung ?-?over\b|\b(?:had|drank|drunk)\b.*\b(?:beers?|wine|drinks?|cocktails?"
            r"|alcohol)\b|\btoo much to drink\b",
            _DRINKS,
        ),
        (r"\baltitude (?:camp|training)\b|\b(?:at|to) (?:high )?altitude\b", _HEIGHT),
        (r"\bvaccinat(?:ed|ion)\b|\b(?:flu|covid) (?:shot|jab)\b|\bbooster\b", _SHOT),
        (
            r"\b(?:missed|skipped) (?:\w+ ){0,4}(?:days?|sessions?|runs?|rides?|swims?|weeks?"
            r"|workouts?|training|intervals)\b",
            _MISSED,
        ),
    )
)
_ASKS_BACK = r"how (?:much|many|often|far|long)|what (?:was|were|is) my|average|compare|last time"
CONDITIONS = (
    rf"^(?!.*\b(?:{_ASKS_BACK})\b).*(?:" + "|".join(words.pattern for words, _ in _CONDITIONS) + ")"
)
"""A message that speaks of such a circumstance, and asks for no number."""


def find_conditions(text: str) -> str:
    """Find what the rules say about the circumstances that a message names.

    Parameters
    ----------
    text : str
        The message, in small letters.

    Returns
    -------
    str
        A few sentences for each; empty without any.
    """
    return join(*(sentence for words, sentence in _CONDITIONS if words.search(text)))


def say_conditions(notes: Notes, text: str) -> str:
    """What the circumstances mean for the day, and what the records alone would advise."""
    said = find_conditions(text)
    if _COLD in said:
        return said  # no training is suggested to somebody who is ill
    return join(said, "What your records alone would say:", say_today(notes))
