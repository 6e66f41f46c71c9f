"""Numbers as a voice says them: "four twenty per kilometre", "two hundred and ten watts"."""

import re
from collections.abc import Callable

__all__ = [
    "say_distance",
    "say_duration",
    "say_number",
    "say_numbers",
    "say_pace",
    "say_power",
    "say_pulse",
    "show_distance",
    "show_time",
]

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_MINUTE_S, _HOUR_S, _KM_M = 60, 3600, 1000.0
_SECONDS_MATTER_S = 1200  # beyond, minutes are enough for an ear
_SECONDS_UP_TO_S = 100  # below, seconds are said as seconds


def say_number(value: float) -> str:
    """Say a number of at most one decimal.

    Parameters
    ----------
    value : float
        Below a million.

    Returns
    -------
    str
        The words.

    Examples
    --------
    >>> say_number(210), say_number(5.2), say_number(-3)
    ('two hundred and ten', 'five point two', 'minus three')
    """
    if value < 0:
        return f"minus {say_number(-value)}"
    tenths = round(value * 10)
    whole, tenth = divmod(tenths, 10)
    return _say_whole(whole) + (f" point {_ONES[tenth]}" if tenth else "")


def _say_whole(value: int) -> str:
    if value < 20:
        return _ONES[value]
    if value < 100:
        ten, rest = divmod(value, 10)
        return _TENS[ten] + (f"-{_ONES[rest]}" if rest else "")
    size, name = (100, "hundred") if value < 1000 else (1000, "thousand")
    count, rest = divmod(value, size)
    joint = " and " if rest < 100 else " "
    return f"{_say_whole(count)} {name}" + (f"{joint}{_say_whole(rest)}" if rest else "")


def _say_clock(minutes: int, seconds: int) -> str:
    """Say minutes and seconds as on a watch: "four oh five"."""
    if not seconds:
        return f"{_say_whole(minutes)} {'minute' if minutes == 1 else 'minutes'}"
    zero = "oh " if seconds < 10 else ""
    return f"{_say_whole(minutes)} {zero}{_say_whole(seconds)}"


def say_pace(pace_s: float, *, unit: str = "kilometre") -> str:
    """Say a pace [s for a kilometre, or another unit].

    Examples
    --------
    >>> say_pace(260), say_pace(240), say_pace(305)
    ('four twenty per kilometre', 'four minutes per kilometre', 'five oh five per kilometre')
    """
    return f"{_say_clock(*divmod(round(pace_s), _MINUTE_S))} per {unit}"


def say_duration(duration_s: float) -> str:
    """Say a duration [s].

    Examples
    --------
    >>> say_duration(90), say_duration(180), say_duration(200), say_duration(3900)
    ('ninety seconds', 'three minutes', 'three minutes twenty', 'one hour five')
    """
    whole_s = round(duration_s)
    if whole_s > _SECONDS_MATTER_S:
        whole_s = round(whole_s / _MINUTE_S) * _MINUTE_S
    if whole_s < _SECONDS_UP_TO_S and whole_s % _MINUTE_S:
        return f"{_say_whole(whole_s)} {'second' if whole_s == 1 else 'seconds'}"
    minutes, seconds = divmod(whole_s, _MINUTE_S)
    if minutes < _MINUTE_S:
        rest = f" {_say_whole(seconds)}" if seconds else ""
        return f"{_say_clock(minutes, 0)}{rest}"
    hours, minutes = divmod(minutes, _MINUTE_S)
    rest = f" {_say_whole(minutes)}" if minutes else ""
    return f"{_say_whole(hours)} {'hour' if hours == 1 else 'hours'}{rest}"


def say_distance(distance_m: float) -> str:
    """Say a distance [m].

    Examples
    --------
    >>> say_distance(400), say_distance(1000), say_distance(5210)
    ('four hundred metres', 'one kilometre', 'five point two kilometres')
    """
    if distance_m < _KM_M - 5:
        metres = round(distance_m / 10) * 10 if distance_m >= 100 else round(distance_m)
        return f"{_say_whole(metres)} {'metre' if metres == 1 else 'metres'}"
    km = round(distance_m / 100) / 10
    return f"{say_number(km)} {'kilometre' if km == 1 else 'kilometres'}"


