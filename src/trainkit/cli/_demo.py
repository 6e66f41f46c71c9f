"""``trainkit demo``: a simulated athlete through the whole chain."""

import datetime as dt
import json
from typing import Annotated, Any

from trainkit import recovery
from trainkit._simulate import simulate
from trainkit.cli._import import findings
from trainkit.cli._inputs import athlete_of
from trainkit.cli._show import show, weeks
from trainkit.models import Goal

__all__ = ["add"]

_DAYS = 240


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help="A simulated athlete through the whole chain, offline.")  # type: ignore[untyped-decorator]
    def demo(
        seed: Annotated[int, typer.Option(help="another seed, another athlete")] = 0,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        history = simulate(days=_DAYS, seed=seed)
        athlete = athlete_of(history)
        race = history.dates[-1].item() + dt.timedelta(weeks=10)
        goal = Goal(distance_m=21_097.5, date=race, name="Half marathon")
        made = recovery.assess(history, athlete, goal=goal)
        if as_json:
            facts = {"data": next(findings(history)), "assessment": made.model_dump(mode="json")}
            print(json.dumps(facts, indent=2))
            return
        print(f"A simulated athlete (seed {seed}): {next(findings(history))}.")
        show(made)
        weeks(history, athlete)
