"""Insights of a Kit's athlete: found, kept for a week, and moved by what the athlete says."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import Field

from trainkit import coach
from trainkit._array import choice
from trainkit.errors import InvalidInput
from trainkit.kit._data import AthleteData
from trainkit.models import Insight, InsightFeedback, InsightKind, Model
from trainkit.ports import LanguageModel, Record, RecordKind
from trainkit.records import RecordSnapshot

if TYPE_CHECKING:
    from trainkit.coach import Insights

__all__ = ["InsightOrder", "StoredInsights"]

InsightOrder = Literal["importance", "newest", "certainty"]
"""How insights are sorted."""

_KIND: RecordKind = "insights"
_STATE = "state"
_MOST = 5
_VALID = dt.timedelta(days=7)
_REACH = dt.timedelta(days=14)  # after the history, within which insights still speak of now
_ORDERS: tuple[InsightOrder, ...] = get_args(InsightOrder)


class _Kept(Model):
    """An insight that was told, and until when it is not told again."""

    insight: Insight
    told: dt.date
    hidden_until: dt.date | None = None


class _State(Model):
    """What the last run saw, and what the athlete said of each kind."""

    seen: str = ""
    told: dt.date | None = None
    keys: tuple[str, ...] = ()
    votes: Mapping[str, Annotated[float, Field(allow_inf_nan=False)]] = {}
    backend: str = "rules"
    reason: str = ""


class StoredInsights:
    """Find, keep, dismiss, snooze and rate insights; threads may share it.

    Parameters
    ----------
    data : AthleteData
        The athlete's data.
    llm : callable
        Returns the model, or None.
    clock : callable
        The current time, aware.
    """

    def __init__(
        self,
        data: AthleteData,
        llm: Callable[[], LanguageModel | None],
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._data, self._llm, self._clock = data, llm, clock

    def find(
        self, kinds: Collection[str] | None, order: InsightOrder, *, force: bool
    ) -> "Insights":
        """See `Kit.insights`."""
        choice("order", order, _ORDERS)
        for kind in kinds or ():
            choice("kinds", kind, get_args(InsightKind))
        found = self._find(force=force)
        chosen = [entry for entry in found if kinds is None or entry.kind in kinds]
        if order == "newest":
            chosen.sort(key=lambda entry: entry.valid_until or dt.date.min, reverse=True)
        elif order == "certainty":
            chosen.sort(key=lambda entry: 2.0 if entry.q is None else entry.q)
        return found.showing(chosen)

    def _find(self, *, force: bool) -> "Insights":
        data, today = self._data, self._data.today()
        snapshot = data.records.snapshot()
        state, kept = self._read()
        valid = [kept[key] for key in state.keys if key in kept and _is_valid(kept[key], today)]
        seen = self._describe(snapshot)
        if not force and (state.seen, state.told) == (seen, today):
            insights = [entry.insight for entry in valid]
            return coach.Insights(insights, day=today, backend=state.backend, reason=state.reason)
        hidden = {key for key, entry in kept.items() if _is_hidden(entry, today)}
        told = [] if force else [entry for entry in kept.values() if entry.hidden_until is None]
        found = self._ask(snapshot, state, told, hidden)
        until = today + _VALID
        new = [insight.model_copy(update={"valid_until": until}) for insight in found]
        fresh = {insight.key for insight in new}
        still = [] if force else [entry for entry in valid if entry.insight.key in found.holding]
        old = [entry for entry in still if entry.insight.key not in fresh]
        shown = [*(entry.insight for entry in old), *new][:_MOST]
        days = {entry.insight.key: entry.told for entry in old}
        self._put(
            {
                insight.key: _Kept(insight=insight, told=days.get(insight.key, today))
                for insight in shown
                if insight.kind != "waiting"
            },
            data.records.gate.strictest(snapshot.oldest_by_licence),
        )
        waits = any(insight.more_days for insight in shown)
        changes = {
            "seen": "" if waits else seen,
            "told": today,
            "keys": tuple(insight.key for insight in shown),
            "backend": found.backend if fresh else state.backend,
            "reason": found.reason,
        }
        state = state.model_copy(update=changes)
        self._put_state(state)
        return found.showing(shown, backend=state.backend)

    def _describe(self, snapshot: RecordSnapshot) -> str:
        """Return a text that changes with everything that insights depend on."""
        plan = self._data.plan
        known = None if plan is None else plan.model_dump_json()
        parts = [snapshot.digest, self._llm() is not None, known]
        return hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()

    def _ask(
        self, snapshot: RecordSnapshot, state: _State, told: Sequence[_Kept], hidden: set[str]
    ) -> "Insights":
        data, day = self._data, self._data.today()
        history = data.records.history(snapshot)
        if history.span is not None:
            day = min(max(day, history.span[0]), history.span[1] + _REACH)
        return coach.insights(
            history,
            data.athlete,
            day,
            llm=self._llm(),
            plan=data.plan,
            past=[entry.insight for entry in told],
            feedback=state.votes,
            hidden=hidden,
            most=_MOST,
            gate=data.records.gate,
        )

    def hide(self, key: str, days: int) -> None:
        """Hide an insight for some days; then it may be told anew."""
        state, kept = self._read()
        entry = self._require(kept, key)
        self._put_state(state.model_copy(update={"seen": ""}))  # another one takes its place
        until = self._data.today() + dt.timedelta(days=days)
        self._put({key: entry.model_copy(update={"hidden_until": until})}, self._licence(key))

    def rate(self, key: str, feedback: InsightFeedback) -> None:
        """See `Kit.rate_insight`."""
        choice("feedback", feedback, ("helpful", "not_helpful"))
        state, kept = self._read()
        kind = self._require(kept, key).insight.kind
        vote = 1.0 if feedback == "helpful" else -1.0
        votes = {**state.votes, kind: state.votes.get(kind, 0.0) + vote}
        self._put_state(state.model_copy(update={"votes": votes}))

    def _require(self, kept: dict[str, _Kept], key: str) -> _Kept:
        if key not in kept:
            allowed = "the key of an insight that was told: " + (", ".join(kept) or "there is none")
            raise InvalidInput("key", key, allowed)
        return kept[key]

    def _licence(self, key: str) -> str:
        records = self._data.store.get(_KIND, self._data.athlete_id, keys=[key])
        return records[0].licence if records else "user-file"

    def _read(self) -> tuple[_State, dict[str, _Kept]]:
        state, kept = _State(), dict[str, _Kept]()
        for record in self._data.store.get(_KIND, self._data.athlete_id):
            if record.key == _STATE:
                state = _State.model_validate_json(record.body)
            else:
                kept[record.key] = _Kept.model_validate_json(record.body)
        return state, kept

    def _put(self, kept: dict[str, _Kept], licence: str) -> None:
        now = self._clock()
        records = [
            Record(key, entry.model_dump_json(), now, entry.told, licence or "user-file")
            for key, entry in kept.items()
        ]
        if records:
            self._data.store.put(_KIND, self._data.athlete_id, records)

    def _put_state(self, state: _State) -> None:
        record = Record(_STATE, state.model_dump_json(), self._clock())
        self._data.store.put(_KIND, self._data.athlete_id, [record])


def _is_hidden(entry: _Kept, today: dt.date) -> bool:
    return entry.hidden_until is not None and today < entry.hidden_until


def _is_valid(entry: _Kept, today: dt.date) -> bool:
    """Return whether an insight is still to be shown: not hidden since, and within its week."""
    until = entry.insight.valid_until
    return entry.hidden_until is None and until is not None and today <= until
