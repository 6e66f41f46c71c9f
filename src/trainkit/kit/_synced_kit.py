"""What a Kit gets from its sources, and brings to them."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, cast, overload

from trainkit.errors import InvalidInput, TrainkitError
from trainkit.kit._adapters import Adapters
from trainkit.kit._data import AthleteData
from trainkit.models import PlannedWorkout
from trainkit.ports import MovesWorkouts, TakesWorkouts
from trainkit.records import SourceSync, SyncReport

__all__ = ["SyncedKit"]


class SyncedKit:
    """The methods of a Kit that reach its sources; a base class of `Kit`."""

    _adapters: Adapters
    _data: AthleteData

    @property
    def athlete_id(self) -> str:
        """The athlete's name in the store."""
        return self._data.athlete_id

    def sync(
        self,
        *,
        force: bool = False,
        progress: Callable[[SourceSync], object] = lambda _: None,
    ) -> SyncReport:
        """Fetch new data from all sources.

        What was fetched is stored part by part: a sync that was stopped goes on where it stopped.

        Parameters
        ----------
        force : bool
            Fetch even from sources with fresh data. A source that asked for a pause gets it all
            the same.
        progress : callable, optional
            Is told what a source has delivered so far, after each part.

        Returns
        -------
        SyncReport
            The outcome by source. A source that fails now, but succeeded before, is reported with
            its error and the age of its data.

        Raises
        ------
        TrainkitError
            A source never succeeded: `BackendError`, or `PluginError`, `InvalidInput` and
            `MissingExtra` where it cannot be created. Data from the other sources is kept.
        """
        return self._data.sync(self._adapters, force=force, progress=progress)

    def last_syncs(self) -> list[SourceSync]:
        """Return when each source last succeeded, and why it failed since; no service is asked.

        Returns
        -------
        list of SourceSync
            One for each source, in the host's order, without counts; `synced_at` is None where a
            source never succeeded.
        """
        return self._data.last_syncs(self._adapters)

    def now(self) -> dt.datetime:
        """Return the current time in the athlete's zone; in UTC where nothing is known."""
        return self._data.now()

    def purge_expired(self) -> int:
        """Delete what a licence no longer allows to keep, and return the number of records.

        `sync` does this too, before it fetches.
        """
        return self._data.records.purge()

    @overload
    def send(self, workout: PlannedWorkout, day: dt.date, /) -> list[str]: ...

    @overload
    def send(self, *workouts: PlannedWorkout) -> list[str]: ...

    def send(self, *workouts: PlannedWorkout | dt.date) -> list[str]:
        """Bring planned workouts to the first source that takes them, and so to the watch.

        Parameters
        ----------
        *workouts : PlannedWorkout
            Each with its date. A workout of the same day and sport that was sent before is
            replaced. A single one may be followed by a day: it is sent for that day, and moved
            there where it was sent for its own date before.

        Returns
        -------
        list of str
            Their names there, for `recall`.

        Raises
        ------
        InvalidInput
            No source takes workouts, or one of them has no date.
        BackendError
            The source failed.
        """
        recipient = self._recipient()
        sent = [workout for workout in workouts if isinstance(workout, PlannedWorkout)]
        days = [day for day in workouts if not isinstance(day, PlannedWorkout)]
        if not days:
            return recipient.send(sent)
        if (len(sent), len(days)) != (1, 1):
            raise InvalidInput("day", days[0], "given with one workout")
        workout, day = sent[0], days[0]
        if workout.date is None or workout.date == day:
            return recipient.send([workout.model_copy(update={"date": day})])
        if not hasattr(recipient, "move"):
            allowed = "its date: the source moves no workouts; recall it, and send it again"
            raise InvalidInput("day", day, allowed)
        return cast("MovesWorkouts", recipient).move(workout, day)

    def recall(self, names: Sequence[str]) -> None:
        """Take workouts back from the source, by the names that `send` returned."""
        self._recipient().recall(names)

    def log_in(
        self,
        name: str,
        show: Callable[[str], object] = lambda _: None,
        paste: Callable[[], str] | None = None,
        *,
        ask: Callable[[str], str] | None = None,
    ) -> str:
        """Log in to a source; the tokens are kept among the secrets, and passwords nowhere.

        Parameters
        ----------
        name : str
            The source's name, such as ``"strava"``.
        show : callable, optional
            Shows the address where the athlete agrees, or opens it in a browser.
        paste : callable, optional
            Asks for the address that the browser was sent to, where the browser is on another
            machine; by default the answer is awaited on this one for five minutes.
        ask : callable, optional
            For a source without a login in the browser, such as ``"garmin"``: asked for
            ``"email"`` and ``"password"`` that its options lack, and for the ``"code"`` that the
            service sends.

        Returns
        -------
        str
            What the athlete agreed to, or the name there, where the service says so.

        Raises
        ------
        InvalidInput
            No such source is named, or it knows no logins, or nobody can be asked.
        BackendError
            The athlete or the service refused, or the secrets cannot be written.
        """
        source = self._with_login(name)
        if hasattr(source, "sign_in"):
            return str(source.sign_in(ask or _nobody))
        return str(source.log_in(show, paste))

    def check_sources(self) -> list[str]:
        """Return what keeps each source from working, in the host's order; no service is asked.

        Returns
        -------
        list of str
            A line for each source: empty, or what is wrong and what to do.
        """
        return [self._check_source(number) for number in range(self._adapters.source_count)]

    def _check_source(self, number: int) -> str:
        try:
            resolved, source = self._adapters.source(number)
            if getattr(source, "is_logged_in", lambda: True)():
                return ""
        except TrainkitError as error:
            return str(error)
        return f"nobody has logged in; run: trainkit login {resolved.backend.partition('.')[2]}"

    def log_out(self, name: str) -> None:
        """Forget the login to a source; its data stay."""
        self._with_login(name).log_out()

    def _with_login(self, name: str) -> Any:
        known = []
        for number in range(self._adapters.source_count):
            resolved, source = self._adapters.source(number)
            if hasattr(source, "log_out"):
                known.append(resolved.backend.partition(".")[2])
                if known[-1] == name:
                    return source
        mine = ", ".join(known)
        allowed = f"a source that has a login: {mine}" if mine else "a source that has a login"
        raise InvalidInput("name", name, allowed)

    def receive(self, event: object) -> str:
        """Take an event of a service's webhook; nothing in it is believed but that it came.

        Parameters
        ----------
        event : object
            The parsed body of the request.

        Returns
        -------
        str
            ``"sync"`` where `sync` with ``force=True`` would find something new: answer the request
            first. ``"purge"`` where the athlete withdrew the access: all data of the service are
            deleted by then. Else ``"ignore"``.
        """
        for number in range(self._adapters.source_count):
            resolved, source = self._adapters.source(number)
            verdict = getattr(source, "receive", lambda _: "ignore")(event)
            if verdict == "purge":
                self._data.delete_source(resolved.backend, source.licence.name)
            if verdict in {"purge", "sync"}:
                return str(verdict)
        return "ignore"

    def _recipient(self) -> TakesWorkouts:
        for number in range(self._adapters.source_count):
            _, source = self._adapters.source(number)
            if hasattr(source, "send") and hasattr(source, "recall"):
                return cast("TakesWorkouts", source)
        raise InvalidInput("source", None, "one that takes workouts, such as intervals")


def _nobody(what: str) -> str:
    raise InvalidInput("ask", None, f"a function that asks the athlete for the {what}")
