"""What a sentence claims of the order and the proportions of a week, or that cannot be read.

A claim of a form that is known is compared with the week. Words that order, compare or count days
and stand in no known form are not believed: such a sentence is not shown.
"""

import re
from collections.abc import Callable, Sequence

from trainkit.coach._week.claims import NUMBERS, read_number
from trainkit.models.week import WeekDay

__all__ = ["order_holds"]

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = rf"(?:{'|'.join(_DAYS)})"
_NUMBER = rf"\d+|{'|'.join(NUMBERS[1:])}"
_AMOUNT = (
    rf"(?:about |around |roughly |some )?(?P<amount>\d+(?:[.,]\d+)?|{'|'.join(NUMBERS[1:])}|an)"
)
_UNIT = r"(?P<unit>km|kilomet(?:er|re)s?|miles?|min(?:ute)?s?|h(?:ours?|rs?)?)"
_AND_MINUTES = rf"(?: and (?P<rest>{_NUMBER}|a half|a quarter)(?: minutes?| min)?)?"
_MILE_M = 1609.344
_TIMES = {"once": 1, "twice": 2, "thrice": 3}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
_SHARE, _LEAST_MIN = 0.02, 0.51

_Check = Callable[[re.Match[str], Sequence[WeekDay]], bool]


def order_holds(sentence: str, days: Sequence[WeekDay]) -> bool:
    """Return whether all that a sentence says of order and proportions can be read, and is so.

    Parameters
    ----------
    sentence : str
        The sentence.
    days : sequence of WeekDay
        The week.
    """
    rest = sentence.lower()
    for pattern, check in _CLAIMS:
        for found in pattern.finditer(rest):
            if not check(found, days):
                return False
        rest = pattern.sub(" ", rest)
    return not (_UNREAD.search(rest) and _OF_WEEK.search(sentence))


def _day(name: str, days: Sequence[WeekDay]) -> WeekDay:
    return next(day for day in days if f"{day.date:%A}".lower() == name)


def _trained(days: Sequence[WeekDay]) -> list[WeekDay]:
    return [day for day in days if day.workout is not None]


def _metres(day: WeekDay) -> float:
    return 0.0 if day.workout is None else day.workout.planned_m or 0.0


def _near(value: float, said: float) -> bool:
    return abs(value - said) <= max(_SHARE * abs(value), _LEAST_MIN)


def _count(word: str) -> int:
    return _TIMES.get(word) or read_number(word)


def _size(day: WeekDay, word: str) -> float:
    """What is compared of a day: its load, its distance or its minutes."""
    if word.startswith(("hard", "eas", "light", "heav", "tough", "load", "work")):
        return day.load
    return _metres(day) if word.startswith("dist") else day.duration_min


def _compares(found: re.Match[str], days: Sequence[WeekDay]) -> bool:
    first, second = _day(found["one"], days), _day(found["other"], days)
    word = found["word"]
    change = _size(first, word) - _size(second, word)
    return change < 0 if word.startswith(("short", "eas", "light")) else change > 0


def _has_extreme(found: re.Match[str], days: Sequence[WeekDay]) -> bool:
    sizes = [_size(day, found["what"]) for day in _trained(days)]
    if not sizes:
        return False
    day = _day(found["one"], days)
    choose = max if found["most"] in {"most", "highest", "biggest", "largest"} else min
    return day.workout is not None and _size(day, found["what"]) == choose(sizes)


def _rests_between(found: re.Match[str], days: Sequence[WeekDay]) -> bool:
    first, last = _DAYS.index(found["one"]), _DAYS.index(found["other"])
    inside = [day for day in days if first <= day.date.weekday() <= last]
    return bool(inside) and all(day.workout is None for day in inside)


def _rests_times(found: re.Match[str], days: Sequence[WeekDay]) -> bool:
    return len(days) - len(_trained(days)) == _count(found["count"])


def _is_ordinal(found: re.Match[str], days: Sequence[WeekDay]) -> bool:
    trained = _trained(days)
    at = -1 if found["place"] in {"last", "final"} else _ORDINALS.index(found["place"])
    return at < len(trained) and trained[at] is _day(found["one"], days)


def _begins_or_ends(found: re.Match[str], days: Sequence[WeekDay]) -> bool:
    at = -1 if found["verb"].startswith(("end", "clos", "finish")) else 0
    name = found["what"].strip()
    if name.startswith(("rest", "day off", "day of rest")):
        return days[at].workout is None
    trained = _trained(days)
    return bool(trained) and trained[at].title.lower() == name


