"""Strava, with an app of your own: the activities of the last weeks, kept for seven days."""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Annotated, cast

from pydantic import Field, SecretStr

from trainkit.adapters._delivered import find_missing
from trainkit.adapters._login import Address, LogsIn
from trainkit.adapters._strava import (
    CALLS_PER_DAY,
    Calls,
    State,
    answer_challenge,
    choose_renewals,
    count_later,
    judge_event,
    read_streams,
)
from trainkit.models import Activity, History, Licence, Problem
from trainkit.models.model import Model
from trainkit.models.units import time_zone
from trainkit.net.oauth import Bearer, Provider, Tokens
from trainkit.plugins import Register, hookimpl
from trainkit.ports.format import FileContext
from trainkit.ports.source import Delivery, Listing
from trainkit.privacy import LICENCES
from trainkit.records import Account, clock_of

if TYPE_CHECKING:
    import httpx

__all__ = ["StravaOptions", "StravaSource"]

TRAINKIT_CONTRACT = 1

_BACKEND, _SOURCE = "source.strava", "strava-api"
_SCOPE = "read,activity:read_all,profile:read_all"


class StravaOptions(Model):
    """Options of the source.

    Parameters
    ----------
    client_id : str
        Your app's number, from strava.com/settings/api.
    client_secret : SecretStr
        Its secret, usually ``"secret:STRAVA"``.
    refresh_token : SecretStr, optional
        A token of an earlier login; by default that of ``trainkit login strava``.
    base_url : str
        The API; from 2027-01-04 it is ``"https://api-v3.strava.com"``.
    oauth_url : str
        The host of logins.
    days : int
        How far back activities are kept up to date [d].
    files : bool
        Fetch samples, one call for each activity, and again within seven days.
    sample_days : int
        How far back samples are kept [d]; an older activity keeps its summary.
    verify_token, subscription_id, owner_id : optional
        Those of your webhook, and the athlete's number at Strava.
    timezone : str
        IANA name of the athlete's zone; a Kit fills it in.
    read_s : float
        Time limit for each part of an answer [s].
    accounts, clock, transport : object, optional
        Where logins are kept, the current time, and what sends requests; a Kit fills in the first
        two.
    """

    client_id: Annotated[str, Field(min_length=1)]
    client_secret: SecretStr
    refresh_token: SecretStr | None = None
    base_url: Address = "https://www.strava.com/api/v3"
    oauth_url: Address = "https://www.strava.com/oauth"
    days: Annotated[int, Field(ge=1, le=3650)] = 42
    files: bool = True
    sample_days: Annotated[int, Field(ge=0, le=3650)] = 24
    verify_token: SecretStr | None = None
    subscription_id: int | None = None
    owner_id: int | None = None
    timezone: str = "UTC"
    read_s: Annotated[float, Field(gt=0, le=600)] = 30.0
    accounts: Annotated[object, Field(exclude=True)] = None
    clock: Annotated[object, Field(exclude=True)] = None
    transport: Annotated[object, Field(exclude=True)] = None

    def provider(self) -> Provider:
        """Return the service of the login."""
        return Provider(
            _BACKEND,
            f"{self.oauth_url.rstrip('/')}/authorize",
            f"{self.oauth_url.rstrip('/')}/token",
            self.client_id,
            self.client_secret.get_secret_value(),
            _SCOPE,
            pkce=False,
            more={"approval_prompt": "auto"},
        )


