"""``trainkit goals``: the races that plans lead to."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

from trainkit.cli import _inputs
from trainkit.cli._commands import HELP
from trainkit.cli._streams import say_json, say_text
from trainkit.errors import InvalidInput
from trainkit.models import Goal, KeptGoal
from trainkit.models._goal_text import parse_distance, parse_time
from trainkit.models._result_text import align
from trainkit.planning._goal_words import clock, race_name

__all__ = ["add", "describe_race"]

_KEY_HELP = "its key, or the first letters of it, as `trainkit goals list` prints it"


def add(app: Any, typer: Any) -> None:
    """Add the commands."""
    goals = typer.Typer(invoke_without_command=True, help=HELP["goals"])
    app.add_typer(goals, name="goals")

    @goals.callback()  # type: ignore[untyped-decorator]
    def list_unless_asked(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            _list_goals(None, everything=False, as_json=False)

    for command in (_add_add, _add_list, _add_update, _add_remove):
        command(goals, typer)


def _add_add(goals: Any, typer: Any) -> None:
    json_option = typer.Option("--json", help="print JSON")

    @goals.command("add", help="Keep a race.")  # type: ignore[untyped-decorator]
    def keep(
        goal: Annotated[str, typer.Argument(help='such as "10K in 50 minutes on 2027-06-06"')],
        priority: Annotated[str, typer.Option(help="A the main race, B or C")] = "A",
        name: Annotated[str | None, typer.Option(help="the race's name")] = None,
        trail: Annotated[bool, typer.Option("--trail", help="the race is on trails")] = False,
        asked: Annotated[str | None, _inputs.add_as(typer)] = None,
        as_json: Annotated[bool, json_option] = False,
    ) -> None:
        fields: Any = {"priority": priority.upper(), "name": name, "trail": trail}
        with _inputs.open_home(asked) as (kit, _):
            kept = kit.goals.add(goal, **fields)
        _print([kept], as_json=as_json)


def _add_list(goals: Any, typer: Any) -> None:
    json_option = typer.Option("--json", help="print JSON")

    @goals.command("list", help="List the races ahead.")  # type: ignore[untyped-decorator]
    def show(
        everything: Annotated[bool, typer.Option("--all", help="also past ones")] = False,
        asked: Annotated[str | None, _inputs.add_as(typer)] = None,
        as_json: Annotated[bool, json_option] = False,
    ) -> None:
        _list_goals(asked, everything=everything, as_json=as_json)


def _list_goals(asked: str | None, *, everything: bool, as_json: bool) -> None:
    with _inputs.open_home(asked) as (kit, known):
        kept = kit.goals.list(first=None if everything else known.today)
    _print(kept, as_json=as_json)


def _add_update(goals: Any, typer: Any) -> None:
    json_option = typer.Option("--json", help="print JSON")

    @goals.command("update", help="Change a race; `trainkit plan` follows it.")  # type: ignore[untyped-decorator]
    def update(
        key: Annotated[str, typer.Argument(help=_KEY_HELP)],
        date: Annotated[str | None, typer.Option(help="its new day")] = None,
        distance: Annotated[str | None, typer.Option(help="10k, 21.1 km, half, 5000 m")] = None,
        time: Annotated[str | None, typer.Option(help="goal time: 1:45:00 or 50 minutes")] = None,
        priority: Annotated[str | None, typer.Option(help="A, B or C")] = None,
        name: Annotated[str | None, typer.Option(help="the race's name")] = None,
        asked: Annotated[str | None, _inputs.add_as(typer)] = None,
        as_json: Annotated[bool, json_option] = False,
    ) -> None:
        with _inputs.open_home(asked) as (kit, _):
            old = _find(kit.goals.list(), key)
            length_m = old.distance_m if distance is None else parse_distance(distance)
            new = {
                "date": _inputs.parse_day(date),
                "distance_m": None if distance is None else length_m,
                "time_s": None if time is None else parse_time(time, length_m),
                "priority": None if priority is None else priority.upper(),
                "name": name,
            }
            fields: Any = {field: value for field, value in new.items() if value is not None}
            if not fields:
                allowed = "one of --date, --distance, --time, --priority, --name"
                raise InvalidInput("change", "empty", allowed)
            kept = kit.goals.update(old.key, **fields)
        _print([kept], as_json=as_json)


def _add_remove(goals: Any, typer: Any) -> None:
    json_option = typer.Option("--json", help="print JSON")

    @goals.command("remove", help="Forget a race; the plan stays.")  # type: ignore[untyped-decorator]
    def remove(
        key: Annotated[str, typer.Argument(help=_KEY_HELP)],
        asked: Annotated[str | None, _inputs.add_as(typer)] = None,
        as_json: Annotated[bool, json_option] = False,
    ) -> None:
        with _inputs.open_home(asked) as (kit, _):
            gone = kit.goals.remove(_find(kit.goals.list(), key).key)
        _print([gone], as_json=as_json)


def _find(kept: Sequence[KeptGoal], key: str) -> KeptGoal:
    """Find the goal that a key, or its first letters, name."""
    found = [goal for goal in kept if key and goal.key.startswith(key)]
    if len(found) != 1:
        keys = ", ".join(goal.key for goal in kept) or "none yet"
        raise InvalidInput("KEY", key, f"the key of one race ({keys})")
    return found[0]


def _print(goals: Sequence[KeptGoal], *, as_json: bool) -> None:
    if as_json:
        say_json(json.dumps([goal.model_dump(mode="json") for goal in goals], indent=2))
    elif goals:
        for line in align([_cells(goal) for goal in goals]):
            say_text(line)
    else:
        say_text('no race ahead; add one: trainkit goals add "10K in 50 minutes on 2027-06-06"')


def describe_race(goal: Goal) -> str:
    """Describe a race in words, with its goal time."""
    time = "" if goal.time_s is None else f" in {clock(goal.time_s)}"
    return race_name(goal) + time


def _cells(goal: KeptGoal) -> tuple[str, ...]:
    return (goal.key, goal.priority, str(goal.date), describe_race(goal), goal.name or "")
