"""What may be asked of a list: names of its parameters, and of sports."""

import functools
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import ParamSpec, TypeVar

from trainkit.errors import InvalidInput
from trainkit.models._sport_groups import KNOWN_SPORTS

__all__ = ["check_sport", "named_query"]

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


def named_query(function: Callable[_Asked, _Answer]) -> Callable[_Asked, _Answer]:
    """Decorate a method that lists records: `InvalidInput` names the parameters it has.

    Parameters
    ----------
    function : callable
        The method; beside ``self`` it has parameters by name only, with defaults.

    Returns
    -------
    callable
        The same, for the same types.
    """
    known = [*getattr(function, "__kwdefaults__", {})]

    @functools.wraps(function)
    def ask(*args: _Asked.args, **kwargs: _Asked.kwargs) -> _Answer:
        for name in kwargs:
            if name not in known:
                close = get_close_matches(name, known, n=1)
                hint = f"; did you mean {close[0]}?" if close else ""
                raise InvalidInput(name, "asked for", f"one of {', '.join(known)}{hint}")
        return function(*args, **kwargs)

    return ask


def check_sport(sport: str | None, known: Iterable[str | None]) -> None:
    """Raise `InvalidInput` for what is no sport, and none of the athlete's own either.

    Parameters
    ----------
    sport : str or None
        What is asked for; None for every sport.
    known : iterable of str or None
        Sports of the records.
    """
    if sport is None or sport in KNOWN_SPORTS:
        return
    names = sorted({name for name in known if name is not None})
    if sport in names:
        return
    close = get_close_matches(sport, [*names, *sorted(KNOWN_SPORTS)], n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    there = f"one of those here, {', '.join(names)}, or another" if names else "a sport"
    raise InvalidInput("sport", sport, f"{there} of trainkit's names, such as running{hint}")
