"""``trainkit insights``: patterns of the athlete's own days, from files or the store."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from trainkit.cli import _inputs
from trainkit.cli._commands import HELP
from trainkit.cli._streams import say_json, say_text
from trainkit.errors import InvalidInput

if TYPE_CHECKING:
    from trainkit.coach import Insights
    from trainkit.kit import Kit

__all__ = ["add"]

_MOST = 5
_ACTS = ("--dismiss", "--snooze", "--helpful", "--not-helpful")


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help=HELP["insights"])  # type: ignore[untyped-decorator]
    def insights(
        paths: Annotated[
            list[str] | None, typer.Argument(help="history file, or files and folders")
        ] = None,
        athlete: Annotated[Path | None, typer.Option(help="JSON file of the athlete")] = None,
        date: Annotated[str | None, typer.Option(help="day; default: the last recorded")] = None,
        plan: Annotated[
            Path | None, typer.Option(help="plan.json: sessions done or missed")
        ] = None,
        kind: Annotated[
            list[str] | None, typer.Option(help="only this kind, such as sleep; may be repeated")
        ] = None,
        most: Annotated[
            int | None, typer.Option(help="how many, 1 to 20, also of those told before")
        ] = None,
        llm: Annotated[str, typer.Option(help="a language model, such as anthropic")] = "",
        timezone: Annotated[
            str | None, typer.Option(help="zone of local times, such as Europe/Berlin")
        ] = None,
        svg: Annotated[Path | None, typer.Option(help="folder for a picture of each")] = None,
        tests: Annotated[bool, typer.Option("--tests", help="list every question asked")] = False,
        dismiss: Annotated[str | None, _take_key(typer, "hide one for half a year")] = None,
        snooze: Annotated[str | None, _take_key(typer, "hide one for a week")] = None,
        helpful: Annotated[str | None, _take_key(typer, "tell more of this kind")] = None,
        not_helpful: Annotated[str | None, _take_key(typer, "tell less of this kind")] = None,
        asked: Annotated[str | None, _inputs.add_as(typer)] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        from trainkit import coach
        from trainkit.kit import Kit

        if svg is not None and not svg.is_dir():
            raise InvalidInput("--svg", str(svg), "a folder that exists")
        said = dict(zip(_ACTS, (dismiss, snooze, helpful, not_helpful), strict=True))
        if not paths and date is None and plan is None and most is None:
            _inputs.refuse_files(athlete=athlete)
            with _inputs.open_home(asked, llm=llm) as (kit, _):
                _act(kit, said)
                found = kit.insights(kind, force=tests)
        else:
            _refuse_acts(said)
            known = _inputs.read_known(
                paths, athlete=athlete, timezone=timezone, plan=plan, asked=asked
            )
            with Kit(llm=llm or None, athlete=known.athlete) as kit:
                found = coach.insights(
                    known.history,
                    known.athlete,
                    _inputs.parse_day(date),
                    llm=kit.llm,
                    plan=known.plan,
                    kinds=kind,
                    most=_MOST if most is None else most,
                )
        _show(found, svg=svg, tests=tests, as_json=as_json)


def _take_key(typer: Any, text: str) -> Any:
    """Return an option that names an insight."""
    return typer.Option(metavar="KEY", help=text)


def _act(kit: "Kit", said: dict[str, str | None]) -> None:
    """Hide and rate what was told."""
    acts: dict[str, Callable[[str], None]] = {
        "--dismiss": kit.dismiss_insight,
        "--snooze": kit.snooze_insight,
        "--helpful": lambda key: kit.rate_insight(key, "helpful"),
        "--not-helpful": lambda key: kit.rate_insight(key, "not_helpful"),
    }
    for name, key in said.items():
        if key is not None:
            acts[name](key)


def _refuse_acts(said: dict[str, str | None]) -> None:
    """Refuse to hide or rate where nothing is kept."""
    for name, key in said.items():
        if key is not None:
            raise InvalidInput(name, key, "left out here: only a store remembers it")


def _show(found: "Insights", *, svg: Path | None, tests: bool, as_json: bool) -> None:
    for insight in found if svg is not None else ():
        name = insight.key.replace(":", "-")
        _inputs.write_file(Path(svg or "") / f"{name}.svg", insight.chart().encode())
    if as_json:
        say_json(json.dumps(found.to_dict(), indent=2))
        return
    say_text(found)
    if tests:
        say_text("\n" + found.list_tests())
