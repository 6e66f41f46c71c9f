"""Oura: nights, mornings and workouts, with an app of your own."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Annotated, Any

from pydantic import Field, SecretStr

from trainkit.models import History, Licence
from trainkit.models.model import Model
from trainkit.models.units import time_zone
from trainkit.net.login import log_in
from trainkit.net.oauth import Bearer, Provider
from trainkit.plugins import Register, hookimpl
from trainkit.ports import Delivery
from trainkit.ports.format import FileContext
from trainkit.ports.source import Listing
from trainkit.records import Account, clock_of
from trainkit_oura.calls import NAME, Calls

TRAINKIT_CONTRACT = 1

SOURCE, LICENCE = "oura", "oura-api"

_SCOPES = "daily workout"
_WINDOW_DAYS = 180  # asked for at once
_AGAIN_DAYS = 28  # looked at again, for edits, deletions, and a ring that was synced late


class OuraOptions(Model):
    """Options of the source.

    Parameters
    ----------
    client_id : str
        Your app, from cloud.ouraring.com/oauth/applications.
    client_secret : SecretStr
        Its secret, usually ``"secret:OURA"``.
    base_url : str
        The API.
    oauth_url : str
        The host where the athlete agrees.
    sandbox : bool
        Ask for the made-up data of Oura's sandbox.
    since : date
        The first day that is asked for.
    timezone : str
        IANA name of the athlete's zone; a Kit fills it in.
    read_s : float
        Time limit for each part of an answer [s].
    tries : int
        How often a call that fails for a while is made.
    allow_prompt, allow_training : bool
        Whether the data may be shown to a language model, or be part of a training set. Read
        Oura's terms first: they are not known here.
    accounts, clock, transport : object, optional
        Where logins are kept, the current time, and what sends requests; a Kit fills in the first
        two.
    """

    client_id: Annotated[str, Field(min_length=1)]
    client_secret: SecretStr
    base_url: str = "https://api.ouraring.com"
    oauth_url: str = "https://cloud.ouraring.com"
    sandbox: bool = False
    since: dt.date = dt.date(2015, 1, 1)
    timezone: str = "UTC"
    read_s: Annotated[float, Field(gt=0, le=600)] = 30.0
    tries: Annotated[int, Field(ge=1, le=10)] = 6
    allow_prompt: bool = False
    allow_training: bool = False
    accounts: Annotated[object, Field(exclude=True)] = None
    clock: Annotated[object, Field(exclude=True)] = None
    transport: Annotated[Any, Field(exclude=True)] = None


class OuraSource:
    """Delivers nights, scores and workouts. Thread-safe.

    A first sync goes through the history half a year at a time. Its cursor is the last day of
    which everything was delivered; the last four weeks are looked at again. A sync makes four
    calls for each window, and one more for each further page.
    """

    fresh_s = 900.0

    def __init__(self, options: OuraOptions) -> None:
        self._options, self._zone = options, time_zone(options.timezone, argument="timezone")
        self._clock = clock_of(options.clock)
        self._account = Account(options.accounts, NAME)
        base = options.base_url.rstrip("/")
        self._provider = Provider(
            NAME,
            f"{options.oauth_url.rstrip('/')}/oauth/authorize",
            f"{base}/oauth/token",
            options.client_id,
            options.client_secret.get_secret_value(),
            _SCOPES,
            pkce=False,
        )
        bearer = Bearer(
            self._provider, self._account, transport=options.transport, clock=self._clock
        )
        path = "v2/sandbox/usercollection" if options.sandbox else "v2/usercollection"
        self._calls = Calls(
            f"{base}/{path}",
            bearer,
            tries=options.tries,
            read_s=options.read_s,
            transport=options.transport,
        )

    def __repr__(self) -> str:
        return f"<OuraSource {self._options.base_url}>"

    @property
    def licence(self) -> Licence:
        """Closed to prompts and training, unless the host has read the terms."""
        return Licence(
            name=LICENCE,
            prompt=self._options.allow_prompt,
            training=self._options.allow_training,
            reason="the terms of Oura's API; a host may allow it: allow_prompt",
        )

    def fetch(self, cursor: str | None = None) -> Iterator[Delivery]:
        """Yield what is new after a cursor, and the last four weeks again."""
        # It may be tomorrow where the athlete is.
        newest = self._clock().astimezone(self._zone).date() + dt.timedelta(days=1)
        until = parse_cursor(cursor)
        first = self._options.since
        if until is not None:
            first = min(until, newest) - dt.timedelta(days=_AGAIN_DAYS)
        while first <= newest:
            last = min(first + dt.timedelta(days=_WINDOW_DAYS - 1), newest)
            yield self._fetch_window(first, last)
            first = last + dt.timedelta(days=1)

    def log_in(self, show: Callable[[str], object], paste: Callable[[], str] | None = None) -> str:
        """Connect an account in the athlete's browser; see `trainkit.ports.source.HasLogin`."""
        return log_in(
            self._provider,
            self._account,
            show=show,
            paste=paste,
            clock=self._clock,
            transport=self._options.transport,
        )

    def log_out(self) -> None:
        """Forget the account."""
        self._account.delete()

    def close(self) -> None:
        """Close the connections."""
        self._calls.close()

    def _fetch_window(self, first: dt.date, last: dt.date) -> Delivery:
        # Here, since readers of files take a while to import, and a listing needs none.
        from trainkit.io.authoring import ProblemLog  # noqa: PLC0415
        from trainkit_oura.readings import read_days, read_workout  # noqa: PLC0415

        log, context = ProblemLog(), self._context()
        scores = {
            "sleep_score": self._calls.documents("daily_sleep", first, last),
            "readiness": self._calls.documents("daily_readiness", first, last),
        }
        days = read_days(self._calls.documents("sleep", first, last), scores, context, log)
        read = [
            read_workout(document, context, log)
            for document in self._calls.documents("workout", first, last)
        ]
        workouts = [workout for workout in read if workout is not None]
        ids = {
            "days": frozenset(day.date.isoformat() for day in days),
            "activities": frozenset(workout.provenance.id or "" for workout in workouts),
        }
        history = History(
            activities=tuple(workouts), days=days, problems=tuple(log.problems(context))
        )
        listings = (
            Listing("days", SOURCE, first, last, ids["days"]),
            Listing("activities", SOURCE, first, last, ids["activities"]),
        )
        return Delivery(history, dump_cursor(last), listings)

    def _context(self) -> FileContext:
        return FileContext(
            f"{SOURCE}/usercollection",
            self._zone,
            fetched_at=self._clock(),
            licence=LICENCE,
            source=SOURCE,
        )


def dump_cursor(until: dt.date) -> str:
    """Write a cursor."""
    return json.dumps({"version": 1, "until": until.isoformat()})


def parse_cursor(cursor: str | None) -> dt.date | None:
    """Read a cursor; None, which means everything, for what is none."""
    try:
        plain = json.loads(cursor or "")
        return dt.date.fromisoformat(plain["until"]) if plain["version"] == 1 else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the source."""
    register("source", "oura", OuraSource, options=OuraOptions)
