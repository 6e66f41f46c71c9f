"""The ten tools: each asks the Kit, and answers in facts."""

import datetime as dt
import threading
from collections.abc import Mapping
from typing import Literal

from trainkit.coach import Facts, Toolbox
from trainkit.coach._tools.inputs import METRICS, ChangeInput, PlacedSession
from trainkit.errors import InvalidInput
from trainkit.kit import Kit
from trainkit.mcp._answer import Answer, answer_with
from trainkit.models import Activity, DailyHealth, Goal, Provenance, TrainingPlan
from trainkit.models.draft import Draft
from trainkit.models.units import time_zone

__all__ = ["Desk"]

_USE: Literal["prompt"] = "prompt"
_TOKENS = 6_000  # of one call, before an answer is cut to its bytes
_TOPICS = ("today", "warnings", "recovery", "form", "load", "hrv", "resting_hr", "sleep")
_MOST_WEEKS = 6
_NOON = dt.time(12)

Metric = Literal[(*METRICS, "insights")]  # type: ignore[valid-type]


class Desk:
    """Answers of one Kit, under the provenance gate; the ids of facts go on from call to call.

    Parameters
    ----------
    kit : Kit
        The Kit.
    """

    def __init__(self, kit: Kit) -> None:
        self._kit, self._count = kit, 0
        self._lock = threading.Lock()

    def today(self, day: dt.date | None = None) -> Answer:
        """Today's decision with recovery, warnings, load and form; or the morning of a past day."""
        if day is None:
            return self._ask(*(("get_facts", {"topic": topic}) for topic in _TOPICS))
        return self._ask(("get_recovery", {"day": day}))

    def history(
        self,
        metric: Metric,
        first: dt.date | None = None,
        last: dt.date | None = None,
        by: Literal["day", "week", "total"] = "week",
    ) -> Answer:
        """One metric by day or week (newest first, at most 60 rows), summed up, or insights."""
        if metric == "insights":
            return self._ask(("get_insights", {}))
        asked = {"metric": metric, "first": first, "last": last}
        if by == "total":
            return self._ask(("summarize", asked))
        asked["by"] = by
        return self._ask(("get_series", asked))

    def activity(self, day: dt.date | None = None, number: int = 1) -> Answer:
        """The activity of a day (the first is number 1); without a day, the newest ones."""
        if day is None:
            return self._ask(("find_activities", {"limit": 5}))
        return self._ask(("get_activity", {"day": day, "number": number}))

    def plan(self, weeks: int = 1) -> Answer:
        """The planned sessions from this week on, at most six weeks, with what became of them."""
        if not 1 <= weeks <= _MOST_WEEKS:
            raise InvalidInput("weeks", weeks, f"1 to {_MOST_WEEKS}")
        box = self._box()
        first = box.day - dt.timedelta(days=box.day.weekday())
        last = first + dt.timedelta(days=7 * weeks - 1)
        return self._ask(("get_plan", {"first": first, "last": last}), box=box)

    def check(self, workouts: list[PlacedSession]) -> Answer:
        """Which rules sessions would break in the place of what is planned."""
        asked = [wanted.model_dump() for wanted in workouts]
        return self._ask(("check_sessions", {"workouts": asked}))

    def propose(
        self,
        *,
        goal: str | None = None,
        action: Literal["skip", "move", "add"] | None = None,
        day: dt.date | None = None,
        to_day: dt.date | None = None,
        session: str | None = None,
        minutes: float | None = None,
    ) -> Answer:
        """Draft a plan for a goal ("10K on 2027-06-06") or a change of the plan; writes nothing."""
        if (goal is None) is (action is None):
            raise InvalidInput("goal", goal, "given, or action and day in its place")
        if goal is not None:
            race = Goal.read(goal, start=self._box().day)
            return self._tell(self._kit.drafts.plan(race, use=_USE))
        asked: dict[str, object] = {"action": action, "day": day, "to_day": to_day}
        asked |= {"session": session, "minutes": minutes}
        self._box().call("check_change", asked)  # a plan that may not be shown is none
        return self._tell(self._kit.drafts.change(asked, use=_USE))

    def what_if(
        self,
        action: Literal["skip", "move", "add"],
        day: dt.date,
        to_day: dt.date | None = None,
        session: str | None = None,
        minutes: float | None = None,
    ) -> Answer:
        """What a change of the plan would do to rules, load ratio and race forecast."""
        asked = ChangeInput(
            action=action, day=day, to_day=to_day, session=session, minutes=minutes
        ).model_dump()
        return self._ask(("what_if", asked))

    def race(self, distance_m: float) -> Answer:
        """Predicted time over a distance from the athlete's own races, and best times over it."""
        asked = {"distance_m": distance_m}
        return self._ask(("predict_race", asked), ("find_best_efforts", asked))

    def log(
        self,
        *,
        day: dt.date,
        sport: str | None = None,
        minutes: float | None = None,
        distance_m: float | None = None,
        rpe: float | None = None,
        resting_hr: float | None = None,
        hrv_ms: float | None = None,
        sleep_h: float | None = None,
        weight_kg: float | None = None,
        notes: str | None = None,
    ) -> Answer:
        """Draft a record: a workout (sport, minutes) or a morning; writes nothing."""
        morning: dict[str, float | str | None] = {
            "resting_hr": resting_hr,
            "hrv_rmssd": hrv_ms,
            "sleep_h": sleep_h,
            "weight_kg": weight_kg,
        }
        known = {name: value for name, value in morning.items() if value is not None}
        provenance = Provenance(source="manual")
        if sport is None:
            if notes:
                known["notes"] = notes
            if not known:
                raise InvalidInput("entry", "nothing", "a sport and minutes, or a morning's values")
            health = DailyHealth.model_validate({"date": day, "provenance": provenance, **known})
            return self._tell(self._kit.drafts.entry(health))
        if known or minutes is None:
            allowed = "minutes with the sport, and a morning's values in a call of their own"
            raise InvalidInput("minutes", minutes, allowed)
        zone = time_zone(self._kit.athlete.timezone)
        workout = Activity(
            sport=sport,
            start=dt.datetime.combine(day, _NOON, tzinfo=zone),
            elapsed_s=minutes * 60,
            distance_m=distance_m,
            rpe=rpe,
            notes=notes,
            provenance=provenance,
        )
        return self._tell(self._kit.drafts.entry(workout))

    def apply(self, draft_id: str) -> Answer:
        """Write a draft, after the athlete's yes. A second call changes nothing."""
        done = self._kit.drafts.apply(draft_id)
        return self._tell(done, f"Written: {_kind(done)}.")

    def facts(self) -> Answer:
        """All facts of the day, without a limit of length."""
        box = self._box()
        return answer_with(box.day, [box.facts()], longest=None)

    def whole_plan(self) -> Answer:
        """Six weeks of the plan, without a limit of length."""
        box = self._box()
        first = box.day - dt.timedelta(days=box.day.weekday())
        last = first + dt.timedelta(days=7 * _MOST_WEEKS - 1)
        found = self._call(box, "get_plan", {"first": first, "last": last})
        return answer_with(box.day, [found], longest=None)

    def _box(self) -> Toolbox:
        return self._kit.toolbox(use=_USE, max_tokens=_TOKENS, begin=self._count)

    def _ask(self, *calls: tuple[str, Mapping[str, object]], box: Toolbox | None = None) -> Answer:
        box = box or self._box()
        found = [self._call(box, name, arguments) for name, arguments in calls]
        return answer_with(box.day, found)

    def _call(self, box: Toolbox, name: str, arguments: Mapping[str, object]) -> Facts:
        found = box.call(name, arguments)
        with self._lock:
            self._count += len(found)
        return found

    def _tell(self, draft: Draft, *notes: str) -> Answer:
        refused = Facts((), refused=self._box().facts(max_tokens=200).refused)
        told = [*notes, *_describe(draft)]
        if not draft.applied:
            until = f"{draft.expires:%Y-%m-%d %H:%M} UTC"
            told.append(f"A draft until {until}: apply(draft_id) writes it, after a yes.")
        return answer_with(self._box().day, [refused], draft_id=draft.id, notes=told)


