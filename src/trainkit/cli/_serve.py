"""``trainkit serve``: the dashboard and the REST API of one athlete, or of a team."""

import gc
import os
from pathlib import Path
from typing import Annotated, Any

from trainkit.cli._commands import HELP
from trainkit.cli._inputs import add_as
from trainkit.cli._streams import say
from trainkit.errors import InvalidInput

__all__ = ["add"]

_PORT, _TOKEN = 8765, "TRAINKIT_HOST_TOKEN"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help=HELP["serve"])  # type: ignore[untyped-decorator]
    def serve(
        host: Annotated[str, typer.Option(help="address to listen on")] = _LOOPBACK[0],
        port: Annotated[int, typer.Option(help="port", min=1, max=65535)] = _PORT,
        home: Annotated[
            Path | None, typer.Option(help="folder of the store; default: the home of trainkit")
        ] = None,
        asked: Annotated[str | None, add_as(typer)] = None,
        llm: Annotated[str, typer.Option(help="a language model, such as anthropic")] = "",
        no_auth: Annotated[
            bool, typer.Option("--no-auth", help="ask for no token; only on this machine")
        ] = False,
        team: Annotated[bool, typer.Option("--team", help="accounts: several athletes")] = False,
        workers: Annotated[int, typer.Option(help="processes; with --team", min=1, max=64)] = 1,
    ) -> None:
        if no_auth and (team or host not in _LOOPBACK):
            raise InvalidInput("--no-auth", host, "left out, or --host 127.0.0.1 without --team")
        gc.disable()  # what is imported stays: looking through it again and again takes long
        from trainkit import host as room
        from trainkit.cli import _home

        folder = home if home is not None else _home.find_folder()
        shown = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        if team:
            if asked or llm:
                raise InvalidInput("--team", "--as or --llm", "alone; settings stand in host.toml")
            application = _make_team(folder)
            address = f"{shown}/register?token={application.state.token}"
        else:
            place = _home.Home(folder)
            if not place.exists and (asked or llm):
                raise InvalidInput("--home", str(folder), "a folder that `trainkit init` set up")
            kit = _home.open_kit(place, asked, llm=llm, writing=True) if place.exists else None
            application = room.create_app(folder, kit=kit, auth=not no_auth)
            address = f"{shown}/" if no_auth else f"{shown}/?token={application.state.token}"
        gc.freeze()
        gc.enable()
        room.serve(
            application,
            host=host,
            port=port,
            workers=workers,
            ready=lambda: say(f"Open {address} (Ctrl+C ends it)"),
        )


def _make_team(folder: Path) -> Any:
    """Make a host with accounts; its token invites, and the first with it is the admin."""
    from trainkit import host as room

    settings = room.read_team(folder)
    return room.create_app(folder, team=settings, token=os.environ.get(_TOKEN) or None)
