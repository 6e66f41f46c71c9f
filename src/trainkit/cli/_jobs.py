"""``trainkit jobs``: work that comes round by itself."""

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

from trainkit.cli import _home
from trainkit.cli._commands import HELP
from trainkit.cli._inputs import add_as
from trainkit.cli._streams import complain, say, say_json
from trainkit.cli._today import prepare_page
from trainkit.errors import TrainkitError

if TYPE_CHECKING:  # it imports a Kit
    from trainkit.jobs import JobRun

__all__ = ["add"]

_FAILED = 1


def add(app: Any, typer: Any) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help=HELP["jobs"])
    app.add_typer(group, name="jobs")
    _add_run(group, typer)
    _add_status(group, typer)
    _add_serve(group, typer)


def _add_run(group: Any, typer: Any) -> None:
    @group.command(help="Run a job, unless it has been done since it was due.")  # type: ignore[untyped-decorator]
    def run(
        name: Annotated[str, typer.Argument(help="sync, recovery, week, insights or retention")],
        force: Annotated[bool, typer.Option("--force", help="run it all the same")] = False,
        asked: Annotated[str | None, add_as(typer)] = None,
    ) -> None:
        from trainkit import jobs

        with _home.open_kit(_home.read_home(), asked, writing=True) as kit:
            done = jobs.run(name, kit, force=force)
        if done is None:
            say(f"{name}: another process is at it")
            return
        _tell(done, asked)
        if done.state == "failed":
            raise typer.Exit(_FAILED)


def _add_status(group: Any, typer: Any) -> None:
    @group.command(help="Tell when each job ran, and when it is due.")  # type: ignore[untyped-decorator]
    def status(
        asked: Annotated[str | None, add_as(typer)] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        from trainkit import jobs

        with _home.open_kit(_home.read_home(), asked) as kit:
            found = jobs.status(kit)
        if not as_json:
            for entry in found:
                say(entry)
            return
        rows = [
            {
                "job": entry.job.name,
                "last": None if entry.last is None else entry.last.model_dump(mode="json"),
                "next": entry.next.isoformat(),
                "due": entry.due,
            }
            for entry in found
        ]
        say_json(json.dumps(rows, indent=2))


def _add_serve(group: Any, typer: Any) -> None:
    @group.command(help="Run the jobs as they become due, until you press Ctrl-C.")  # type: ignore[untyped-decorator]
    def serve(asked: Annotated[str | None, add_as(typer)] = None) -> None:
        from trainkit import jobs

        with _home.open_kit(_home.read_home(), asked, writing=True) as kit:
            complain("jobs run as they become due; press Ctrl-C to stop")
            jobs.serve(kit, told=lambda done: _tell(done, asked))


def _tell(done: "JobRun", asked: str | None) -> None:
    """Print a run; after an assessment, today's page is made too."""
    say(done)
    if done.job == "recovery" and done.state == "done":
        with suppress(TrainkitError):  # the job itself is done
            prepare_page(asked)
