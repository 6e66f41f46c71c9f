"""``trainkit demo``: the whole chain with a simulated athlete."""

import datetime as dt
import json
from typing import Annotated, Any

from trainkit import recovery
from trainkit._simulate import simulate
from trainkit.cli._commands import HELP
from trainkit.cli._inputs import require_athlete
from trainkit.cli._streams import say_json, say_text
from trainkit.cli._terminal import print_weeks
from trainkit.models import Goal

__all__ = ["add"]

_DAYS = 240


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help=HELP["demo"])  # type: ignore[untyped-decorator]
    def demo(
        seed: Annotated[int, typer.Option(help="another seed simulates another athlete")] = 0,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        history = simulate(days=_DAYS, seed=seed)
        athlete = require_athlete(history)
        race = history.dates[-1].item() + dt.timedelta(weeks=10)
        goal = Goal(distance_m=21_097.5, date=race, name="Half marathon")
        assessment = recovery.assess(history, athlete, goal=goal)
        data = str(history).splitlines()[0]
        if as_json:
            say_json(
                json.dumps(
                    {"data": data, "assessment": assessment.model_dump(mode="json")}, indent=2
                )
            )
            return
        say_text(f"A simulated athlete (seed {seed}): {data}.\n")
        say_text(assessment)
        print_weeks(history, athlete)
