"""Messages that ask two things at once, divided into whole questions."""

import re

__all__ = ["divide"]

_NEXT_QUESTION = re.compile(
    r"\?\s+(?=\w)|,? and (?=(?:what|how|should|can|may|when|am|is|did|do|why|which) (?:\w+ ){2})",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(r"\b(?:it|that|this|these|they|them|those|there|then)\b", re.IGNORECASE)
_ONE_BEGINNING = re.compile(
    r"^(?P<head>(?:(?:please )?(?:tell|show|give) me |(?:what|how|when|who)(?:'s|'re)? )"
    r"(?:(?:is|are|was|were|about) )?)"
    r"(?P<first>(?:my|the|today's) .+?),? and (?P<second>(?:my|the|today's) .+)$",
    re.IGNORECASE,
)
_TWO_DAYS = re.compile(
    r"^(?P<head>.*?)\b(?P<first>today|tomorrow),? and (?:on )?(?P<second>tomorrow|(?:mon|tues"
    r"|wednes|thurs|fri|satur|sun)day)\b(?P<end>[ ?.!]*)$",
    re.IGNORECASE,
)
_TWO = 2


def divide(message: str) -> tuple[str, ...]:
    """Divide a message into the questions that it joins.

    Parameters
    ----------
    message : str
        What the athlete writes.

    Returns
    -------
    tuple of str
        Two questions; the message alone where it is one, more than two, or where the second part
        points back to the first.

    Examples
    --------
    >>> divide("What are my zones and my paces?")
    ('What are my zones', 'What are my paces?')
    >>> divide("What should I do today and tomorrow?")
    ('What should I do today?', 'What should I do tomorrow?')
    """
    parts = tuple(part for part in _NEXT_QUESTION.split(message) if part.strip())
    if len(parts) == _TWO and not _POINTS_BACK.search(parts[1]):
        return parts
    if (days := _TWO_DAYS.search(message)) is not None:
        return tuple(f"{days['head']}{days[name]}{days['end']}" for name in ("first", "second"))
    if (beginning := _ONE_BEGINNING.search(message)) is not None:
        return tuple(f"{beginning['head']}{beginning[name]}" for name in ("first", "second"))
    return (message,)