class StravaSource(LogsIn):
    """Delivers the activities of the last weeks. Thread-safe.

    Strava's terms allow to keep its data for seven days, and forbid to show it to a language model:
    samples are fetched anew before that, and what is older than `days` goes.

    Parameters
    ----------
    options : StravaOptions
        The app.
    """

    licence: Licence = LICENCES["strava-api"]
    fresh_s = 900.0

    def __init__(self, options: StravaOptions) -> None:
        self._options, self._zone = options, time_zone(options.timezone, argument="timezone")
        self._clock: Callable[[], dt.datetime] = clock_of(options.clock)
        self._account = Account(options.accounts, _BACKEND)
        self._provider = options.provider()
        self._transport = cast("httpx.BaseTransport | None", options.transport)
        self._calls = Calls(
            options.base_url,
            Bearer(self._provider, self._account, transport=self._transport, clock=self._clock),
            clock=self._clock,
            read_s=options.read_s,
            transport=self._transport,
        )

    def __repr__(self) -> str:
        return f"<StravaSource {self._options.base_url}>"

    def is_logged_in(self) -> bool:
        """Return whether there is a token, or a login is kept."""
        return self._options.refresh_token is not None or super().is_logged_in()

    def fetch(self, cursor: str | None = None) -> Iterator[Delivery]:
        """Yield activities that are new, changed, or were fetched long ago.

        Samples are fetched again little by little, so that a usual day needs at most six calls.
        """
        self._first_login()
        now, state = self._clock(), State.parse(cursor)
        today = now.astimezone(self._zone).date()
        # From midnight on: the listing at the end speaks of whole days, the first left out.
        first, last = today - dt.timedelta(days=self._options.days), today + dt.timedelta(days=1)
        since = dt.datetime.combine(first, dt.time(), self._zone) - dt.timedelta(days=1)
        found = find_missing(
            self._calls.activities(since),
            (first, last),
            state,
            lambda name: self._day_inside(name, first),
            lambda _: (),
        )
        items = {str(item["id"]): item for item in found.items}
        listing = Listing("activities", _SOURCE, first, last, frozenset(items), found.gone)
        bare, sampled, problems = self._choose(items, state, now)
        for name in sampled:  # one by one: the limit of the app may end it anywhere
            activities, more = self._read([items[name]])
            history = History(activities=tuple(map(self._add_samples, activities)), problems=more)
            state.note_at(items[name], now)
            yield Delivery(history, state.dump(), (listing,))
        activities, more = self._read([items[name] for name in bare])
        for name in bare:
            state.note_at(items[name], now)
        kept = {name for name, (day, _) in state.known.items() if day >= first.isoformat()}
        state.keep_only({*items, *kept})
        told = (*found.problems, *problems, *more)
        yield Delivery(History(activities=activities, problems=told), state.dump(), (listing,))

    def _choose(
        self, items: Mapping[str, Mapping[str, object]], state: State, now: dt.datetime
    ) -> tuple[list[str], list[str], tuple[Problem, ...]]:
        """Choose what to deliver by its summary, and what with samples; say what is put off."""
        oldest = now.astimezone(self._zone).date() - dt.timedelta(days=self._options.sample_days)
        sampled = {
            name: item
            for name, item in items.items()
            if self._options.files
            and item.get("manual") is not True
            and str(item.get("start_date_local"))[:10] >= oldest.isoformat()
        }
        bare = [
            name
            for name, item in items.items()
            if name not in sampled
            and not (state.knows(item) and count_later(state.age_s(name, now)))
        ]
        new = [name for name in sampled if name not in state.known]
        changed = [
            name for name, item in sampled.items() if name in state.known and not state.knows(item)
        ]
        rest = {name for name in sampled if name not in new}
        again = choose_renewals({name: state.age_s(name, now) for name in rest})
        waiting = [name for name in changed if name not in again]
        late = max(len(waiting) - max(CALLS_PER_DAY - len(new) - len(again), 1), 0)
        message = f"{late} of {len(changed)} edited activities follow with the next sync"
        told = (Problem(path=_SOURCE, message=message, severity="warning"),) if late else ()
        return bare, [*new, *again, *waiting[: len(waiting) - late]], told

    def _day_inside(self, name: str, first: dt.date) -> dt.date | None:
        """Return the day of an activity; None where it is gone, or too old by now."""
        day = self._calls.day_of(name)
        return day if day is None or day >= first else None

    def receive(self, event: object) -> str:
        """Decide what a webhook's event means: ``"ignore"``, ``"sync"`` or ``"purge"``.

        After a withdrawn access the login is deleted here; a Kit deletes the data.
        """
        verdict = judge_event(
            event, subscription=self._options.subscription_id, owner=self._options.owner_id
        )
        if verdict == "purge":
            self._account.delete()
        return verdict

    def answer_challenge(self, query: Mapping[str, str]) -> dict[str, str]:
        """Answer the request that checks a new webhook; `InvalidInput` for one of somebody else."""
        token = self._options.verify_token
        return answer_challenge(query, "" if token is None else token.get_secret_value())

    def close(self) -> None:
        """Close the connections."""
        self._calls.close()

    def _read(
        self, items: Sequence[Mapping[str, object]]
    ) -> tuple[tuple[Activity, ...], tuple[Problem, ...]]:
        from trainkit.io.formats.strava_api import StravaApiFormat

        context = FileContext(
            f"{_SOURCE}/activities", self._zone, fetched_at=self._clock(), source=_SOURCE
        )
        content = json.dumps([*items]).encode()
        parts = [*StravaApiFormat().read(BytesIO(content), context)] if items else []
        found = tuple(activity for part in parts for activity in part.activities)
        return found, tuple(problem for part in parts for problem in part.problems)

    def _add_samples(self, activity: Activity) -> Activity:
        if activity.provenance.id is None:
            return activity
        streams = read_streams(self._calls.streams(activity.provenance.id))
        return activity if streams is None else activity.model_copy(update={"streams": streams})

    def _first_login(self) -> None:
        """Begin with the token that the host gave, until there is a newer one."""
        first = self._options.refresh_token
        if first is not None and not self._account.read():
            self._account.write(Tokens("", first.get_secret_value(), 0.0).dump())


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the source."""
    register("source", "strava", StravaSource, options=StravaOptions)
