"""A journey: Berlin, New York, Tokyo, Honolulu, and a clock change in each direction."""

import datetime as dt
from typing import NamedTuple
from zoneinfo import ZoneInfo

__all__ = ["NIGHTS", "SESSIONS", "Session"]


class Session(NamedTuple):
    """A workout, and the local day that it belongs to."""

    start: dt.datetime
    day: str

    @property
    def utc(self) -> str:
        """The start as a service writes it."""
        return self.start.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def local(self) -> str:
        """The reading of the clock on the wall, without its offset."""
        return self.start.strftime("%Y-%m-%dT%H:%M:%S")


def _at(zone: str, text: str, *, fold: int = 0) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


SESSIONS = [
    Session(_at("Europe/Berlin", "2026-03-28T23:30"), "2026-03-28"),  # before summer time
    Session(_at("Europe/Berlin", "2026-03-29T00:30"), "2026-03-29"),  # the day of 23 hours
    Session(_at("Europe/Berlin", "2026-03-29T23:30"), "2026-03-29"),
    Session(_at("America/New_York", "2026-03-30T22:00"), "2026-03-30"),  # tomorrow in UTC
    Session(_at("Asia/Tokyo", "2026-04-02T00:30"), "2026-04-02"),  # yesterday in UTC
    Session(_at("Asia/Tokyo", "2026-04-03T06:30"), "2026-04-03"),
    Session(_at("Pacific/Honolulu", "2026-04-02T20:30"), "2026-04-02"),  # later, a day before
    Session(_at("Asia/Tokyo", "2026-04-06T18:00"), "2026-04-06"),  # without a fifth of April
    Session(_at("Europe/Berlin", "2026-10-25T00:15"), "2026-10-25"),  # the day of 25 hours
    Session(_at("Europe/Berlin", "2026-10-25T02:30"), "2026-10-25"),
    Session(_at("Europe/Berlin", "2026-10-25T02:45", fold=1), "2026-10-25"),
    Session(_at("Europe/Berlin", "2026-10-25T23:45"), "2026-10-25"),
]
"""In the order in which they happened; the athlete lives in Berlin."""

NIGHTS = [
    (_at("Europe/Berlin", "2026-03-28T23:00"), _at("Europe/Berlin", "2026-03-29T07:00")),
    (_at("America/New_York", "2026-03-29T23:30"), _at("America/New_York", "2026-03-30T07:00")),
    (_at("Asia/Tokyo", "2026-04-02T01:30"), _at("Asia/Tokyo", "2026-04-02T08:30")),
    (_at("Asia/Tokyo", "2026-04-03T23:00"), _at("Asia/Tokyo", "2026-04-04T06:00")),
    # Over the date line to the east: it begins on the fifth, and ends on the fourth.
    (_at("Asia/Tokyo", "2026-04-05T02:00"), _at("Pacific/Honolulu", "2026-04-04T14:00")),
    (_at("Asia/Tokyo", "2026-04-06T23:00"), _at("Asia/Tokyo", "2026-04-07T06:30")),
    (_at("Europe/Berlin", "2026-10-24T23:00"), _at("Europe/Berlin", "2026-10-25T07:00")),
]
"""From falling asleep to waking; a night belongs to the day on which it ends, where it ends."""
