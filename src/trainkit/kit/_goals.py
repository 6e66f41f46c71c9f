"""The goals of a Kit's athlete: kept by key, changed, and followed."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

from trainkit import planning
from trainkit.errors import Conflict, NotFound
from trainkit.kit._data import AthleteData
from trainkit.kit._local_days import read_days
from trainkit.kit._queries import named_query
from trainkit.models import Goal, KeptGoal
from trainkit.ports import Record, RecordKind

if TYPE_CHECKING:  # what is planned is imported where there is a plan
    from trainkit.models import GoalProgress, Progress

__all__ = ["GoalFields", "Goals"]

_KIND: RecordKind = "goals"


class GoalFields(TypedDict, total=False):
    """The fields of `Goal`, in its units."""

    distance_m: float
    date: dt.date
    time_s: float | None
    priority: Literal["A", "B", "C"]
    name: str | None
    sport: str
    trail: bool
    ascent_m: float | None


class Goals:
    """The goals, each with a key that a URL can carry; threads may share it.

    Parameters
    ----------
    data : AthleteData
        The athlete's data.
    """

    def __init__(self, data: AthleteData) -> None:
        self._data = data

    def add(self, goal: Goal | str | None = None, **fields: Unpack[GoalFields]) -> KeptGoal:
        """Keep a goal.

        Parameters
        ----------
        goal : Goal or str, optional
            The goal, or words such as ``"10K in 50 minutes on 2027-06-06"``.
        **fields
            Fields of `Goal` that say more, such as ``priority="B"``, or all of it.

        Returns
        -------
        KeptGoal
            The goal with its key.

        Raises
        ------
        InvalidInput
            The words name no distance or no day, or a field is invalid.
        Conflict
            The same goal is kept already.
        """
        added = self._read(goal, fields)
        if any(known.goal == added for known in self.list()):
            raise Conflict("goal", _words(added), "another one: this goal is kept already")
        return self._put(uuid.uuid4().hex[:12], added)

    def _read(self, goal: Goal | str | None, fields: GoalFields) -> Goal:
        if goal is None:
            return Goal(**fields)
        read = Goal.read(goal, start=self._data.local_day()) if isinstance(goal, str) else goal
        plain = read.goal if isinstance(read, KeptGoal) else read
        return plain.model_copy(update=fields)

    @named_query
    def list(
        self, *, first: dt.date | str | None = None, last: dt.date | str | None = None
    ) -> list[KeptGoal]:
        """Return the goals by date.

        Parameters
        ----------
        first, last : date or str, optional
            Only races of these days.

        Returns
        -------
        list of KeptGoal
            The goals.
        """
        records = self._data.store.get(_KIND, self._data.athlete_id)
        days = read_days(first, last)
        goals = (KeptGoal.model_validate_json(record.body) for record in records)
        chosen = [goal for goal in goals if goal.date in days]
        return sorted(chosen, key=lambda goal: (goal.date, goal.priority, goal.key))

    def ahead(self) -> Sequence[KeptGoal]:
        """Return the goals of today and later."""
        return self.list(first=self._data.local_day())

    def get(self, key: str) -> KeptGoal:
        """Return a goal; `NotFound` where there is none with this key."""
        for goal in self.list():
            if goal.key == key:
                return goal
        raise NotFound("goal", key, "the key of a goal that is kept")

    def update(self, key: str, **fields: Unpack[GoalFields]) -> KeptGoal:
        """Change fields of a goal.

        Parameters
        ----------
        key : str
            The goal's key.
        **fields
            New values of fields of `Goal`, such as ``time_s=2940``; None where unknown.

        Returns
        -------
        KeptGoal
            The changed goal. The plan stays as it is: `Kit.adapt` or `Kit.plan` follows it.

        Raises
        ------
        NotFound
            There is no such goal.
        InvalidInput
            A field is unknown, or its value is invalid.
        """
        return self._put(key, self.get(key).goal.model_copy(update=fields))

    def remove(self, key: str) -> KeptGoal:
        """Remove a goal, and return it; `NotFound` where there is none with this key."""
        goal = self.get(key)
        self._data.store.delete(self._data.athlete_id, _KIND, keys=[key])
        return goal

    def progress(self, key: str) -> "GoalProgress":
        """Tell how far the athlete is on the way to a goal.

        Parameters
        ----------
        key : str
            The goal's key.

        Returns
        -------
        GoalProgress
            The days left, and the progress in the plan where the latest one leads to this goal.

        Raises
        ------
        NotFound
            There is no such goal.
        """
        goal, today, plan = self.get(key), self._data.local_day(), self._data.plan
        leads = plan is not None and any(_same_race(goal, planned) for planned in plan.goals)
        found = self.plan_progress() if leads else None
        from trainkit.models import GoalProgress  # noqa: PLC0415

        return GoalProgress(goal=goal, on=today, days_left=(goal.date - today).days, plan=found)

    def plan_progress(self) -> "Progress | None":
        """Tell how far the athlete is in the latest plan; None without one."""
        plan, data = self._data.plan, self._data
        if plan is None:
            return None
        found: Progress = planning.progress(plan, data.outline(), data.athlete, on=data.local_day())
        return found

    def only_planned(self) -> Sequence[Goal]:
        """List the races that the latest plan leads to and that are not kept here."""
        plan, kept = self._data.plan, self.list()
        races = () if plan is None else plan.goals
        return [race for race in races if not any(_same_race(race, goal) for goal in kept)]

    def _put(self, key: str, goal: Goal) -> KeptGoal:
        kept = KeptGoal(key=key, **goal.model_dump(exclude_unset=True))
        body = kept.model_dump_json(exclude_unset=True)
        record = Record(key, body, self._data.records.next_moment(), goal.date)
        self._data.store.put(_KIND, self._data.athlete_id, [record])
        return kept


def _same_race(goal: Goal, planned: Goal) -> bool:
    return (goal.date, goal.sport, goal.distance_m) == (
        *(planned.date, planned.sport),
        planned.distance_m,
    )


def _words(goal: Goal) -> str:
    return f"{goal.distance_m / 1000:g} km on {goal.date}"
