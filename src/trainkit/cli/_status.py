"""``trainkit status``: what is set up, what data there are, and how old they are."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from trainkit.cli import _home
from trainkit.cli._commands import HELP
from trainkit.cli._goals import describe_race
from trainkit.cli._inputs import Known, add_as, open_home
from trainkit.cli._streams import say_json, say_row
from trainkit.models import History, TrainingPlan
from trainkit.planning._goal_words import race_name

if TYPE_CHECKING:
    from trainkit.kit import Kit
    from trainkit.records import SourceSync

__all__ = ["add", "describe_sync"]


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help=HELP["status"])  # type: ignore[untyped-decorator]
    def status(
        asked: Annotated[str | None, add_as(typer)] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        home = _home.read_home()
        with open_home(asked) as (kit, known):
            synced = [describe_sync(last) for last in kit.last_syncs()]
            facts = _collect(home, home.name(asked), known, synced)
            facts |= {"jobs": _describe_jobs(kit), "budget": _describe_budget(kit, home, known)}
        if as_json:
            say_json(json.dumps(facts, indent=2, default=str))
            return
        width = max(map(len, facts))
        for name, value in facts.items():
            between = "; " if name in {"synced", "jobs"} else ", "  # their reasons have commas
            shown = between.join(map(str, value)) if isinstance(value, list) else value
            say_row(f"{name.replace('_', ' '):{width}}", "-" if shown in {None, ""} else shown)


def describe_sync(last: "SourceSync") -> str:
    """Say when a source was last synced, and what went wrong since."""
    name = last.source.removeprefix("source.")
    reason = last.error.removeprefix(f"{last.source}: ")
    if last.synced_at is None:
        return f"{name} never" + (f": {reason}" if reason else "")
    return f"{name} {last.age}" + (f", then it failed: {reason}" if reason else "")


def _describe_jobs(kit: "Kit") -> list[str]:
    """Say of each job that ran when it did, and when it is due again."""
    from trainkit import jobs

    return [str(entry) for entry in jobs.status(kit) if entry.last is not None]


def _describe_budget(kit: "Kit", home: _home.Home, known: Known) -> str | None:
    """Say what language models cost this month; None where there are neither calls nor a limit."""
    limit = home.settings.budget_usd_a_month
    report = kit.costs(known.today.replace(day=1), known.today)
    if limit is None and not report.total.calls:
        return None
    spent = f"{report.total_usd + report.open_usd:.2f}"
    if limit is None:
        return f"{spent} US dollars this month, no limit"
    return f"{spent} of {limit:g} US dollars this month"


def _collect(home: _home.Home, name: str, known: Known, synced: list[str]) -> dict[str, object]:
    """Collect the facts by name, in the order of printing."""
    span = known.history.span
    return {
        "settings": str(home.file),
        "store": home.store,
        "athlete": name,
        "others": [other for other in home.settings.athletes if other != name],
        "assumed": _assumed(home.person(name), known),
        "today": known.today,
        "activities": len(known.history.activities),
        "days_of_health": len(known.history.days),
        "data": None if span is None else f"{span[0]} to {span[1]}",
        "recorded_by": _count_sources(known.history),
        "newest": None if span is None else _say_age(known.today, span[1]),
        "races": [f"{describe_race(race)} on {race.date}" for race in known.goals],
        "plan": None if known.plan is None else _describe(known.plan),
        "next": None if known.plan is None else _next_session(known.plan, known.today),
        "sources": [_name(source) for source in home.person(name).sources],
        "synced": synced,
        "notify": [_name(notifier) for notifier in home.person(name).notify],
        "model": _name(home.settings.llm),
    }


def _count_sources(history: History) -> list[str]:
    """Name the sources as `source_order` does, with how many activities and days each has."""
    kinds = (("activities", history.activities), ("days", history.days))
    counts: dict[str, dict[str, int]] = {}
    for kind, records in kinds:
        for record in records:
            for original in record.originals or (record,):
                found = counts.setdefault(original.provenance.source, {})
                found[kind] = found.get(kind, 0) + 1
    return [
        f"{source} ({', '.join(_say_number(count, kind) for kind, count in found.items())})"
        for source, found in sorted(counts.items())
    ]


def _say_number(count: int, plural: str) -> str:
    single = {"activities": "activity", "days": "day"}
    return f"{count} {single[plural] if count == 1 else plural}"


def _name(model: str | Mapping[str, Any] | None) -> str | None:
    """The name of an adapter, without its options, which may hold a key."""
    return str(model.get("name", "")) if isinstance(model, Mapping) else model


def _assumed(person: _home.Person, known: Known) -> list[str]:
    """List what is neither in the settings nor in the data."""
    if known.history.athlete is not None:
        return []
    return [words for field, words in _home.NEEDED.items() if field not in person.known]


def _say_age(today: dt.date, last: dt.date) -> str:
    days = (today - last).days
    return "today" if days == 0 else f"{days} {'day' if days == 1 else 'days'} old"


def _describe(plan: TrainingPlan) -> str:
    races = ", ".join(f"{race_name(goal)} on {goal.date}" for goal in plan.goals)
    return f"{plan.start} to {plan.end}, {races or 'a base'}"


def _next_session(plan: TrainingPlan, today: dt.date) -> str | None:
    ahead = (w for w in plan.workouts if w.date and w.date >= today and w.kind != "rest")
    session = next(ahead, None)
    return None if session is None else f"{session.date:%a} {session.date} {session.title}"
