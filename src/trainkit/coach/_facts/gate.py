"""The provenance gate of facts: what a licence keeps out, and what that makes of the others."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from trainkit.coach._fact_text import quote_name
from trainkit.coach._facts.draft import Draft
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.workout import PlannedWorkout
from trainkit.privacy import Gate, Permitted, Use

__all__ = ["add_up", "permit", "permit_plan", "restrict"]

_TOLERANCE = 1e-3  # relative: less than what is shown
# Scored from what is left, as on a day without a device; the reason says what is not in it.
_FROM_THE_REST = frozenset({"recovery", "hrv", "resting_hr", "sleep", "body"})


def permit(history: History, use: Use | None, gate: Gate) -> Permitted:
    """Leave out the records that a use may not see; the same history where all may be seen."""
    if use is None:
        return Permitted(history, {})
    kept_out = gate.restrictions(history, use)
    if not kept_out:
        return Permitted(history, {})
    key = ("permitted", use, kept_out)
    return history.memoize(key, lambda: gate.filter_history(history, use))


def permit_plan(
    plan: TrainingPlan | tuple[PlannedWorkout, ...] | None, use: Use | None, gate: Gate
) -> tuple[TrainingPlan | tuple[PlannedWorkout, ...] | None, dict[str, int]]:
    """Leave out planned sessions that a use may not see; a plan with one of them is none."""
    if plan is None or use is None:
        return plan, {}
    workouts = plan.workouts if isinstance(plan, TrainingPlan) else plan
    kept_out = Counter(
        workout.provenance.licence
        for workout in workouts
        if not gate.allows(workout.provenance.licence, use)
    )
    if not kept_out:
        return plan, {}
    kept = tuple(item for item in workouts if gate.allows(item.provenance.licence, use))
    return kept, dict(kept_out)


def add_up(*counts: Mapping[str, int]) -> dict[str, int]:
    """Add up numbers of records by licence."""
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return dict(total)


def restrict(
    drafts: Sequence[Draft], whole: Iterable[Draft], refused: Mapping[str, int]
) -> list[Draft]:
    """Take the value from each fact that the records kept out would change.

    Parameters
    ----------
    drafts : sequence of Draft
        From the permitted records.
    whole : iterable of Draft
        From all records; only what differs is told of them, and never a value.
    refused : mapping of str to int
        Number of records kept out, by licence.

    Returns
    -------
    list of Draft
        Facts that do not depend on them, and facts with the status ``"restricted"``.
    """
    names = [quote_name(name) for name in sorted(refused)]
    reason = ", ".join(f"{name} does not permit this use" for name in names)
    licence = ", ".join(names)
    complete = {draft.key: draft for draft in whole}
    merged = list(_judge(drafts, complete, reason, licence))
    present = {draft.key for draft in merged}
    hidden: dict[str, Draft] = {}
    for draft in complete.values():
        if draft.key in present or draft.status == "missing":
            continue
        if draft.record:
            subject = f"{draft.topic}: further records"
            hidden.setdefault(draft.topic, Draft(draft.topic, subject, priority=draft.priority))
        else:
            merged.append(_hide(draft, reason, licence))
    merged += [_hide(draft, reason, licence) for draft in hidden.values()]
    return merged


def _judge(
    drafts: Iterable[Draft], complete: Mapping[tuple[str, str], Draft], reason: str, licence: str
) -> Iterator[Draft]:
    for draft in drafts:
        other = complete.get(draft.key)
        if draft.topic in _FROM_THE_REST and draft.status == "ok":
            same = other is not None and _agree(draft, other)
            yield draft if same else replace(draft, reason=f"from other records: {reason}")
        elif other is None:
            continue  # it is there only because the others are not
        elif _agree(draft, other):
            yield draft
        else:
            yield _hide(draft, reason, licence)


def _agree(draft: Draft, other: Draft) -> bool:
    if (draft.status, draft.date, draft.reason) != (other.status, other.date, other.reason):
        return False
    if isinstance(draft.value, float) and isinstance(other.value, float):
        return math.isclose(draft.value, other.value, rel_tol=_TOLERANCE, abs_tol=1e-9)
    return draft.value == other.value


def _hide(draft: Draft, reason: str, licence: str) -> Draft:
    hidden = draft.without_value("restricted", reason)
    return replace(hidden, date=None, first=None, source="", licence=licence)