def say_power(power_w: float) -> str:
    """Say a power [W]."""
    watts = round(power_w)
    return f"{_say_whole(watts)} {'watt' if watts == 1 else 'watts'}"


def say_pulse(heart_rate: float) -> str:
    """Say a heart rate [bpm] as runners do: "one fifty-two".

    Examples
    --------
    >>> say_pulse(152), say_pulse(108), say_pulse(200), say_pulse(97)
    ('one fifty-two', 'one oh eight', 'two hundred', 'ninety-seven')
    """
    hundreds, rest = divmod(round(heart_rate), 100)
    if not hundreds or not rest:
        return _say_whole(round(heart_rate))
    return f"{_ONES[hundreds]} {'oh ' if rest < 10 else ''}{_say_whole(rest)}"


def show_time(duration_s: float) -> str:
    """Write a duration [s] as on a watch: ``"4:20"``, ``"1:02:05"``."""
    minutes, seconds = divmod(round(duration_s), _MINUTE_S)
    hours, rest = divmod(minutes, _MINUTE_S)
    return f"{hours}:{rest:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def show_distance(distance_m: float) -> str:
    """Write a distance [m] with its unit."""
    if distance_m < _KM_M - 5:
        return f"{round(distance_m)} m"
    return f"{round(distance_m / 100) / 10:g} km"


_CLOCK = r"(?P<m>\d{1,3}):(?P<s>[0-5]\d)(?!\d|:)"
_NUMBER = r"(?P<n>\d{1,6}(?:\.\d+)?)"


def _clock_s(found: re.Match[str]) -> int:
    return int(found["m"]) * _MINUTE_S + int(found["s"])


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), say)
    for pattern, say in (
        (
            rf"{_CLOCK}\s*(?:min)?\s*(?:/|per|a)\s*(?P<u>km|kilomet(?:re|er)|mi|mile)\b",
            lambda f: say_pace(
                _clock_s(f), unit="mile" if f["u"].lower()[:2] == "mi" else "kilometre"
            ),
        ),
        (rf"{_CLOCK}", lambda f: say_duration(_clock_s(f))),
        (rf"{_NUMBER}\s*bpm\b", lambda f: say_pulse(float(f["n"]))),
        (rf"{_NUMBER}\s*(?:w|watts?)\b", lambda f: say_power(float(f["n"]))),
        (
            rf"{_NUMBER}\s*(?:km|kilomet(?:res?|ers?))\b",
            lambda f: say_distance(float(f["n"]) * _KM_M),
        ),
        (rf"{_NUMBER}\s*m\b", lambda f: say_distance(float(f["n"]))),
        (rf"{_NUMBER}\s*(?:s|sec)\b", lambda f: say_duration(float(f["n"]))),
        (rf"{_NUMBER}\s*min\b", lambda f: say_duration(float(f["n"]) * _MINUTE_S)),
        (rf"{_NUMBER}\s*(?:%|percent\b)", lambda f: f"{say_number(float(f['n']))} percent"),
        (rf"{_NUMBER}\s*kg\b", lambda f: f"{say_number(float(f['n']))} kilos"),
        (rf"{_NUMBER}", lambda f: say_number(float(f["n"]))),
    )
)


def say_numbers(text: str) -> str:
    """Write the numbers of a text in words, with their units.

    Parameters
    ----------
    text : str
        A text with digits.

    Returns
    -------
    str
        The text without digits.

    Examples
    --------
    >>> say_numbers("Hold 4:20 /km, 3 more at 210 W.")
    'Hold four twenty per kilometre, three more at two hundred and ten watts.'
    """
    for pattern, say in _RULES:
        text = pattern.sub(say, text)
    return text
