"""Garmin Connect: activities as recorded, nights, HRV and weight, and workouts to the watch."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Annotated

from pydantic import Field, SecretStr

from trainkit.adapters._delivered import Fetched, deliver_activities, find_missing
from trainkit.adapters._garmin import (
    BACKEND,
    LOGIN_AGAIN,
    Ask,
    Calls,
    Pause,
    Planned,
    Session,
    State,
    obtain_tokens,
)
from trainkit.adapters._login import AddressOrNone
from trainkit.errors import BackendError
from trainkit.models import DailyHealth, History, Licence, PlannedWorkout, Problem
from trainkit.models.model import Model
from trainkit.models.provenance import Provenance
from trainkit.models.units import time_zone
from trainkit.plugins import Register, hookimpl
from trainkit.ports.format import FileContext
from trainkit.ports.source import Delivery, Listing
from trainkit.privacy import LICENCES
from trainkit.records import Account, clock_of

__all__ = ["GarminOptions", "GarminSource"]

TRAINKIT_CONTRACT = 1

_SOURCE = "garmin-api"
_WINDOW_DAYS = 28  # the most that Garmin tells of nights at once
_AGAIN_DAYS = 26  # looked at again, for edits and deletions: one window with today and tomorrow
_NIGHTS_AGAIN_DAYS = 7  # a watch is synced late, a night edited
_NO_ACTIVITY_DAYS = 364  # how far back health is looked for without any activity
_MOST_BROKEN = 3  # downloads that fail until the server counts as failing
_USELESS = (
    "Garmin refuses the tokens that it has just given; its API takes those of garminconnect 0.3.20 "
    "and newer, which needs Python 3.12"
)


class GarminOptions(Model):
    """Options of the source; nothing is needed after a login.

    Parameters
    ----------
    email : str
        The account; asked for where it is empty.
    password : SecretStr, optional
        Its password, used by ``trainkit login garmin`` alone; asked for where it is missing.
    tokens : SecretStr, optional
        Tokens of an earlier login, as garminconnect writes them, for an account without any.
    base_url : str
        Another host than Garmin's own for everything, login included; empty for Garmin's.
    china : bool
        Whether the account is one of garmin.cn.
    timezone : str
        IANA name of the athlete's zone; a Kit fills it in.
    since : date
        The first day that is asked for.
    files : bool
        Download original files; without them, only summaries.
    health : bool
        Ask for nights, HRV, resting heart rate, stress and weight.
    calls_per_second : float
        The most calls in a second; Garmin blocks those who ask more than about one.
    read_s : float
        Time limit for each part of an answer [s].
    accounts, clock : object, optional
        Where logins are kept, and the current time; a Kit fills them in.
    """

    email: str = ""
    password: SecretStr | None = None
    tokens: SecretStr | None = None
    base_url: AddressOrNone = ""
    china: bool = False
    timezone: str = "UTC"
    since: dt.date = dt.date(2000, 1, 1)
    files: bool = True
    health: bool = True
    calls_per_second: Annotated[float, Field(gt=0, le=1000)] = 1.0
    read_s: Annotated[float, Field(gt=0, le=600)] = 30.0
    accounts: Annotated[object, Field(exclude=True)] = None
    clock: Annotated[object, Field(exclude=True)] = None


class GarminSource:
    """Delivers activities and daily health, and takes planned workouts. Thread-safe.

    A first sync goes through the history four weeks at a time, the oldest first, and goes on where
    it was stopped. A later one makes six calls, and one for each new or changed activity. It never
    logs in by itself: only `sign_in` does. At the first sign of a block everything stops for the
    time that Garmin asks for, or an hour.

    Parameters
    ----------
    options : GarminOptions
        Account and addresses.
    """

    licence: Licence = LICENCES["garmin-api"]
    fresh_s = 1800.0

    def __init__(self, options: GarminOptions) -> None:
        self._options, self._zone = options, time_zone(options.timezone, argument="timezone")
        self._clock: Callable[[], dt.datetime] = clock_of(options.clock)
        self._account = Account(options.accounts, BACKEND)
        self._pause = Pause(Account(options.accounts, f"{BACKEND}-pause"), self._clock)
        self._session = Session(
            self._account,
            self._pause,
            base_url=options.base_url,
            china=options.china,
            tokens="" if options.tokens is None else options.tokens.get_secret_value(),
            read_s=options.read_s,
        )
        self._calls = Calls(self._session, per_second=options.calls_per_second)
        self._planned = Planned(self._calls)

    def __repr__(self) -> str:
        return f"<GarminSource {self._options.base_url or 'connect.garmin.com'}>"

    def sign_in(self, ask: Ask) -> str:
        """Log in with a password, keep the tokens, and return the athlete's name at Garmin.

        Parameters
        ----------
        ask : callable
            Asked for ``"email"`` and ``"password"`` where the options lack them, and for
            ``"code"`` where Garmin sends one.

        Returns
        -------
        str
            The name.

        Raises
        ------
        BackendError
            Garmin or the network refuses, or the secrets cannot be written. It is tried once.
        """
        self._pause.check()
        self._check_writable()
        given = self._options.password
        email = self._options.email or ask("email")
        password = ask("password") if given is None else given.get_secret_value()
        tokens = obtain_tokens(
            email,
            password,
            ask,
            pause=self._pause,
            base_url=self._options.base_url,
            china=self._options.china,
        )
        with self._account.lease():
            self._account.write(tokens)
        self._session.forget()
        try:
            return self._calls.display_name()
        except BackendError as error:
            if LOGIN_AGAIN not in error.message:
                raise
            raise BackendError(BACKEND, _USELESS) from None

    def is_logged_in(self) -> bool:
        """Return whether there are tokens, or a login is kept."""
        return self._options.tokens is not None or bool(self._account.read())

    def log_out(self) -> None:
        """Forget the login."""
        self._account.delete()
        self._session.forget()

    def fetch(self, cursor: str | None = None) -> Iterator[Delivery]:
        """Yield what is new after a cursor, and the last four weeks where they changed."""
        state = State.parse(cursor)
        newest = self._clock().astimezone(self._zone).date() + dt.timedelta(days=1)
        if state.until is None:
            first = nights = self._first_day(newest)
        else:
            until = min(state.until, newest)
            first = until - dt.timedelta(days=_AGAIN_DAYS)
            nights = until - dt.timedelta(days=_NIGHTS_AGAIN_DAYS)
        broken = [0]
        while first <= newest:
            last = min(first + dt.timedelta(days=_WINDOW_DAYS - 1), newest)
            yield from self._fetch_window(first, last, state, broken, nights=max(first, nights))
            first = last + dt.timedelta(days=1)

    def send(self, workouts: Sequence[PlannedWorkout]) -> list[str]:
        """Put planned workouts into the calendar; one that is there already is replaced.

        Parameters
        ----------
        workouts : sequence of PlannedWorkout
            Each with its date; rest days are left out.

        Returns
        -------
        list of str
            Their names there, for `recall`.
        """
        return self._planned.send(workouts)

    def move(self, workout: PlannedWorkout, day: dt.date) -> list[str]:
        """Move a workout that was sent for its date to another day, and return its name there."""
        return self._planned.move(workout, day)

    def recall(self, names: Sequence[str]) -> None:
        """Take planned workouts out of the calendar; unknown ones are no error."""
        self._planned.recall(names)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _first_day(self, newest: dt.date) -> dt.date:
        """Return the day of the oldest activity, less a window for the nights before it."""
        first = self._calls.first_day()
        ahead = _WINDOW_DAYS if first is not None else _NO_ACTIVITY_DAYS
        return max((first or newest) - dt.timedelta(days=ahead), self._options.since)

    def _fetch_window(
        self, first: dt.date, last: dt.date, state: State, broken: list[int], *, nights: dt.date
    ) -> Iterator[Delivery]:
        found = find_missing(
            self._calls.activities(first, last),
            (first, last),
            state,
            self._calls.day_of,
            lambda day: self._calls.activities(day, day),
        )
        names = frozenset(str(item["activityId"]) for item in found.items)
        listing = Listing("activities", _SOURCE, first, last, names, found.gone)
        fetch = partial(self._activity, broken=broken)
        yield from deliver_activities(found.items, listing, state, fetch)
        days, problems = self._days(nights, last, state)
        state.until = last
        state.drop_before(last - dt.timedelta(days=_AGAIN_DAYS + _WINDOW_DAYS))
        told = frozenset(day.provenance.id or "" for day in days)
        listings: tuple[Listing, ...] = (listing,)
        if told:  # else nothing was asked for, or nothing came: no reason to delete a week
            listings = (listing, Listing("days", _SOURCE, nights, last, told))
        history = History(days=days, problems=(*found.problems, *problems))
        yield Delivery(history, state.dump(), listings)

    def _days(
        self, first: dt.date, last: dt.date, state: State
    ) -> tuple[list[DailyHealth], tuple[Problem, ...]]:
        """Ask for the health of some days, and put together what belongs to one day."""
        from trainkit.adapters._garmin import readers

        if not self._options.health or first > last:
            return [], ()
        log, context = readers.ProblemLog(), self._context("days")
        found: dict[dt.date, dict[str, readers.DayValue]] = {}
        for payload in self._payloads(first, last, state):
            for day, values in readers.garmin_days(payload, ""):
                known = {
                    field: context.to_local(value)
                    if isinstance(value, dt.datetime) and value.tzinfo is readers.UNKNOWN_ZONE
                    else value
                    for field, value in values.items()
                    if value is not None
                }
                found.setdefault(day, {}).update(known)
        built = [
            readers.build_day(day, values, self._provenance(context, day.isoformat()), log)
            for day, values in sorted(found.items())
            if first <= day <= last
        ]
        return [day for day in built if day is not None], log.problems(context)

    def _payloads(self, first: dt.date, last: dt.date, state: State) -> Iterator[object]:
        """Ask for everything of some days; a later answer counts more."""
        yield self._calls.nights(first, last)
        yield self._calls.variabilities(first, last)
        yield self._calls.stresses(first, last)
        yield self._calls.weights(first, last)
        name = state.more.get("name", "")
        if name:
            try:
                if (rates := self._calls.resting_rates(name, first, last)) is not None:
                    yield rates
                    return
            except BackendError as error:
                if error.retryable or LOGIN_AGAIN in error.message:
                    raise
        renamed = self._calls.display_name()  # it may have changed since
        state.more["name"] = renamed
        if renamed != name:
            yield self._calls.resting_rates(renamed, first, last)

    def _activity(self, item: Mapping[str, object], broken: list[int]) -> Fetched:
        """Read an activity with its file, or else alone."""
        from trainkit.adapters._garmin import readers

        name = str(item["activityId"])
        log, context = readers.ProblemLog(), self._context(f"activity {name}")
        summary = next(iter(readers.garmin_activities([dict(item)], context, log)), None)
        if summary is None or not self._options.files:
            return Fetched(() if summary is None else (summary,), log.problems(context))
        try:
            content = self._calls.file(name)
        except BackendError as error:
            broken[0] += 1
            if broken[0] >= _MOST_BROKEN or not error.retryable or error.retry_after_s is not None:
                raise
            problem = context.warning(f"without its samples, for now: {error.message}")
            return Fetched((summary,), (*log.problems(context), problem), complete=False)
        timezone = self._options.timezone
        read = () if not content else readers.read_recording(content, timezone=timezone)
        recorded = tuple(readers.place_recording(activity, summary) for activity in read)
        return Fetched(recorded or (summary,), log.problems(context))

    def _provenance(self, context: FileContext, name: str) -> Provenance:
        return context.provenance(_SOURCE, identifier=name, licence=self.licence.name)

    def _context(self, what: str) -> FileContext:
        path = f"garmin-connect/{what}"
        return FileContext(path, self._zone, fetched_at=self._clock(), source=_SOURCE)

    def _check_writable(self) -> None:
        """Raise `BackendError` before a login whose tokens could not be kept."""
        with self._account.lease():
            kept = self._account.read()
            self._account.write(kept or "{}")
            if not kept:
                self._account.delete()


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the source."""
    needs = {"garminconnect": "trainkit[garmin]"}
    register("source", "garmin", GarminSource, options=GarminOptions, needs=needs)