def _is_in_a_row(found: re.Match[str], days: Sequence[WeekDay]) -> bool:
    longest = length = 0
    for day in days:
        length = length + 1 if day.workout is not None else 0
        longest = max(longest, length)
    return longest == _count(found["count"])


def _are_of_effort(found: re.Match[str], days: Sequence[WeekDay]) -> bool:
    trained = _trained(days)
    same = sum(day.intensity == found["effort"] for day in trained)
    return len(trained) == _count(found["every"]) and same == _count(found["count"])


def _read_amount(found: re.Match[str]) -> tuple[str, float]:
    """A quantity and its amount: minutes, or metres."""
    amount = found["amount"]
    value = 1.0 if amount == "an" else _number(amount)
    rest = found.groupdict().get("rest")
    if found["unit"].startswith("h"):
        part = {"a half": 30.0, "a quarter": 15.0, None: 0.0}.get(rest)
        return "minutes", value * 60 + (_number(rest) if part is None and rest else part or 0.0)
    if found["unit"].startswith("min"):
        return "minutes", value
    return "metres", value * (_MILE_M if found["unit"].startswith("mi") else 1000)


def _number(word: str) -> float:
    return float(word.replace(",", ".")) if word[0].isdigit() else float(read_number(word))


def _amount_of(days: Sequence[WeekDay], quantity: str) -> float:
    return sum(day.duration_min if quantity == "minutes" else _metres(day) for day in days)


def _weekend_has(found: re.Match[str], days: Sequence[WeekDay]) -> bool:
    quantity, said = _read_amount(found)
    size = 1000.0 if quantity == "metres" else 1.0
    whole = _amount_of([day for day in days if day.date.weekday() >= _DAYS.index("saturday")],
                       quantity)  # fmt: skip
    return _near(whole / size, said / size)


def _longest_has(found: re.Match[str], days: Sequence[WeekDay]) -> bool:
    quantity, said = _read_amount(found)
    size = 1000.0 if quantity == "metres" else 1.0
    longest = max((_amount_of([day], quantity) for day in days), default=0.0)
    return _near(longest / size, said / size)


def _both_have(found: re.Match[str], days: Sequence[WeekDay]) -> bool:
    quantity, said = _read_amount(found)
    size = 1000.0 if quantity == "metres" else 1.0
    both = [_day(found["one"], days), _day(found["other"], days)]
    return _near(_amount_of(both, quantity) / size, said / size)


def _day_lasts(found: re.Match[str], days: Sequence[WeekDay]) -> bool:
    _, said = _read_amount(found)
    return _near(_day(found["one"], days).duration_min, said)


def _compile(words: str) -> re.Pattern[str]:
    return re.compile(words)


