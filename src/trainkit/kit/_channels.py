"""The ways to tell an athlete something, and when each may be used."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from trainkit.errors import InvalidInput
from trainkit.models.notice import NOTICE_KINDS

__all__ = ["Channel", "read_channels"]


class Channel(NamedTuple):
    """One way to tell an athlete, and when it may be used.

    Parameters
    ----------
    choice : object
        The notifier, as a host names it.
    kinds : frozenset of str
        What it tells.
    quiet : tuple of time, optional
        Beginning and end of the hours in which it waits, in the athlete's zone.
    """

    choice: object
    kinds: frozenset[str] = frozenset(NOTICE_KINDS)
    quiet: tuple[dt.time, dt.time] | None = (dt.time(22), dt.time(6))

    def is_quiet(self, now: dt.datetime) -> bool:
        """Return whether it is quiet at a local time."""
        if self.quiet is None:
            return False
        (begin, end), time = self.quiet, now.time()
        return begin <= time < end if begin <= end else time >= begin or time < end


def read_channels(choice: object) -> tuple[Channel, ...]:
    """Read a host's notifiers: names, options or adapters, with ``kinds`` and ``quiet`` of each.

    Raises
    ------
    InvalidInput
        ``kinds`` or ``quiet`` is none.
    """
    several = choice if isinstance(choice, list | tuple) else (choice,)
    return tuple(_read_channel(part) for part in several if part is not None)


def _read_channel(choice: object) -> Channel:
    if not isinstance(choice, Mapping):
        return Channel(choice)
    options = {str(key): value for key, value in choice.items()}
    usual = Channel(None)
    kinds, quiet = options.pop("kinds", NOTICE_KINDS), options.pop("quiet", None)
    listed = [kinds] if isinstance(kinds, str) else kinds
    if not isinstance(listed, Iterable) or not (named := frozenset(map(str, listed))):
        raise InvalidInput("notify.kinds", kinds, "some of " + ", ".join(NOTICE_KINDS))
    if unknown := named - set(NOTICE_KINDS):
        raise InvalidInput("notify.kinds", min(unknown), "one of " + ", ".join(NOTICE_KINDS))
    return Channel(options, named, usual.quiet if quiet is None else _read_hours(quiet))


def _read_hours(text: object) -> tuple[dt.time, dt.time] | None:
    """Read hours such as ``"22:00-06:00"``; empty for none."""
    if text in ("", False):
        return None
    begin, _, end = str(text).partition("-")
    try:
        hours = dt.time.fromisoformat(begin.strip()), dt.time.fromisoformat(end.strip())
    except ValueError:
        hours = dt.time(), dt.time()
    if hours[0] == hours[1] or any(time.tzinfo for time in hours):
        raise InvalidInput("notify.quiet", text, 'hours, such as "22:00-06:00", or "" for none')
    return hours
