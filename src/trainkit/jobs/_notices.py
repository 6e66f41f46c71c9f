"""What the jobs tell an athlete."""

import datetime as dt
from collections.abc import Sequence

from trainkit.kit import KeptNotice, Kit
from trainkit.models import Assessment, WeekProgram
from trainkit.models.notice import Notice

__all__ = ["tell_morning", "tell_week"]


def tell_morning(kit: Kit, assessed: Assessment) -> str:
    """Tell the morning's page, and critical warnings of the day; return what came of it."""
    recovery, day = assessed.recovery, assessed.date
    title = f"{recovery.status}: {assessed.recommendation.workout.name}"
    told = kit.notify(Notice(kind="morning", day=day, title=title, text=str(assessed)))
    for warning in assessed.warnings:
        if warning.level == "critical":
            told += kit.notify(
                Notice(
                    kind="warning",
                    day=day,
                    title=f"Warning: {warning.kind.replace('_', ' ')}",
                    text=f"{warning.message}\n\n{warning.source}",
                    about=warning.kind,
                )
            )
    return _describe(told)


def tell_week(kit: Kit, program: WeekProgram, today: dt.date) -> str:
    """Tell the week's program, and return what came of it."""
    title = f"Your week from {program.start:%d %B}"
    return _describe(kit.notify(Notice(kind="week", day=today, title=title, text=str(program))))


def _describe(told: Sequence[KeptNotice]) -> str:
    """Say in a few words what came of notices; nothing where nobody is told."""
    failed = [entry for entry in told if entry.error and entry.state != "told"]
    if failed:
        return f"; not told: {failed[0].error}"
    if any(entry.state == "waiting" for entry in told):
        return "; told after the quiet hours"
    return "; told" if told else ""
