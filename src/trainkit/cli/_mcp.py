"""``trainkit mcp``: a server for programs that speak the Model Context Protocol."""

from pathlib import Path
from typing import Annotated, Any

from trainkit.cli import _inputs
from trainkit.cli._commands import HELP
from trainkit.cli._streams import complain

__all__ = ["add"]

_HOST = "127.0.0.1"


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help=HELP["mcp"])  # type: ignore[untyped-decorator]
    def mcp(
        paths: Annotated[
            list[str] | None, typer.Argument(help="history file, or files and folders")
        ] = None,
        athlete: Annotated[Path | None, typer.Option(help="JSON file of the athlete")] = None,
        plan: Annotated[Path | None, typer.Option(help="plan.json")] = None,
        store: Annotated[
            str, typer.Option(help="where drafts and what they write are kept: sqlite:///FILE")
        ] = ":memory:",
        http: Annotated[
            bool, typer.Option("--http", help="over HTTP on this machine, not standard input")
        ] = False,
        port: Annotated[int, typer.Option(help="port of --http", min=1, max=65535)] = 8765,
        timezone: Annotated[
            str | None, typer.Option(help="zone of local times, such as Europe/Berlin")
        ] = None,
    ) -> None:
        from trainkit._optional import require

        require("mcp", extra="mcp")
        from trainkit.kit import Kit
        from trainkit.mcp import server

        who = _inputs.read_athlete(athlete)
        with Kit(store=store, athlete=who) as kit:
            if paths:
                kit.log(_inputs.read_history(paths, timezone=timezone, athlete=who))
            if plan is not None:
                kit.adopt(_inputs.read_plan(plan))
            served = server(kit)
            if not http:
                served.run("stdio")
                return
            complain(f"http://{_HOST}:{port}/mcp serves one athlete to programs on this machine")
            served.run("streamable-http", host=_HOST, port=port)
