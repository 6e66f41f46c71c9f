"""Of several plans, the one that a chosen set of disruptions hurts least."""

import datetime as dt
from collections.abc import Callable, Sequence

from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.models.plan import Robustness, TrainingPlan
from trainkit.planning._disruptions import (
    Disruption,
    DisruptionKind,
    Planner,
    Setting,
    compare,
    remedies,
)

__all__ = ["toughen", "usual_disruptions"]

# What happens to many who train for months: colds last 5 to 10 days, holidays and work take a week,
# and a good month makes eager. By kind: place in the plan, days, size.
_USUAL: tuple[tuple[DisruptionKind, float, int, float], ...] = (
    ("eager", 0.25, 14, 0.7),
    ("illness", 0.4, 7, 0.6),
    ("missed", 0.55, 10, 0.5),
    ("illness", 0.75, 7, 0.6),
)
_LEAST_GAIN, _LEAST_SHARE = 0.3, 0.1  # of severity, and of the worst, that another plan is worth


def usual_disruptions(plan: TrainingPlan) -> tuple[Disruption, ...]:
    """Spread the disruptions of an ordinary season over a plan; none where it is a few days."""
    length = len(plan.workouts)
    spread = []
    for kind, place, longest, size in _USUAL:
        at = round(place * length)
        days = min(longest, length // 4, length - 1 - at)  # a day ahead remains, to adapt
        if days >= 1:
            first = plan.start + dt.timedelta(days=at)
            spread.append(Disruption(kind=kind, first=first, days=days, size=size))
    return tuple(spread)


def toughen(
    plan: TrainingPlan,
    athlete: Athlete,
    history: History | None,
    disruptions: Sequence[Disruption],
    *,
    make: Planner,
    value: Callable[[TrainingPlan], float],
) -> TrainingPlan:
    """Choose among a plan and its remedies by the worst of some disruptions, after adapting.

    Parameters
    ----------
    plan : TrainingPlan
        With its certificate.
    athlete, history
        As it was planned for.
    disruptions : sequence of Disruption
        What the plan is to survive, inside the plan.
    make : Planner
        Plans again.
    value : callable
        What a plan is worth to this athlete: the objective of one who takes smaller steps counts
        otherwise.

    Returns
    -------
    TrainingPlan
        The plan, or a less fragile one: its certificate tells the harm of both, and the price.
    """

    def worst(made: TrainingPlan) -> tuple[float, Disruption]:
        setting = Setting(made, athlete, history)
        harms = [
            (compare(setting, hit, against=plan).adapted.total, number)
            for number, hit in enumerate(disruptions)
        ]
        harm, number = max(harms)
        return harm, disruptions[number]

    if not disruptions:
        return plan
    before, hit = worst(plan)
    best, after = plan, before
    change, tried = None, list[str]()
    for remedy in remedies(plan, athlete, make, hit.first, later=False):
        tried.append(remedy.words)
        harm, _ = worst(remedy.plan)
        if harm < after - max(_LEAST_GAIN, _LEAST_SHARE * before):
            best, change, after = remedy.plan, remedy.words, harm
    if best.certificate is None or plan.certificate is None:
        return best
    robustness = Robustness(
        change=change,
        disruptions=tuple(map(str, disruptions)),
        before=before,
        after=after,
        price=value(plan) - value(best) if change else 0.0,
        worst=str(hit),
        tried=tuple(tried),
    )
    certificate = best.certificate.model_copy(update={"robustness": robustness})
    return best.model_copy(update={"certificate": certificate})
