"""A change of the plan that the athlete may accept: checked before it is offered."""

import datetime as dt

from trainkit import planning
from trainkit._rule_words import say_rule
from trainkit.coach._tools.change import change_plan
from trainkit.coach._tools.inputs import ChangeInput
from trainkit.errors import InvalidInput
from trainkit.models import Change, Revision, Tool, TrainingPlan, Violation
from trainkit.models.athlete import Athlete
from trainkit.models.history import History

__all__ = ["PROPOSE_CHANGE", "propose_change", "try_change"]

PROPOSE_CHANGE = Tool(
    name="propose_change",
    description="Offer the athlete a change of the plan. It waits for a yes; rules may refuse it.",
    parameters=ChangeInput.model_json_schema(),
)
"""The only tool that leads to a change, and not without the athlete."""

_ASKED = "asked"


def propose_change(
    arguments: object, plan: TrainingPlan, athlete: Athlete, history: History, today: dt.date
) -> Revision:
    """Build the revision that a change asks for.

    Parameters
    ----------
    arguments : mapping
        As in `ChangeInput`.
    plan : TrainingPlan
        The plan.
    athlete, history
        For the rules.
    today : date
        Days before it are past.

    Returns
    -------
    Revision
        The change; it has not been made.

    Raises
    ------
    InvalidInput
        The arguments are wrong, or the change breaks a hard rule that the plan keeps.
    """
    if not isinstance(arguments, dict):
        raise InvalidInput("arguments", arguments, "an object")
    asked = ChangeInput.model_validate(arguments)
    changed, broken = try_change(asked, plan, athlete, history, today)
    if broken:
        first = broken[0]
        # Without its numbers: they may rest on records that no model may see.
        allowed = (
            f"a change that keeps the rules; it breaks '{say_rule(first.rule)}' on {first.date}"
        )
        raise InvalidInput("change", asked.action, allowed)
    changes = tuple(
        Change(
            date=old.date,
            before=old,
            after=new,
            reason=_ASKED,
            message=f"{old.date:%A} {old.date}: {_short(new.name, new.duration_min)} "
            f"instead of {_short(old.name, old.duration_min)}, as you asked.",
        )
        for old, new in zip(plan.workouts, changed.workouts, strict=True)
        if old != new and old.date is not None
    )
    return Revision(on=today, changes=changes, facts={_ASKED: "you asked for it"})


def try_change(
    asked: ChangeInput, plan: TrainingPlan, athlete: Athlete, history: History, today: dt.date
) -> tuple[TrainingPlan, list[Violation]]:
    """Change a plan, and list the hard rules that it then breaks and did not break before.

    Parameters
    ----------
    asked : ChangeInput
        The change.
    plan, athlete, history, today
        As in `propose_change`.

    Returns
    -------
    tuple of (TrainingPlan, list of Violation)
        The changed plan, and what it breaks.

    Raises
    ------
    InvalidInput
        There is no such day or session.
    """
    changed = change_plan(plan, athlete, asked, today)
    known = set(map(_name, _hard(plan, athlete, history, today)))
    now = _hard(changed, athlete, history, today)
    return changed, [violation for violation in now if _name(violation) not in known]


def _hard(
    plan: TrainingPlan, athlete: Athlete, history: History, today: dt.date
) -> list[Violation]:
    found = planning.check(plan, athlete, history, on=max(today, plan.start))
    return [violation for violation in found if violation.hard]


def _name(violation: Violation) -> tuple[str, dt.date]:
    return violation.rule, violation.date


def _short(name: str, minutes: float) -> str:
    return f"{name} of {minutes:.0f} min" if minutes else name.lower()
