"""Drafts: what another program proposes is kept, and written only when it is applied."""

import datetime as dt
import threading
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Literal, NamedTuple

from trainkit import planning
from trainkit.errors import Conflict, InvalidInput
from trainkit.kit._data import AthleteData
from trainkit.models import Goal, History, Revision, TrainingPlan
from trainkit.models.activity import Activity
from trainkit.models.day import DailyHealth
from trainkit.models.draft import Draft
from trainkit.ports import Record, RecordKind
from trainkit.privacy import Use

__all__ = ["Drafts"]

_KIND: RecordKind = "programs"
_LIFETIME = dt.timedelta(hours=24)
_SECONDS = 5.0


class Target(NamedTuple):
    """A day to which a session may go.

    Parameters
    ----------
    day : date
        The day.
    broken : str
        What stands against it, in words; empty where every rule is kept.
    """

    day: dt.date
    broken: str


class Drafts:
    """Keep drafts beside the athlete's records for a day; threads may share it.

    Parameters
    ----------
    data : AthleteData
        The athlete's data.
    clock : callable
        The current time, aware.
    """

    def __init__(self, data: AthleteData, clock: Callable[[], dt.datetime]) -> None:
        self._data, self._clock = data, clock
        self._lock = threading.Lock()

    def change(self, arguments: object, *, use: Use | None = None) -> Draft:
        """Draft a change of the plan: a session left out, moved or added.

        Parameters
        ----------
        arguments : mapping
            ``action``, ``day``, and ``to_day`` or ``session`` and ``minutes``.
        use : {"prompt", "training"} or None
            Who reads the draft; its words then tell nothing of records that it may not see.

        Returns
        -------
        Draft
            The draft, with the revision.

        Raises
        ------
        InvalidInput
            There is no plan, or the change breaks a hard rule that the plan keeps.
        """
        data, plan = self._data, self._data.current_plan()
        history = data.history(use)
        first = self._first_open(plan, history)
        from trainkit.coach._chat.proposal import propose_change  # noqa: PLC0415  on use

        revision = propose_change(arguments, plan, data.athlete, history, first)
        if not revision.changes:
            raise InvalidInput("change", "none", "one after which the plan differs")
        whole = data.history()
        if whole is not history:
            try:
                propose_change(arguments, plan, data.athlete, whole, first)
            except InvalidInput:
                allowed = "a change that keeps the rules on all records; some may not be shown here"
                raise InvalidInput("change", "refused", allowed) from None
        return self._keep(self._draft("change").model_copy(update={"revision": revision}))

    def moves(self, day: dt.date, *, reach_days: int = 7) -> list[Target]:
        """List the days to which a session may go, and what stands against the others.

        Parameters
        ----------
        day : date
            The day of the session.
        reach_days : int
            How many days before and after it are looked at.

        Returns
        -------
        list of Target
            By date, without the days that are past.

        Raises
        ------
        InvalidInput
            There is no plan.
        """
        from trainkit.coach._chat.proposal import try_change  # noqa: PLC0415  on use
        from trainkit.coach._tools.inputs import ChangeInput  # noqa: PLC0415

        data, plan = self._data, self._data.current_plan()
        history, athlete = data.history(), data.athlete
        first, found = self._first_open(plan, history), []
        for days in range(-reach_days, reach_days + 1):
            to_day = day + dt.timedelta(days=days)
            if not days or to_day < first:
                continue
            asked = ChangeInput(action="move", day=day, to_day=to_day)
            with suppress(InvalidInput):  # it is no day of the plan
                changed, broken = try_change(asked, plan, athlete, history, first)
                if changed.workouts != plan.workouts:  # the same session may stand there
                    found.append(Target(to_day, broken[0].message if broken else ""))
        return found

    def plan(self, goal: Goal | None, *, use: Use | None = None) -> Draft:
        """Draft a new plan for a race, or for a base where there is none.

        Parameters
        ----------
        goal : Goal, optional
            The race.
        use : {"prompt", "training"} or None
            Who reads the draft: it is computed from what they may see.

        Returns
        -------
        Draft
            The draft, with the plan and its certificate.

        Raises
        ------
        InvalidInput, InfeasiblePlan
            As `trainkit.plan` does.
        """
        data = self._data
        old, history = data.plan, data.history(use)
        today = data.today()
        start = None
        if history.span is None:
            start = today + dt.timedelta(days=7 - today.weekday())
        made = planning.plan(
            goal,
            data.athlete,
            history,
            availability=None if old is None else old.availability,
            start=start,
            allow_short=True,
            seconds=_SECONDS,
        )
        return self.offer(made)

    def offer(self, plan: TrainingPlan) -> Draft:
        """Draft a plan that was made elsewhere, such as one of `Kit.what_if`.

        Parameters
        ----------
        plan : TrainingPlan
            The plan.

        Returns
        -------
        Draft
            The draft.
        """
        return self._keep(self._draft("plan").model_copy(update={"plan": plan}))

    def entry(self, entry: Activity | DailyHealth) -> Draft:
        """Draft a record that a person tells of.

        Parameters
        ----------
        entry : Activity or DailyHealth
            The record.

        Returns
        -------
        Draft
            The draft.
        """
        return self._keep(self._draft("entry").model_copy(update={"entry": entry}))

    def get(self, draft_id: str) -> Draft:
        """Return a draft; `InvalidInput` where there is none of that id, or it has expired."""
        found = self._data.store.get(_KIND, self._data.athlete_id, keys=[draft_id])
        draft = Draft.model_validate_json(found[0].body) if found else None
        if draft is None or (draft.expires <= self._clock() and not draft.applied):
            raise InvalidInput("draft_id", draft_id, "the id of a draft of the last 24 hours")
        return draft

    def apply(self, draft_id: str) -> Draft:
        """Write what a draft proposes; a second call changes nothing.

        Parameters
        ----------
        draft_id : str
            The draft.

        Returns
        -------
        Draft
            The draft, now applied.

        Raises
        ------
        InvalidInput
            There is no such draft, it has expired, or the plan is no longer the one that it was
            made for.
        """
        with self._lock:
            draft = self.get(draft_id)
            if draft.applied:
                return draft
            if draft.revision is not None:
                self._revise(draft.revision)
            elif draft.plan is not None:
                if draft.plan != self._data.plan:
                    self._data.records.put_plan(draft.plan)
            elif draft.entry is not None:
                self._data.add(draft.entry)
            done = draft.model_copy(update={"applied": True})
            self._put(done)
            return done

    def drop(self, draft_id: str) -> None:
        """Decline a draft: it cannot be applied any more.

        Parameters
        ----------
        draft_id : str
            The draft.

        Raises
        ------
        InvalidInput
            There is no such draft, or it has expired.
        Conflict
            It is applied.
        """
        with self._lock:
            if self.get(draft_id).applied:
                raise Conflict("draft_id", draft_id, "that of a draft which is not applied yet")
            self._data.store.delete(self._data.athlete_id, _KIND, keys=[draft_id])

    def _first_open(self, plan: TrainingPlan, history: History) -> dt.date:
        """Return the first day that may still change."""
        tomorrow = self._data.today() + dt.timedelta(days=1)
        return max(plan.start, min(tomorrow, _day_after(history.span) or tomorrow))

    def _revise(self, revision: Revision) -> None:
        """Apply a revision, but not twice where the process ended before the draft was marked."""
        plan = self._data.current_plan()
        if not _is_applied(revision, plan):
            self._data.records.put_plan(revision.apply(plan))

    def _draft(self, kind: Literal["change", "plan", "entry"]) -> Draft:
        now = self._clock()
        return Draft(id=uuid.uuid4().hex[:12], kind=kind, made=now, expires=now + _LIFETIME)

    def _keep(self, draft: Draft) -> Draft:
        """Store a draft, and delete those that have expired."""
        store, athlete = self._data.store, self._data.athlete_id
        limit = self._clock() - _LIFETIME
        old = [record.key for record in store.get(_KIND, athlete) if record.at < limit]
        if old:
            store.delete(athlete, _KIND, keys=old)
        self._put(draft)
        return draft

    def _put(self, draft: Draft) -> None:
        record = Record(draft.id, draft.model_dump_json(), draft.made, draft.made.date())
        self._data.store.put(_KIND, self._data.athlete_id, [record])


def _day_after(span: tuple[dt.date, dt.date] | None) -> dt.date | None:
    return None if span is None else span[1] + dt.timedelta(days=1)


def _is_applied(revision: Revision, plan: TrainingPlan) -> bool:
    return all(plan.on(change.date) == change.after for change in revision.changes)
