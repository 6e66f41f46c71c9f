"""``trainkit login`` and ``trainkit logout``: the accounts that sources read."""

import webbrowser
from functools import partial
from typing import Annotated, Any

from trainkit.cli import _home
from trainkit.cli._commands import HELP
from trainkit.cli._inputs import add_as
from trainkit.cli._streams import complain, say

__all__ = ["add"]

_QUESTIONS = {
    "email": "E-mail address of the account",
    "password": "Password (used once, kept nowhere)",
    "code": "Code that the service has sent",
}


def add(app: Any, typer: Any) -> None:
    """Add the commands."""

    @app.command(help=HELP["login"])  # type: ignore[untyped-decorator]
    def login(
        name: Annotated[str, typer.Argument(help="a source of the settings, such as strava")],
        paste: Annotated[
            bool, typer.Option("--paste", help="the browser is on another machine")
        ] = False,
        asked: Annotated[str | None, add_as(typer)] = None,
    ) -> None:
        ask = (lambda: str(typer.prompt("The address it led to", err=True))) if paste else None
        with _home.open_kit(_home.read_home(), asked, writing=True) as kit:
            show, question = _show if ask is None else _print, partial(_ask, typer)
            scope = kit.log_in(name, show, ask, ask=question)
        say(f"{name} is connected" + (f": {scope}" if scope else ""))

    @app.command(help=HELP["logout"])  # type: ignore[untyped-decorator]
    def logout(
        name: Annotated[str, typer.Argument(help="a source of the settings, such as strava")],
        asked: Annotated[str | None, add_as(typer)] = None,
    ) -> None:
        with _home.open_kit(_home.read_home(), asked, writing=True) as kit:
            kit.log_out(name)
        say(f"the login to {name} is forgotten; its data stay")


def _ask(typer: Any, what: str) -> str:
    return str(typer.prompt(_QUESTIONS[what], err=True, hide_input=what == "password"))


def _print(url: str) -> None:
    complain(f"Agree at {url}")
    complain("then paste the address that the browser shows, even where the page is an error.")


def _show(url: str) -> None:
    complain(f"Agree in the browser: {url}")
    webbrowser.open(url)
