"""intervals.icu: activities with their files, wellness and planned workouts of most devices."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, NamedTuple, cast

from pydantic import Field, SecretStr

from trainkit.adapters._delivered import Fetched, deliver_activities, find_missing
from trainkit.adapters._intervals import Calls, State
from trainkit.adapters._login import Address, Credentials, LogsIn
from trainkit.adapters._recordings import place_recording, read_recording
from trainkit.errors import BackendError, InvalidInput
from trainkit.models import Activity, History, Licence, PlannedWorkout, Problem
from trainkit.models.model import Model
from trainkit.models.units import time_zone
from trainkit.net import basic_auth
from trainkit.net.oauth import Bearer, Provider
from trainkit.plugins import Register, hookimpl
from trainkit.ports.format import FileContext
from trainkit.ports.source import Delivery, Listing
from trainkit.records import Account, clock_of

if TYPE_CHECKING:
    import httpx

__all__ = ["IntervalsOptions", "IntervalsSource"]

TRAINKIT_CONTRACT = 1

_BACKEND, _SOURCE, _LICENCE = "source.intervals", "intervals-icu", "intervals-api"
_SCOPE = "ACTIVITY:READ,WELLNESS:READ,CALENDAR:WRITE"
_WINDOW_DAYS = 28  # asked for at once
_AGAIN_DAYS = 28  # looked at again, for edits and deletions
_AHEAD_DAYS = 120  # of planned workouts
_STUB = "STRAVA"
_MOST_BROKEN = 3  # downloads that fail until the server counts as failing


class IntervalsOptions(Model):
    """Options of the source: an API key, or a login of your own app.

    Parameters
    ----------
    api_key : SecretStr, optional
        From Settings, Developer Settings on intervals.icu; usually ``"secret:INTERVALS"``.
    client_id : str
        The app, for ``trainkit login intervals`` instead of a key.
    client_secret : SecretStr, optional
        The app's secret.
    base_url : str
        The API.
    oauth_url : str
        The host of logins.
    timezone : str
        IANA name of the athlete's zone; a Kit fills it in.
    since : date
        The first day that is asked for.
    files : bool
        Download original files, or else samples; without them, only summaries.
    calls_per_second : float
        The most calls in a second; intervals.icu allows 10.
    read_s : float
        Time limit for each part of an answer [s].
    allow_prompt, allow_training : bool
        Whether the data may be shown to a language model, or be part of a training set. Read the
        terms of intervals.icu first: they are not known here.
    accounts, clock, transport : object, optional
        Where logins are kept, the current time, and what sends requests; a Kit fills in the first
        two.
    """

    api_key: SecretStr | None = None
    client_id: str = ""
    client_secret: SecretStr | None = None
    base_url: Address = "https://intervals.icu/api/v1"
    oauth_url: Address = "https://intervals.icu"
    timezone: str = "UTC"
    since: dt.date = dt.date(2000, 1, 1)
    files: bool = True
    calls_per_second: Annotated[float, Field(gt=0, le=1000)] = 5.0
    read_s: Annotated[float, Field(gt=0, le=600)] = 30.0
    allow_prompt: bool = False
    allow_training: bool = False
    accounts: Annotated[object, Field(exclude=True)] = None
    clock: Annotated[object, Field(exclude=True)] = None
    transport: Annotated[object, Field(exclude=True)] = None

    def provider(self) -> Provider:
        """Return the service of the login."""
        secret = self.client_secret
        return Provider(
            _BACKEND,
            f"{self.oauth_url.rstrip('/')}/oauth/authorize",
            f"{self.oauth_url.rstrip('/')}/api/oauth/token",
            self.client_id,
            "" if secret is None else secret.get_secret_value(),
            _SCOPE,
            pkce=False,
        )


class IntervalsSource(LogsIn):
    """Delivers activities, wellness and planned workouts, and takes planned workouts. Thread-safe.

    A first sync goes through the history four weeks at a time, the oldest first, and goes on where
    it was stopped. A later one asks for what is new, and looks at the last four weeks again: edits
    and deletions there are followed. An activity that came to intervals.icu from Strava is a stub
    without sport or duration: its day is unknown, never a rest day.

    Parameters
    ----------
    options : IntervalsOptions
        Key or app, and addresses.

    Raises
    ------
    InvalidInput
        Neither a key nor an app is given.
    """

    fresh_s = 900.0

    def __init__(self, options: IntervalsOptions) -> None:
        if options.api_key is None and not options.client_id:
            allowed = "the API key from Developer Settings on intervals.icu, or client_id of an app"
            raise InvalidInput("api_key", None, allowed)
        self._options, self._zone = options, time_zone(options.timezone, argument="timezone")
        self._clock = clock_of(options.clock)
        self._account = Account(options.accounts, _BACKEND)
        self._provider = options.provider()
        self._transport = cast("httpx.BaseTransport | None", options.transport)
        self._calls = Calls(
            options.base_url,
            self._credentials(),
            per_second=options.calls_per_second,
            read_s=options.read_s,
            transport=self._transport,
        )

    def __repr__(self) -> str:
        return f"<IntervalsSource {self._options.base_url}>"

    @property
    def licence(self) -> Licence:
        """Closed to prompts and training, unless the host has read the terms."""
        return Licence(
            name=_LICENCE,
            prompt=self._options.allow_prompt,
            training=self._options.allow_training,
            reason="the terms of intervals.icu; a host may allow it: allow_prompt",
        )

    def is_logged_in(self) -> bool:
        """Return whether there is a key, or a login is kept."""
        return self._options.api_key is not None or super().is_logged_in()

    def fetch(self, cursor: str | None = None) -> Iterator[Delivery]:
        """Yield what is new after a cursor, and the last four weeks where they changed."""
        state = State.parse(cursor)
        newest = self._today() + dt.timedelta(days=1)  # it may be tomorrow where the athlete is
        if state.until is None:
            first = self._calls.first_day(self._options.since, newest) or newest
        else:
            first = min(state.until, newest) - dt.timedelta(days=_AGAIN_DAYS)
        broken = [0]
        while first <= newest:
            last = min(first + dt.timedelta(days=_WINDOW_DAYS - 1), newest)
            if (newest - last).days <= 1:  # one call more for a day or two is a waste
                last = newest
            yield from self._fetch_window(first, last, state, broken, ahead=last == newest)
            first = last + dt.timedelta(days=1)

    def send(self, workouts: Sequence[PlannedWorkout]) -> list[str]:
        """Put planned workouts into the calendar; one that is there already is updated.

        Parameters
        ----------
        workouts : sequence of PlannedWorkout
            Each with its date.

        Returns
        -------
        list of str
            Their names there, for `recall`.
        """
        from trainkit.adapters._intervals import readers

        counts: Counter[object] = Counter()
        events: list[dict[str, object]] = []
        for workout in workouts:
            place = workout.date, workout.sport
            events.append(readers.write_event(workout, counts[place]))
            counts[place] += 1
        if events:
            self._calls.put_events(events)
        return [str(event["external_id"]) for event in events]

    def move(self, workout: PlannedWorkout, day: dt.date) -> list[str]:
        """Move a workout that was sent for its date to another day, and return its name there."""
        from trainkit.adapters._intervals import readers

        names = self.send([workout.model_copy(update={"date": day})])
        self.recall([str(readers.write_event(workout)["external_id"])])
        return names

    def recall(self, names: Sequence[str]) -> None:
        """Take planned workouts out of the calendar; unknown ones are no error."""
        if names:
            self._calls.delete_events(list(names))

    def close(self) -> None:
        """Close the connections."""
        self._calls.close()

    def _fetch_window(
        self, first: dt.date, last: dt.date, state: State, broken: list[int], *, ahead: bool
    ) -> Iterator[Delivery]:
        found = find_missing(
            self._calls.activities(first, last),
            (first, last),
            state,
            self._calls.day_of,
            lambda day: self._calls.activities(day, day),
        )
        items = found.items
        stubs = [item for item in items if item.get("source") == _STUB and "type" not in item]
        told = [item for item in items if item not in stubs]
        names = frozenset(str(item["id"]) for item in told)
        listing = Listing("activities", _SOURCE, first, last, names, found.gone)
        fetch = partial(self._activity, broken=broken)
        yield from deliver_activities(told, listing, state, fetch)
        problems = [*found.problems, *map(_untold, stubs)]
        yield self._close_window(listing, state, stubs, problems, ahead=ahead)

    def _close_window(
        self,
        listing: Listing,
        state: State,
        stubs: Sequence[Mapping[str, object]],
        problems: Sequence[Problem],
        *,
        ahead: bool,
    ) -> Delivery:
        """Deliver the rest of the window of a listing, and list all that it holds."""
        from trainkit.adapters._intervals import readers

        first, last = listing.first, listing.last
        log, context = readers.ProblemLog(), self._context("wellness")
        untold = Counter(str(stub.get("start_date_local"))[:10] for stub in stubs)
        wellness = {str(item["id"]): item for item in self._calls.wellness(first, last)}
        days = [
            readers.read_wellness(wellness.get(day, {"id": day}), context, log, untold=untold[day])
            for day in {**wellness, **untold}
        ]
        end = last + dt.timedelta(days=_AHEAD_DAYS) if ahead else last
        calendar = self._context("calendar")
        events = [readers.read_event(event, calendar) for event in self._calls.workouts(first, end)]
        history = History(
            days=[day for day in days if day is not None],
            workouts=tuple(event for event in events if event is not None),
            problems=(*log.problems(context), *problems),
        )
        names = {
            "days": frozenset(day.provenance.id or "" for day in history.day_originals),
            "workouts": frozenset(workout.provenance.id or "" for workout in history.workouts),
        }
        # An empty list may be an outage: it ends no mark.
        ended = state.note_untold(set(untold), (first, last)) if listing.ids else frozenset()
        state.until = last
        state.drop_before(last - dt.timedelta(days=_AGAIN_DAYS + _WINDOW_DAYS))
        listings = (
            listing,
            Listing("days", _SOURCE, first, last, names["days"], ended - names["days"]),
            Listing("days", _SOURCE, first, last, names["days"]),
            Listing("workouts", _SOURCE, first, end, names["workouts"]),
        )
        return Delivery(history, state.dump(), listings)

    def _activity(self, item: Mapping[str, object], broken: list[int]) -> Fetched:
        """Read an activity with its file, or else its samples, or else alone."""
        from trainkit.adapters._intervals import readers

        name = str(item["id"])
        log, context = readers.ProblemLog(), self._context(f"activity {name}")
        summary = readers.read_activity(item, context, log)
        if summary is None:
            return Fetched((), log.problems(context))
        if not self._options.files:
            return Fetched((summary,), log.problems(context))
        try:
            recorded = self._recorded(name, summary)
        except BackendError as error:
            broken[0] += 1
            if broken[0] >= _MOST_BROKEN or error.retry_after_s is not None:
                raise
            problem = context.warning(f"without its samples, for now: {error.message}")
            return Fetched((summary,), (*log.problems(context), problem), complete=False)
        return Fetched(recorded, log.problems(context))

    def _recorded(self, name: str, summary: Activity) -> tuple[Activity, ...]:
        from trainkit.adapters._intervals import readers

        content = self._calls.file(name)
        read = () if not content else read_recording(content, timezone=self._options.timezone)
        if read:
            return tuple(place_recording(activity, summary) for activity in read)
        streams = readers.read_streams(self._calls.streams(name))
        return (summary if streams is None else summary.model_copy(update={"streams": streams}),)

    def _credentials(self) -> Credentials:
        if (key := self._options.api_key) is not None:
            return _Key(key)
        return Bearer(self._provider, self._account, transport=self._transport, clock=self._clock)

    def _context(self, what: str) -> FileContext:
        return FileContext(
            f"{_SOURCE}/{what}",
            self._zone,
            fetched_at=self._clock(),
            licence=_LICENCE,
            source=_SOURCE,
        )

    def _today(self) -> dt.date:
        return self._clock().astimezone(self._zone).date()


class _Key(NamedTuple):
    """The athlete's key; another attempt after a refusal sends it again."""

    key: SecretStr

    def __call__(self) -> Mapping[str, str]:
        return basic_auth("API_KEY", self.key.get_secret_value())

    def refuse(self) -> None:
        """Do nothing: there is no other key."""


def _untold(stub: Mapping[str, object]) -> Problem:
    day = str(stub.get("start_date_local"))[:10]
    message = (
        f"{day}: a session that came from Strava may not be told; the day's load is unknown. "
        "Connect the device itself to intervals.icu, or import Strava's export"
    )
    return Problem(path=f"{_SOURCE}/activity {stub.get('id')}", message=message)


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the source."""
    register("source", "intervals", IntervalsSource, options=IntervalsOptions)