def _kind(draft: Draft) -> str:
    return {"change": "a change of the plan", "plan": "a plan", "entry": "a record"}[draft.kind]


def _describe(draft: Draft) -> list[str]:
    """Say what a draft would write, and what is proven of it."""
    if draft.revision is not None:
        changes = [change.message for change in draft.revision.changes]
        return ["Breaks no hard rule that the plan keeps.", *changes]
    if draft.plan is not None:
        return _prove(draft.plan)
    assert draft.entry is not None  # noqa: S101  a draft has one of the three
    hidden = {"provenance", "originals", "streams", "laps", "lengths"}
    record = draft.entry.model_dump(mode="json", exclude_defaults=True, exclude=hidden)
    return [", ".join(f"{name} {value}" for name, value in record.items())]


def _prove(plan: TrainingPlan) -> list[str]:
    proof = plan.certificate
    minutes = sum(workout.duration_min for workout in plan.workouts)
    told = [
        f"{plan.start} to {plan.end}, {len(plan.weeks)} weeks, {minutes / 60:.0f} h in all.",
    ]
    if proof is not None:
        told.append(f"Every hard rule holds; within {proof.gap:.1%} of the best plan's bound.")
        if proof.readiness is not None:
            told.append(str(proof.readiness))
    weeks = [
        f"week {number}: {sum(day.duration_min for day in week) / 60:.1f} h, "
        f"load {sum(day.load or 0.0 for day in week):.0f}"
        for number, week in enumerate(plan.weeks, start=1)
    ]
    return [*told, *plan.warnings[:3], *weeks]
