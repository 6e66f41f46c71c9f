"""``trainkit today``: the decision for a day."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, cast

from trainkit._choice import choice
from trainkit.cli import _inputs
from trainkit.cli._commands import HELP
from trainkit.cli._streams import say_json, say_text
from trainkit.cli._terminal import describe_weeks, show_weeks

if TYPE_CHECKING:  # a page that is kept needs no engine
    from trainkit import recovery
    from trainkit.models import Assessment

__all__ = ["add", "prepare_page"]

_DEFAULTS = ("personal", "70/40", "")  # model, bands, goal


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help=HELP["today"])  # type: ignore[untyped-decorator]
    def today(
        paths: Annotated[
            list[str] | None, typer.Argument(help="history file, or files and folders")
        ] = None,
        athlete: Annotated[Path | None, typer.Option(help="JSON file of the athlete")] = None,
        date: Annotated[str | None, typer.Option(help="day to assess; default: today")] = None,
        model: Annotated[str, typer.Option(help="personal or classic")] = _DEFAULTS[0],
        plan: Annotated[Path | None, typer.Option(help="plan.json: today's session, races")] = None,
        goal: Annotated[
            str, typer.Option(help='race in words: "10K in 50 minutes on 2027-06-06"')
        ] = _DEFAULTS[2],
        bands: Annotated[
            str, typer.Option(help="lowest scores for green and yellow: 70/40 or 80/50")
        ] = _DEFAULTS[1],
        timezone: Annotated[
            str | None, typer.Option(help="zone of local times, such as Europe/Berlin")
        ] = None,
        asked: Annotated[str | None, _inputs.add_as(typer)] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        asked_of = _Asked(_inputs.parse_day(date), model, bands, goal)
        if paths:
            known = _inputs.read_known(paths, athlete=athlete, timezone=timezone, plan=plan)
            page = _assess_files(known, asked_of)
        else:
            _inputs.refuse_files(athlete=athlete, plan=plan)
            page = _read_page(asked, asked_of)
        if as_json:
            say_json(str(page["json"]))
            return
        say_text(page["text"])
        for line in page["lines"]:
            say_text(f"  {line}")
        show_weeks(page["weeks"])


class _Asked(NamedTuple):
    """What is asked about a day.

    Parameters
    ----------
    day : date or None
        The day; None for today.
    model, bands, goal : str
        As the options say.
    """

    day: dt.date | None
    model: str
    bands: str
    goal: str

    @property
    def chosen_bands(self) -> tuple[float, float]:
        """The lowest scores for green and yellow."""
        from trainkit import recovery

        return recovery.BANDS[choice("bands", self.bands, recovery.BANDS)]

    @property
    def name(self) -> "recovery.ModelName":
        """The name of the model; the library refuses an unknown one."""
        return cast("recovery.ModelName", self.model)


def _assess_files(known: "_inputs.Known", asked: _Asked) -> Mapping[str, Any]:
    from trainkit import recovery

    day = asked.day or known.today
    assessment = recovery.assess(
        known.history,
        known.athlete,
        day,
        plan=known.plan,
        goal=known.race(asked.goal, day),
        model=asked.name,
        bands=asked.chosen_bands,
    )
    return _describe(known, assessment)


def _read_page(name: str | None, asked: _Asked) -> Mapping[str, Any]:
    """Read the page of a day in the home's store; compute it where anything has changed."""
    from trainkit.cli import _home
    from trainkit.cli._secrets import HomeSecrets
    from trainkit.kit._kept_page import Made, open_pages
    from trainkit.plugins import shared

    home = _home.read_home()
    athlete, person = home.name(name), home.person(name)

    def make() -> Made:
        from trainkit.kit._contributions import notes_on_plugins

        with _inputs.open_home(name) as (kit, known):
            _inputs.require_data(known)
            assessment = kit.today(
                asked.day,
                model=asked.name,
                bands=asked.chosen_bands,
                goal=known.race(asked.goal, asked.day or known.today),
                availability=known.availability,
            )
            page, notes = _describe(known, assessment), notes_on_plugins(shared())
            return Made(page, kit.licences(), lasting=not notes)

    secrets = HomeSecrets(home.folder)
    with open_pages(home.store, athlete, secrets, clock=_home.read_clock) as pages:
        today = _home.local_time(person, pages.timezone).date()
        return pages.read([*map(str, asked), str(today), person.model_dump_json()], make)


def prepare_page(name: str | None) -> None:
    """Compute what ``trainkit today`` will be asked for, so that it is there at once."""
    _read_page(name, _Asked(None, *_DEFAULTS))


def _describe(known: "_inputs.Known", assessment: "Assessment") -> dict[str, Any]:
    """Collect what is printed of a day, as JSON takes it."""
    from trainkit.recovery._plan_of_day import compare_with_plan

    history, planned = known.history, known.plan
    workouts = history.workouts if planned is None else planned.workouts
    return {
        "json": assessment.model_dump_json(indent=2),
        "text": str(assessment),
        "lines": list(compare_with_plan(workouts, assessment.recommendation)),
        "weeks": describe_weeks(history.until(assessment.date), known.athlete),
    }