_ONE, _OTHER = rf"\b(?P<one>{_DAY})s?", rf"(?P<other>{_DAY})\b"
_CLAIMS: tuple[tuple[re.Pattern[str], _Check], ...] = (
    (
        _compile(
            rf"{_ONE}(?:'s \w+)? (?:is|will be) (?:a (?:bit|little) |much )?"
            rf"(?P<word>longer|shorter|harder|easier|lighter|heavier|tougher) than {_OTHER}(?:'s)?"
        ),
        _compares,
    ),
    (
        _compile(
            rf"{_ONE} (?:carries|has|holds|brings|takes|is) the (?P<most>most|highest|biggest"
            r"|largest|least|lowest|smallest) (?P<what>load|work|minutes|time|distance)\b"
        ),
        _has_extreme,
    ),
    (
        _compile(
            rf"\b(?:no (?:training|sessions?|workouts?|running|riding|swimming)|rest|off|free"
            rf"|nothing)\b[^.]{{0,12}}\b(?:from|between) (?P<one>{_DAY}) "
            rf"(?:to|until|till|through|and) {_OTHER}"
        ),
        _rests_between,
    ),
    (
        _compile(
            rf"\byou (?:rest|are off|have off) (?P<count>once|twice|thrice|(?:{_NUMBER})(?= times))"
            r"(?: times)?"
        ),
        _rests_times,
    ),
    (
        _compile(
            rf"\bthe (?P<place>{'|'.join(_ORDINALS)}|last|final) (?:session|workout|run|ride|swim)"
            rf"(?: of (?:the|your) week)? (?:is|comes|falls|waits) on (?P<one>{_DAY})\b"
        ),
        _is_ordinal,
    ),
    (
        _compile(
            r"\b(?:week|you) (?P<verb>starts?|begins?|opens?|ends?|closes?|finish(?:es)?)"
            r"(?: (?:the|your) week)? with (?:the |an? )?(?P<what>[a-z' -]+?)(?=[.,;!]|$| on\b)"
        ),
        _begins_or_ends,
    ),
    (
        _compile(
            rf"\b(?P<count>{_NUMBER}) (?:days?|sessions?)(?: of training)? "
            r"(?:in a row|straight|running)\b"
            rf"|\b(?P<count2>{_NUMBER}) (?:consecutive|straight) days\b"
        ),
        lambda found, days: _is_in_a_row(found, days) if found["count"] else False,
    ),
    (
        _compile(
            rf"\b(?P<count>{_NUMBER}) of (?:your|the) (?P<every>{_NUMBER}) "
            r"(?:sessions|workouts|runs|days) (?:are|is) (?P<effort>easy|hard|moderate)\b"
        ),
        _are_of_effort,
    ),
    (
        _compile(
            rf"{_ONE} and {_OTHER} (?:together (?:\w+ )?(?:to )?|combined (?:\w+ )?(?:to )?"
            rf"|come to |add up to |sum up to |total ){_AMOUNT} ?{_UNIT}{_AND_MINUTES}\b"
            r"(?: in (?:all|total)| together| combined)?"
        ),
        _both_have,
    ),
    (
        _compile(
            rf"\bweekend (?:brings|has|holds|takes|comes to|adds up to|totals) {_AMOUNT} ?{_UNIT}"
            rf"{_AND_MINUTES}\b"
        ),
        _weekend_has,
    ),
    (
        _compile(
            r"\blongest (?:day|session|run|ride|swim|one) (?:is|has|lasts|takes|comes to) "
            rf"{_AMOUNT}[ -]?{_UNIT}{_AND_MINUTES}\b"
        ),
        _longest_has,
    ),
    (
        _compile(
            rf"{_ONE},? (?:you (?:are out|run|ride|swim|train) |asks |calls |is out )?for "
            rf"{_AMOUNT} (?P<unit>h(?:ours?)?){_AND_MINUTES}\b"
        ),
        _day_lasts,
    ),
    (
        _compile(
            rf"{_ONE} (?:is|takes|lasts|needs|has|asks for) {_AMOUNT} (?P<unit>hours?) and "
            rf"(?P<rest>{_NUMBER}|a half|a quarter)(?: minutes?| min)?\b"
        ),
        _day_lasts,
    ),
)
_OF_WEEK = re.compile(
    rf"\b{_DAY}s?\b|\bweek(?:end)?\b|\bsessions?\b|\bworkouts?\b|\bdays?\b|\b(?:run|ride|swim)s\b"
    r"|\btraining\b|\bload\b|\brest\b",
    re.IGNORECASE,
)
_UNREAD = re.compile(
    r"\b(?:long|short|hard|eas|light|heav|tough|bigg|small|fast|slow)i?er than\b"
    r"|\b(?:last|previous|past) week\b.*\d|\d.*\b(?:last|previous|past) week\b"
    r"|\b(?:up|down|more|less|rises?|grows?|drops?|falls?|increases?|jumps?|higher|lower)"
    r" (?:by )?(?:about |some )?\d"
    r"|\b(?:together|combined|altogether|in (?:all|total)|between them)\b(?=.*\d)(?=.*day\b)"
    r"|\b(?:more|less|fewer|as (?:long|hard|easy|much|many)) (?:\w+ )?(?:than|as)\b"
    r"|\bthe (?:most|least|highest|lowest|biggest|smallest)\b|\bmost of\b"
    rf"|\b(?:from|between) {_DAY}\b|\b{_DAY} (?:to|until|till|through) {_DAY}\b"
    rf"|\b(?:before|after|until|till|by|since) {_DAY}\b"
    r"|\b(?:once|twice|thrice)\b|\b(?:three|four|five|six|seven|\d) times\b"
    rf"|\b(?:{'|'.join(_ORDINALS)}|last|final) (?:session|workout|run|ride|swim|day|training)\b"
    r"|\b(?:start|begin|open|end|close|finish)(?:s|es)? (?:\w+ ){0,2}with\b"
    r"|\bin a row\b|\bconsecutive\b|\bback[- ]to[- ]back\b|\bstraight days\b"
    r"|\b(?:half|a third|two thirds|a quarter|three quarters|the majority)(?: of)?\b(?! (?:an? )?"
    r"(?:hour|minute|marathon))"
    r"|\b\w+ of (?:your|the) (?:\w+ )?(?:sessions|workouts|days|runs|rides|swims)\b"
    r"|\bweekend\b.*\d|\bevery (?:other|second) day\b|\balternat|\bdouble the\b|\btwice as\b"
)
