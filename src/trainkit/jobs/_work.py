"""What each job does with a Kit, and how it says so in a line."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from trainkit.jobs._notices import tell_morning, tell_week
from trainkit.kit import Kit

__all__ = ["WORK", "Outcome", "Work"]

Beat = Callable[[], object]
"""Called now and then by work that takes long, so that its lease is extended."""


class Outcome(NamedTuple):
    """What came of a run.

    Parameters
    ----------
    summary : str
        In a line.
    error : str
        Why a part of it failed, so that it is tried again; empty where nothing did.
    """

    summary: str
    error: str = ""


Work = Callable[[Kit, Beat], Outcome]


def _sync(kit: Kit, beat: Beat) -> Outcome:
    report = kit.sync(force=True, progress=lambda _: beat())
    failed = "; ".join(source.error for source in report.sources if source.error)
    return Outcome(f"{report.activities} activities, {report.days} days", failed)


def _recovery(kit: Kit, _: Beat) -> Outcome:
    assessed = kit.today()
    recovery = assessed.recovery
    told = tell_morning(kit, assessed)
    return Outcome(f"{recovery.status}, {assessed.recommendation.intensity}{told}")


def _week(kit: Kit, _: Beat) -> Outcome:
    program = kit.week()
    told = tell_week(kit, program, kit.now().date())
    return Outcome(f"the week of {program.start}{told}")


def _insights(kit: Kit, _: Beat) -> Outcome:
    return Outcome(f"{len(kit.insights())} insights")


def _retention(kit: Kit, _: Beat) -> Outcome:
    return Outcome(f"{kit.purge_expired()} records deleted")


WORK: Mapping[str, Work] = {
    "sync": _sync,
    "recovery": _recovery,
    "week": _week,
    "insights": _insights,
    "retention": _retention,
}
"""The work of each job."""
