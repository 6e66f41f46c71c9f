"""``trainkit sync``: fetch new data from the sources that the settings name."""

import dataclasses
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

from trainkit._text import clean
from trainkit.cli import _home
from trainkit.cli._commands import HELP
from trainkit.cli._inputs import add_as
from trainkit.cli._streams import make_console, say_json, say_text
from trainkit.errors import TrainkitError

if TYPE_CHECKING:
    from trainkit.records import SourceSync

__all__ = ["add"]


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help=HELP["sync"])  # type: ignore[untyped-decorator]
    def sync(
        force: Annotated[
            bool, typer.Option("--force", help="fetch even where the data is fresh")
        ] = False,
        asked: Annotated[str | None, add_as(typer)] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        home = _home.read_home()
        if not home.person(asked).sources:
            raise TrainkitError(
                f"there is no source to sync: name one in {home.file}, below "
                f'[athletes.{home.name(asked)}], such as sources = ["~/Downloads/garmin"]'
            )
        done: dict[str, SourceSync] = {}
        with _home.open_kit(home, asked, writing=True) as kit:
            try:
                with _show_progress(done) as progress:
                    report = kit.sync(force=force, progress=progress)
            except TrainkitError:
                if not as_json:  # what came from the others is kept
                    for source in done.values():
                        say_text(source)
                raise
        if as_json:
            say_json(
                json.dumps([_to_dict(source) for source in report.sources], indent=2, default=str)
            )
        else:
            say_text(report)
        if not report.ok:
            raise SystemExit(1)


@contextmanager
def _show_progress(
    done: "dict[str, SourceSync]",
) -> "Iterator[Callable[[SourceSync], object]]":
    """Keep what each source has delivered so far, and show it where somebody looks on."""
    console = make_console(stderr=True)

    def note(source: "SourceSync") -> str:
        done[source.source] = source
        until = "" if source.last_day is None else f", up to {source.last_day}"
        return str(source).partition("\n")[0] + until

    if not console.is_terminal:
        yield note
        return
    with console.status("asking the sources") as status:
        yield lambda source: status.update(clean(note(source)))


def _to_dict(source: Any) -> dict[str, object]:
    fields = {field.name: getattr(source, field.name) for field in dataclasses.fields(source)}
    return {**fields, "problems": [problem.model_dump() for problem in source.problems]}
